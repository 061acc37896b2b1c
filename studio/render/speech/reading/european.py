"""What German, French, Spanish, Italian, Portuguese and Dutch write short."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import Tongue

_STEMS = ("nullt erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt "
                 "fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt")  # fmt: skip
_GERMAN_STEMS = _STEMS.split()
_GERMAN_TENS = {2: "zwanzigst", 3: "dreißigst", 4: "vierzigst", 5: "fünfzigst", 6: "sechzigst", 7: "siebzigst",
                8: "achtzigst", 9: "neunzigst"}  # fmt: skip
_GERMAN_ONES = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_MONTHS_OF = {language: names.split() for language, names in _MONTHS.items()}
DAYS = frozenset(_MONTHS)
"""Languages whose dates `date` says."""
_GERMAN_ORDINAL = re.compile(
    rf"(?:\b(?P<before>am|vom|zum|beim|dem|den|im|seit|bis|ab|der|die|das|Der|Die|Das|Am|Vom|Zum|Im|Den|Dem)\s)?"
    rf"\b(?P<day>\d{{1,2}})\.(?=\s+(?:{'|'.join(_MONTHS_OF['de'])}|Platz|Jahr|Mal|Teil|Kapitel|Schritt|Quartal|"
    r"Jahrhundert|Jh|Auflage|Stock|Klasse|Tag|Woche|Runde)\b)"
)
_BEFORE = "am|vom|zum|beim|dem|den|seit|bis|ab|und|Am|Vom|Zum|Ab|Bis|Seit"
_GERMAN_DATE = re.compile(
    rf"(?:\b(?P<before>{_BEFORE})\s)?(?<![\w/.-])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\."
    r"(?:\s?(?P<year>\d{4}|\d\d(?![.,:]\d|\s?Uhr)))?(?![\w/-])"
)
_GERMAN_DAYS = re.compile(
    rf"(?:\b(?P<before>{_BEFORE})\s)?(?<![\w/.-])(?P<first>\d{{1,2}})\.\s?(?:[-–]|bis)\s?(?P<last>\d{{1,2}})\."
    rf"(?=\s+(?:{'|'.join(_MONTHS_OF['de'])})\b)"
)
_STREET = re.compile(r"(?<=[a-zäöüß])str\.")
_FRENCH_CLOCK = re.compile(r"(?<!\w)(?:24\s?h\s?/\s?24|7\s?j\s?/\s?7)(?!\w)")
_FIRST = {
    "fr": re.compile(rf"\b1\s(?={'|'.join(_MONTHS_OF['fr'])}\b)"),
    "it": re.compile(rf"\b1\s(?={'|'.join(_MONTHS_OF['it'])}\b)"),
    "pt": re.compile(rf"\b1\s(?=de\s(?:{'|'.join(_MONTHS_OF['pt'])})\b)"),
}
_FIRST_SAID = {"fr": "premier ", "it": "primo ", "pt": "primeiro "}
_FRENCH = ("", "premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième",
           "neuvième", "dixième", "onzième", "douzième", "treizième", "quatorzième", "quinzième", "seizième",
           "dix-septième", "dix-huitième", "dix-neuvième", "vingtième", "vingt et unième")  # fmt: skip
_FRENCH_ORDINAL = re.compile(r"\b(\d{1,2})(?:e|ème)\b")
_CENTURIES = "- I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI"
_ROMAN_CENTURIES = _CENTURIES.split()
_FRENCH_CENTURY = re.compile(rf"\b({'|'.join(_ROMAN_CENTURIES[1:])})(?:e|ème)\b")
_DUTCH = ("", "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende",
          "elfde", "twaalfde", "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende", "achttiende",
          "negentiende", "twintigste")  # fmt: skip
_DUTCH_ORDINAL = re.compile(r"\b(\d{1,2})(?:e|de|ste)\b")
_SHORT = {
    "de": {"z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt", "u. a.":
           "unter anderem", "u.a.": "unter anderem", "bzw.": "beziehungsweise", "usw.": "und so weiter", "ca.":
           "circa", "Nr.": "Nummer", "Str.": "Straße", "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Fr.":
           "Frau", "inkl.": "inklusive", "exkl.": "exklusive", "zzgl.": "zuzüglich", "ggf.": "gegebenenfalls", "evtl.":
           "eventuell", "Abb.": "Abbildung", "Tel.": "Telefon", "St.": "Sankt", "max.": "maximal", "min.": "minimal",
           "Mio.": "Millionen", "Mrd.": "Milliarden", "Tsd.": "Tausend", "vgl.": "vergleiche", "Std.": "Stunden",
           "MwSt.": "Mehrwertsteuer", "Min.": "Minuten", "Hbf.": "Hauptbahnhof", "Hbf": "Hauptbahnhof",
           "etc.": "et cetera", "Sek.": "Sekunden", "Kap.": "Kapitel", "Art.": "Artikel", "Abs.": "Absatz", "Jh.":
           "Jahrhundert", "Pkt.": "Punkte", "Stk.": "Stück", "v. Chr.": "vor Christus", "n. Chr.": "nach Christus"},
    "fr": {"M. et Mme": "monsieur et madame", "1re": "première",
           "M.": "monsieur", "MM.": "messieurs", "Mme": "madame", "Mmes": "mesdames", "Mlle": "mademoiselle", "Dr":
           "docteur", "Dr.": "docteur", "Pr": "professeur", "St": "Saint", "Ste": "Sainte", "n°": "numéro", "N°":
           "numéro", "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "env.": "environ", "av.": "avenue", "bd":
           "boulevard", "tél.": "téléphone", "nº": "numéro", "Nº": "numéro",
           "Tél.": "téléphone", "max.": "maximum", "min.": "minimum", "1ers": "premiers"},
    "es": {"Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Dr.": "doctor", "Dra.":
           "doctora", "D.": "don", "Dña.": "doña", "Ud.": "usted", "Uds.": "ustedes", "EE. UU.": "Estados Unidos",
           "EE.UU.": "Estados Unidos", "p. ej.": "por ejemplo", "n.º": "número", "N.º": "número", "núm.": "número",
           "nº": "número", "Nº": "número", "n°": "número", "N°": "número", "1er": "primer", "3er": "tercer",
           "avda.": "avenida", "Avda.": "avenida", "tel.": "teléfono", "Tel.": "teléfono", "aprox.":
           "aproximadamente", "máx.": "máximo", "mín.": "mínimo", "1.º": "primero", "2.º": "segundo", "3.º":
           "tercero", "1.ª": "primera", "2.ª": "segunda", "3.ª": "tercera", "1.er": "primer", "3.er": "tercer"},
    "it": {"Sig.": "signor", "sig.": "signor", "Sig.ra": "signora", "sig.ra": "signora", "Dott.": "dottor", "dott.":
           "dottor", "Dott.ssa": "dottoressa", "Dr.": "dottor", "Prof.": "professor", "prof.": "professor", "Ing.":
           "ingegner", "Avv.": "avvocato", "ecc.": "eccetera", "es.": "esempio", "n.": "numero", "N.": "numero", "n°":
           "numero", "N°": "numero", "nº": "numero",
           "1°": "primo", "2°": "secondo", "3°": "terzo", "tel.": "telefono",
           "S.p.A.": "esse pi a", "ca.": "circa", "max.": "massimo", "min.": "minimo", "p. es.": "per esempio"},
    "pt": {"Sr.": "senhor", "Sra.": "senhora", "D.": "dom",
           "Dr.": "doutor", "Dra.": "doutora", "Prof.": "professor", "Profa.":
           "professora", "p. ex.": "por exemplo", "n.º": "número", "nº": "número", "Av.": "avenida", "tel.":
           "telefone", "aprox.": "aproximadamente", "máx.": "máximo", "mín.": "mínimo", "Ltda.": "limitada"},
    "nl": {"dhr.": "de heer", "Dhr.": "De heer", "mevr.": "mevrouw", "Mevr.": "Mevrouw", "mw.": "mevrouw", "dr.":
           "dokter", "Dr.": "dokter", "prof.": "professor", "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "enz.":
           "enzovoort", "d.w.z.": "dat wil zeggen", "o.a.": "onder andere", "nr.": "nummer", "ca.": "circa", "incl.":
           "inclusief", "excl.": "exclusief", "tel.": "telefoon", "t/m": "tot en met", "m.b.t.": "met betrekking tot",
           "a.u.b.": "alstublieft", "max.": "maximaal", "min.": "minimaal", "mln.": "miljoen", "mld.": "miljard"},
}  # fmt: skip
_NUMBERED = frozenset(
    ("n.", "N.", "Art.", "Abs.", "Kap.", "min.", "max.", "es.", "D.", "M.", "MM.", "Dr", "Pr", "St", "Ste", "St.",
     "Fr.", "Hr.")
)  # fmt: skip
"""Said whole only before a number or a capital: they are words or ends of sentences otherwise."""
_CLOSING = frozenset(("MwSt.", "usw.", "Hbf.", "ecc.", "enz."))
"""Likely the end of a sentence when a capital follows."""
_CENTURY_YEAR = re.compile(r"\b((?:im Jahr|seit|Jahr|von|bis|in)\s)?\b(1[1-9])(\d\d)\b(?![.,:]?\d|\s?[%€])")
_CAPITALS = {"de": "ADAC NASA NATO UNO GIF PIN SIM IKEA LEGO EDEKA TÜV ALDI AGENDA",
             "fr": "NASA ONU OTAN UNESCO GIF SIM FNAC INSEE SMIC TGV IKEA",
             "es": "IVA NASA ONU OTAN UNESCO SIM PIN DNI",
             "it": "IVA NASA ONU NATO UNESCO SIM PIN FIAT ISTAT", "pt": "NASA ONU OTAN SIM IVA",
             "nl": "NASA NAVO UNESCO SIM PIN IKEA"}  # fmt: skip
_ACRONYM = re.compile(
    r"\b(?:API|URL|USA|UI|IT|KI|AI|IA|EU|UE|VIP|FAQ|CEO|ISO|USB|SEO|ROI|KPI|HR|PR|TV|ID|UX|AG|SAP|ARD|PME)\b"
)


def date(day: datetime.date, tongue: Tongue) -> str:
    """The 12th of March 2026, as it is said."""
    month = _MONTHS_OF[tongue.language][day.month - 1]
    if tongue.language == "de":
        return f"{german_ordinal(day.day)}er {month} {german_year(str(day.year))}"
    of = "de " if tongue.language in ("es", "pt") else ""
    first = _FIRST_SAID.get(tongue.language, "").strip()
    return f"{first if day.day == 1 and first else day.day} {of}{month} {of}{day.year}"


def german_year(year: str) -> str:
    """ "19 hundert 84"; from 2000 on as any number."""
    rest = year[2:].lstrip("0")
    return f"{year[:2]} hundert {rest}".rstrip() if "1100" <= year <= "1999" else year


def german_ordinal(number: int) -> str:
    """ "dritt" for 3, up to 99; the ending is the sentence's."""
    if number < len(_GERMAN_STEMS):
        return _GERMAN_STEMS[number]
    tens, ones = divmod(number, 10)
    return f"{_GERMAN_ONES[ones]}und{_GERMAN_TENS[tens]}" if ones else _GERMAN_TENS[tens]


def rules(tongue: Tongue, *, shouted: bool) -> Iterator[Rule]:
    """The rules of these six languages; none for others."""
    language = tongue.language
    if language not in DAYS:
        return
    if language == "de":
        yield _STREET, _street
        yield _GERMAN_ORDINAL, _german
        yield _CENTURY_YEAR, lambda match: f"{match[1]}{german_year(match[2] + match[3])}" if match[1] else None
    if language == "fr":
        yield _FRENCH_CENTURY, lambda match: _FRENCH[_ROMAN_CENTURIES.index(match[1])]
        yield _FRENCH_ORDINAL, lambda match: _listed(_FRENCH, match[1])
    if language == "nl":
        yield _DUTCH_ORDINAL, lambda match: _listed(_DUTCH, match[1])
    if first := _FIRST.get(language):
        yield first, lambda _: _FIRST_SAID[language]
    yield _abbreviations(language)
    if not shouted:
        yield (
            _ACRONYM,
            lambda match: _letters(match[0], language) if match[0] not in _CAPITALS[language].split() else None,
        )


def spans(tongue: Tongue) -> Iterator[Rule]:
    """What must be read before hyphens, slashes and points mean anything else."""
    if tongue.language == "de":
        yield _GERMAN_DAYS, _german_days
        yield _GERMAN_DATE, _german_date
    if tongue.language == "fr":
        yield _FRENCH_CLOCK, lambda match: "24 heures sur 24" if match[0][0] == "2" else "7 jours sur 7"


def _german_days(match: re.Match[str]) -> str | None:
    before, first, last = match["before"] or "", int(match["first"]), int(match["last"])
    if not 1 <= first < last <= 31:
        return None
    ending = "en" if before else "er"
    return f"{before} {german_ordinal(first)}{ending} bis {german_ordinal(last)}{ending}".strip()


def _german_date(match: re.Match[str]) -> str | None:
    """ "am 3.10." is "am dritten Oktober"; without a year and a word before it "3.10." may be anything."""
    before, day, month, year = match["before"], int(match["day"]), int(match["month"]), match["year"]
    if not (1 <= day <= 31 and 1 <= month <= 12) or not (before or (year and len(year) == 4)):
        return None
    name = f"{german_ordinal(day)}{'en' if before else 'er'} {_MONTHS_OF['de'][month - 1]}"
    if year:
        name += f" {german_year(year if len(year) == 4 else f'20{year}')}"
    ends = not year and re.match(r"\s*$|\s+[A-ZÄÖÜ]", match.string[match.end() :])
    return f"{before or ''} {name}{'.' if ends else ''}".strip()


def _german(match: re.Match[str]) -> str:
    before = match["before"] or ""
    ending = "er" if not before else "e" if before.lower() in ("der", "die", "das") else "en"
    return f"{before} {german_ordinal(int(match['day']))}{ending}".strip()


def _street(match: re.Match[str]) -> str:
    return "straße" if match.string[match.end() :].strip() else "straße."


def _letters(word: str, language: str) -> str:
    """The letters of a word; French would take "I.A" for one syllable."""
    return (" " if (word, language) == ("IA", "fr") else ".").join(word)


def _listed(names: tuple[str, ...], number: str) -> str | None:
    return names[int(number)] if 0 < int(number) < len(names) else None


def _abbreviations(language: str) -> Rule:
    short = _SHORT[language]
    names = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(short, key=len, reverse=True))

    def whole(match: re.Match[str]) -> str | None:
        written = re.sub(r"\s", " ", match[0])
        after = match.string[match.end() :]
        if written in _NUMBERED and not re.match(r"\s*\d|\s+[^\W\d_a-zà-ÿ]", after):
            return None
        closing = written in _CLOSING and re.match(r"\s+[A-ZÀ-Þ]", after)
        ends = written.endswith(".") and (not after.strip() or after.startswith("\n") or closing)
        return short[written] + ("." if ends else " " if after[:1].isdigit() else "")

    return re.compile(rf"(?<!\w)(?:{names})(?:(?<=[.°º])(?=\d)|(?!\w))"), whole
