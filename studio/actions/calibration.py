"""What a person reads and shows so that a twin can be made: the script in their language, the poses of the photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from studio.actions import makers
from studio.actions.remembered import Remembered
from studio.errors import BadInput, ProviderError
from studio.models import Account
from studio.providers.base import NoNews

T = TypeVar("T")
_LANGUAGES: Remembered[tuple[str, ...]] = Remembered()

DEFAULT: Final = "English"
POSES: Final = ("neutral", "ooh", "teeth", "aah", "pursed")
"""In the order in which they are asked for: the key shapes of that very person's mouth."""
NO_LANGUAGE = "This account has no voice for “{language}”. Choose one of: {known}."

SCRIPTS: Final[dict[str, str]] = {
    "English": (
        "Hello! I'm reading this so that my double can learn how I speak. I look into the camera, sit comfortably "
        "and I take my time. Every vowel counts: boots, teeth, father, above. So does every consonant: paper, "
        "boat, music, five, think, cheese and ring. Now a question: would you watch a video of mine? I hope so! "
        "Some sentences go up, others go down, and some just pause for a breath. Numbers matter too: one, two, "
        "three, forty-five. That was all. Thank you for listening, and see you on the screen."
    ),
    "German": (
        "Hallo! Ich lese das vor, damit mein Double lernt, wie ich spreche. Ich schaue in die Kamera, sitze "
        "bequem und lasse mir Zeit. Jeder Vokal zählt: Mut, Liebe, Vater, schön und über. Auch jeder Mitlaut: "
        "Papier, Boot, Musik, fünf, Schule, Dach und Ring. Und nun eine Frage: Würden Sie ein Video von mir "
        "ansehen? Ich hoffe es! Manche Sätze gehen nach oben, andere nach unten, und manche machen eine Pause. "
        "Das war alles. Danke fürs Zuhören!"
    ),
    "French": (
        "Bonjour ! Je lis ce texte pour que mon double apprenne comment je parle. Je regarde la caméra, je suis "
        "bien assis et je prends mon temps. Chaque voyelle compte : vous, lire, pâte, feu et lune. Chaque "
        "consonne aussi : papier, bateau, musique, famille, chaise et rouge. Et maintenant une question : "
        "regarderiez-vous une vidéo de moi ? Je l'espère ! Certaines phrases montent, d'autres descendent. C'est "
        "tout. Merci de m'avoir écouté."
    ),
    "Spanish": (
        "¡Hola! Leo este texto para que mi doble aprenda cómo hablo. Miro a la cámara, estoy cómodo y me tomo mi "
        "tiempo. Cada vocal cuenta: uva, isla, casa, mesa y ojo. También cada consonante: papel, barco, música, "
        "familia, chico y perro. Y ahora una pregunta: ¿verías un vídeo mío? ¡Espero que sí! Unas frases suben, "
        "otras bajan y otras hacen una pausa. Eso es todo. Gracias por escucharme."
    ),
    "Italian": (
        "Ciao! Leggo questo testo perché il mio doppio impari come parlo. Guardo la telecamera, sto comodo e mi "
        "prendo il mio tempo. Ogni vocale conta: uva, isola, casa, bello e sole. Anche ogni consonante: papà, "
        "barca, musica, fame, cielo e zucchero. E ora una domanda: guarderesti un mio video? Spero di sì! Alcune "
        "frasi salgono, altre scendono. È tutto. Grazie per avermi ascoltato."
    ),
    "Portuguese": (
        "Olá! Leio este texto para que o meu duplo aprenda como eu falo. Olho para a câmera, estou confortável e "
        "não tenho pressa. Cada vogal conta: uva, ilha, casa, mesa e sol. Cada consoante também: papel, barco, "
        "música, família, chave e jogo. E agora uma pergunta: você veria um vídeo meu? Espero que sim! Algumas "
        "frases sobem, outras descem. É tudo. Obrigado por ouvir."
    ),
}  # fmt: skip
"""Our own words: all the mouth's shapes, questions, pauses and numbers in about half a minute."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person reads aloud, and in which language, by the name that the twin's maker has for it."""

    language: str
    script: str


def languages(account: Account) -> list[str]:
    """The languages in which a twin can be made, by their English names: those of the account's voices, or those that
    its provider offers. Raises ProviderError when the provider could not be asked; not for use in a transaction.
    """
    if not makers.makes_twins(account):
        names = account.voices.filter(retired_at=None).values_list("language", flat=True)
        return sorted({name for name in names if name})
    key = f"{account.pk} {account.options}"
    known = _LANGUAGES.get(key)
    if known is None:
        found = _asked(account, lambda maker, client, there: maker.twin_languages(client, there))
        known = _LANGUAGES.keep(key, found)
    return list(known)


def language(account: Account, asked: str) -> str:
    """The account's name of a language that was asked for in any case; of a variant that it doesn't have
    (“Chinese-Simplified”) that of the language. Raises BadInput for "language".
    """
    known = languages(account)
    names = {name.casefold(): name for name in known}
    wanted = (asked or DEFAULT).strip().casefold()
    if found := names.get(wanted) or names.get(wanted.partition("-")[0]):
        return found
    raise BadInput({"language": NO_LANGUAGE.format(language=asked, known=", ".join(known))})


def script(account: Account, asked: str) -> str:
    """What to read aloud in a language: the provider's own text where it makes the twin; else our script, or what its
    voices say of themselves where there is none.
    """
    return reading(account, asked).script


def reading(account: Account, asked: str) -> Reading:
    """Language and script together. Raises BadInput for "language", ProviderError as `languages` does."""
    name = language(account, asked)
    if makers.makes_twins(account):
        return Reading(name, _asked(account, lambda maker, client, there: maker.twin_script(client, there, name)))
    if name in SCRIPTS:
        return Reading(name, SCRIPTS[name])
    samples = account.voices.filter(language=name, retired_at=None).values_list("sample_text", flat=True)
    return Reading(name, " ".join(dict.fromkeys(samples)))


def _asked(account: Account, question: makers.Question[T | NoNews]) -> T:
    answer = makers.ask(account, question)
    if isinstance(answer, NoNews):
        raise ProviderError(f"{account}: {answer.sentence}", permanent=False)
    return answer
