"""What the languages call the signs in addresses, lists and sums."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words. An empty one leaves the sign to espeak-ng."""

    dot: str
    slash: str
    at: str
    dash: str
    and_: str
    to: str = ""
    """Between the ends of a range: 5–10."""
    plus: str = ""
    percent: str = ""
    """With {} for the number."""
    hashtag: str = ""
    number: str = ""
    """As in No. 5."""
    version: str = ""
    underscore: str = ""
    minus: str = ""
    per: str = ""
    """Between a price and what it is for: 9 €/month."""


ENGLISH = Words("dot", "slash", "at", "dash", "and", "to", "plus", "{} percent", "hashtag", "number", "version",
                "underscore", "minus", "per")  # fmt: skip
WORDS = {
    "en": ENGLISH,
    "de": Words("Punkt", "Schrägstrich", "ätt", "Bindestrich", "und", "bis", "plus", "{} Prozent", "Häschtäg", "Nummer",
                "Version", "Unterstrich", "minus", "pro"),
    "fr": Words("point", "slash", "arobase", "tiret", "et", "à", "plus", "{} pour cent", "hashtag", "numéro", "version",
                "tiret bas", "moins", "par"),
    "es": Words("punto", "barra", "arroba", "guion", "y", "a", "más", "{} por ciento", "hashtag", "número", "versión",
                "guion bajo", "menos", "por"),
    "it": Words("punto", "barra", "chiocciola", "trattino", "e", "a", "più", "{} per cento", "hashtag", "numero",
                "versione", "trattino basso", "meno", "per"),
    "pt": Words("ponto", "barra", "arroba", "hífen", "e", "a", "mais", "{} por cento", "hashtag", "número", "versão",
                "sublinhado", "menos", "por"),
    "nl": Words("punt", "slash", "apenstaartje", "streepje", "en", "tot", "plus", "{} procent", "hashtag", "nummer",
                "versie", "laag streepje", "min", "per"),
    "ar": Words("نقطة", "شرطة مائلة", "آت", "شرطة", "و", "إلى", "زائد", "{} بالمئة", per="في"),
    "bg": Words("точка", "наклонена черта", "кльомба", "тире", "и", "до", "плюс"),
    "ca": Words("punt", "barra", "arrova", "guió", "i", "a", "més"),
    "cs": Words("tečka", "lomeno", "zavináč", "pomlčka", "a", "až", "plus", per="za"),
    "da": Words("punktum", "skråstreg", "snabel a", "bindestreg", "og", "til", "plus", per="pr."),
    "el": Words("τελεία", "κάθετος", "παπάκι", "παύλα", "και", "έως", "συν"),
    "et": Words("punkt", "kaldkriips", "ätt", "sidekriips", "ja", "kuni", "pluss"),
    "fi": Words("piste", "kauttaviiva", "ät", "viiva", "ja", "viiva", "plus"),
    "he": Words("נקודה", "לוכסן", "שטרודל", "מקף", "ו", "עד", "פלוס"),
    "hi": Words("डॉट", "स्लैश", "ऐट", "डैश", "और", "से", "प्लस", "{} प्रतिशत", per="प्रति"),
    "hr": Words("točka", "kosa crta", "et", "crtica", "i", "do", "plus", per="po"),
    "hu": Words("pont", "per", "kukac", "kötőjel", "és", "", "plusz"),
    "id": Words("titik", "garis miring", "et", "strip", "dan", "sampai", "tambah", "{} persen", per="per"),
    "ja": Words("ドット", "スラッシュ", "アット", "ハイフン", "アンド", "から", "プラス", "{}パーセント",
                "ハッシュタグ"),
    "ko": Words("닷", "슬래시", "골뱅이", "대시", "그리고", "에서", "더하기", "{} 퍼센트", "해시태그", "번호", "버전"),
    "lt": Words("taškas", "pasvirasis brūkšnys", "eta", "brūkšnelis", "ir", "iki", "plius"),
    "lv": Words("punkts", "slīpsvītra", "et", "defise", "un", "līdz", "plus"),
    "ms": Words("titik", "garis miring", "di", "sempang", "dan", "hingga", "campur", "{} peratus", per="per"),
    "nb": Words("punktum", "skråstrek", "krøllalfa", "bindestrek", "og", "til", "pluss", per="per"),
    "pl": Words("kropka", "ukośnik", "małpa", "myślnik", "i", "do", "plus", per="za"),
    "ro": Words("punct", "slash", "arond", "cratimă", "și", "până la", "plus", per="pe"),
    "ru": Words("точка", "слэш", "собака", "дефис", "и", "до", "плюс", per="в"),
    "sk": Words("bodka", "lomka", "zavináč", "pomlčka", "a", "až", "plus", per="za"),
    "sl": Words("pika", "poševnica", "afna", "vezaj", "in", "do", "plus", per="na"),
    "sr": Words("tačka", "kosa crta", "et", "crtica", "i", "do", "plus"),
    "sv": Words("punkt", "snedstreck", "snabel a", "bindestreck", "och", "till", "plus", per="per"),
    "sw": Words("nukta", "mkwaju", "at", "kistari", "na", "hadi", "jumlisha"),
    "tr": Words("nokta", "eğik çizgi", "et", "tire", "ve", "", "artı"),
    "uk": Words("крапка", "слеш", "равлик", "дефіс", "і", "до", "плюс", per="на"),
    "vi": Words("chấm", "gạch chéo", "a còng", "gạch ngang", "và", "đến", "cộng", "{} phần trăm"),
    "yue": Words("點", "斜線", "at", "橫線", "同", "至", "加", "百分之{}", per="每"),
    "zh": Words("点", "斜杠", "艾特", "横杠", "和", "到", "加", "百分之{}", "话题", "第", "版本", per="每"),
}  # fmt: skip


def ordinal(number: int) -> str:
    """English: 1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
