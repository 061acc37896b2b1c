"""What English writes short: titles, streets, acronyms, years and ordinals."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from studio.render.speech.reading import capitals
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import Tongue
from studio.render.speech.reading.words import ordinal

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_SHORT_MONTHS = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT_MONTHS)})\.?)"
_DAY_AFTER = re.compile(rf"\b({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?\b(,?\s(?:1[0-9]|20)\d\d\b)?(?![.:]\d)")
_DAY_BEFORE = re.compile(
    rf"\b(?:the\s)?(\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s({_MONTH})(?!\w)(,?\s(?:1[0-9]|20)\d\d\b)?"
)
_DAYS_AFTER = re.compile(
    rf"\b({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?\s?[-–]\s?(\d{{1,2}})(?:st|nd|rd|th)?\b(,?\s(?:1[0-9]|20)\d\d\b)?(?![.:]\d)"
)
_DAYS_BEFORE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s?[-–]\s?(\d{{1,2}})(?:st|nd|rd|th)?\s({_MONTH})(?!\w)")
_A_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH})"
_BETWEEN_DAYS = re.compile(rf"\s?[-–]\s?(?={_A_DAY}(?!\w))")
_DAY_ENDS = re.compile(rf"\b{_A_DAY}$")
_BACK = 20
"""Signs before a dash or a number in which is looked for what it is."""
_OFFICE_HOURS = re.compile(r"(?<![\w.,/-])9-5(?![\w/-]|[.,]\d)")
_VANITY = re.compile(r"(?<![\w-])(?:\+?1-)?(8\d\d)-(?=[A-Z\d-]*[A-Z]{3})")
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\s((?:1[1-9]|20)\d\d)\b")
_YEAR = re.compile(r"\b(?P<year>1[1-9]\d\d|20\d\d)(?P<s>['’]?s)?\b(?![.,:]?\d|\s?%|-\d)")
_CUE = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|to|of|year|early|late|mid|before|after|during|circa|summer|spring|autumn|fall|"
    r"winter|Q[1-4]|and)\s+|©\s?|[(–-])$",
    re.IGNORECASE,
)
"""What stands before a number that is a year."""
_ENDS_YEAR = re.compile(r"\s*(?:$|[.,;:!?)…–—-]|(?:is|was|will|has|and|or|to|were|the|we|a|edition|season|report|"
                        r"roadmap|budget|review|in|at|with|for|as)\b)")  # fmt: skip
_THINGS = re.compile(r"\s+(?:[a-z]+s|people|more|less|of)\b")
"""What follows a number of things, after whatever word: "of 1500 people"."""
_SHORT = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Rev": "Reverend", "Hon": "Honourable",
    "Gen": "General", "Capt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Col": "Colonel", "Gov": "Governor",
    "Sen": "Senator", "Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation",
    "Co": "Company", "Dept": "department", "dept": "department", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road",
    "Mt": "Mount", "Ft": "Fort", "vs": "versus", "approx": "approximately", "est": "established", "etc": "et cetera",
    "incl": "including", "excl": "excluding", "max": "maximum", "min": "minimum", "avg": "average", "misc":
    "miscellaneous", "Fig": "Figure", "fig": "figure", "Ch": "Chapter", "Vol": "Volume", "vol": "volume", "ext":
    "extension", "tel": "telephone", "Tel": "Telephone", "Bros": "Brothers", "Assn": "Association", "no": "number",
    "p": "page", "pp": "pages", "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu":
    "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
    "Apt": "Apartment",
} | {name: whole for name, whole in _SHORT_MONTHS.items() if name != "May"}  # fmt: skip
_NEEDS_MORE = {"no": r"\s?\d", "min": r"(?!\s?[A-Z])", "max": "", "est": r"\s?\d", "Co": "", "ext": r"\s?\d",
               "Ch": r"\s?\d", "Ft": r"\s[A-Z]", "Mt": r"\s[A-Z]", "Sen": r"\s[A-Z]", "Gen": r"\s[A-Z]",
               "Col": r"\s[A-Z]", "Gov": r"\s[A-Z]", "Hon": r"\s[A-Z]", "Mar": r"\s\d", "p": r"\s?\d",
               "pp": r"\s?\d", "Sat": r",|\s\d", "Sun": r",|\s\d", "Fri": r",|\s\d", "Wed": r",|\s\d",
               "Apt": r"\s?\d"}  # fmt: skip
_ABBREVIATION = re.compile(rf"\b({'|'.join(sorted(_SHORT, key=len, reverse=True))})\.")
_DOCTOR = re.compile(r"\bDr\b\.?(?=\s+[A-Z])")
_DRIVE = re.compile(r"(?<=[a-z]\s)Dr\b\.?")
_SAINT = re.compile(r"\bSt\b\.?(?=\s+[A-Z])")
_NAME_BEFORE = re.compile(r"(?:^|[^.!?]\s|\d\s)([A-Z]\w+)\s+$")
_BEFORE_SAINTS = frozenset(("Mount", "Port", "Fort", "Lake", "Saint", "At", "In", "On", "Near", "From", "To", "And"))
_BEGINS = re.compile(r"\s+(?:The|It|We|You|He|She|They|I|Our|Your|This|That|There|A|An|And|But|So|In|On|At|If)\b")
_STREET = re.compile(r"(?<=[\w]\s)St\b\.?")
_NUMBER = re.compile(r"\bN[or]s?\.\s?(?=\d)")
_LATIN = re.compile(r"\b(?:e\.\s?g\.|i\.\s?e\.|a\.k\.a\.|w/o|w/)(?!\w)")
_LATIN_SAID = {"eg": "for example", "ie": "that is", "aka": "also known as", "w/o": "without", "w/": "with"}
_ABOUT = re.compile(r"(?<!\S)[~≈]\s?(?=[$€£]?\d)")
_AND_OR = re.compile(r"\band/or\b", re.IGNORECASE)
_DECADE = re.compile(r"(?<![\w.,])['’]?([2-9]0)['’]?s\b")
_SECONDS = re.compile(r"(?<=\s)([1-9]\d)s\b")
_OF_SECONDS = re.compile(r"\b(?:in|an?|each|every|only|just|than|within)\s$", re.IGNORECASE)
"""Before seconds and no decade: "in 30s", not "in the 30s"; "over 50s" are people."""
_TENS = {"20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties", "70": "seventies",
         "80": "eighties", "90": "nineties"}  # fmt: skip
_HUNDREDTH = re.compile(r"(?<![\d,.])(?:(\d{1,3}),?000|(\d{1,2})00)th\b")
_FRACTION = re.compile(r"(?<![\w/.])(?<!\bon\s)(?:(\d+)\s)?(1/2|1/3|2/3|1/4|3/4)(?![\w/])")
_LINES = re.compile(r"(?<![\w.,])(\d{1,2})(\d0)p(?!\w)")
"""Of a picture: 1080p is ten eighty."""
_FRACTIONS = {"1/2": "a half", "1/3": "a third", "2/3": "two thirds", "1/4": "a quarter", "3/4": "three quarters"}


def date(day: datetime.date, tongue: Tongue) -> str:
    """ "March 12th, 20 26" in America, "the 12th of March, 20 26" elsewhere; digits are espeak-ng's to say."""
    if tongue.region in ("", "US", "PH", "CA"):
        return f"{MONTHS[day.month - 1]} {ordinal(day.day)}, {year(day.year)}"
    return f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}, {year(day.year)}"


def year(number: int) -> str:
    """As years are said: 19 84, 19 oh 5, 19 hundred, 2007."""
    century, rest = divmod(number, 100)
    if not 1100 <= number <= 2099 or 2000 <= number <= 2009 or number == 1000:
        return str(number)
    return f"{century} hundred" if rest == 0 else f"{century} oh {rest}" if rest < 10 else f"{century} {rest}"


def rules(*, shouted: bool) -> Iterator[Rule]:
    """English alone. `shouted`: most of the script is in capitals, so that these mean nothing."""

    def day_after(match: re.Match[str]) -> str | None:
        if not 1 <= int(match[2]) <= 31:
            return None
        return f"{_month(match[1])} {ordinal(int(match[2]))}{_with_year(match[3])}"

    def day_before(match: re.Match[str]) -> str | None:
        if not 1 <= int(match[1]) <= 31:
            return None
        return f"the {ordinal(int(match[1]))} of {_month(match[2])}{_with_year(match[3])}"

    def short(match: re.Match[str]) -> str | None:
        after = match.string[match.end() :]
        if not re.match(_NEEDS_MORE.get(match[1], ""), after):
            return None
        ends = not after.strip() or (re.match(r"\s+[A-Z]", after) and match[1] in ("etc", "Inc", "Ltd", "Co", "Corp"))
        return _SHORT[match[1]] + ("." if ends and match[1] not in ("Co", "Inc", "Ltd", "Corp") else "")

    yield _DAY_AFTER, day_after
    yield _DAY_BEFORE, day_before
    yield _MONTH_YEAR, lambda match: f"{_month(match[1])} {year(int(match[2]))}"
    yield _DOCTOR, lambda _: "Doctor"
    yield _DRIVE, lambda _: "Drive"
    yield _SAINT, _street_or_saint
    yield _STREET, lambda _: "Street"
    yield _NUMBER, lambda match: "numbers " if "s." in match[0] else "number "
    yield _LATIN, lambda match: _LATIN_SAID[re.sub(r"[.\s]", "", match[0])]
    yield _ABBREVIATION, short
    yield _ABOUT, lambda _: "about "
    yield _AND_OR, lambda _: "and or"
    yield _SECONDS, _seconds
    yield _DECADE, lambda match: _TENS[match[1]]
    yield _LINES, lambda match: f"{match[1]} {match[2]}p"
    yield _HUNDREDTH, lambda match: f"{match[1]} thousandth" if match[1] else f"{match[2]} hundredth"
    yield _FRACTION, lambda match: f"{match[1]} and {_FRACTIONS[match[2]]}" if match[1] else _FRACTIONS[match[2]]
    yield _YEAR, _a_year
    yield from capitals.rules(shouted=shouted)


def spans() -> Iterator[Rule]:
    """Days of one month, office hours, and numbers to dial by letters: before a hyphen means anything else."""

    def days(month: str, first: int, last: int, after: str) -> str | None:
        if not 1 <= first < last <= 31:
            return None
        return f"{_month(month)} {ordinal(first)} to {ordinal(last)}{after}"

    def days_before(match: re.Match[str]) -> str | None:
        first, last = int(match[1]), int(match[2])
        return f"the {ordinal(first)} to the {ordinal(last)} of {_month(match[3])}" if 1 <= first < last <= 31 else None

    def between(match: re.Match[str]) -> str | None:
        return " to " if _DAY_ENDS.search(match.string[max(0, match.start() - _BACK) : match.start()]) else None

    yield _BETWEEN_DAYS, between
    yield _DAYS_AFTER, lambda match: days(match[1], int(match[2]), int(match[3]), _with_year(match[4]))
    yield _DAYS_BEFORE, days_before
    yield _OFFICE_HOURS, lambda _: "9 to 5"
    yield _VANITY, lambda match: f"{'1 ' if '1-' in match[0][:3] else ''}{match[1]} "


def _seconds(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - _BACK) : match.start()]
    return f"{match[1]} seconds" if _OF_SECONDS.search(before) else None


def _street_or_saint(match: re.Match[str]) -> str:
    """ "12 Main St. No. 5" and "on Main St. The house" are streets, "near St. Mary" and "Mount St. Helens" saints."""
    before = _NAME_BEFORE.search(match.string[: match.start()])
    if before is None or before[1] in _BEFORE_SAINTS:
        return "Saint"
    begins = _BEGINS.match(match.string[match.end() :])
    return "Street." if begins and match[0].endswith(".") else "Street"


def _month(written: str) -> str:
    return _SHORT_MONTHS.get(written.rstrip("."), written)


def _with_year(written: str | None) -> str:
    return f", {year(int(written.strip(', ')))}" if written else ""


def _a_year(match: re.Match[str]) -> str | None:
    after = match.string[match.end() :]
    century, rest = divmod(int(match["year"]), 100)
    if match["s"]:
        decade = _TENS.get(str(rest), "hundreds" if rest == 0 else "")
        return f"{century} {decade}" if decade and (century, rest) != (20, 0) else None
    if not _ENDS_YEAR.match(after):
        cue = _CUE.search(match.string[max(0, match.start() - 12) : match.start()])
        if cue is None or _THINGS.match(after):
            return None
    return year(int(match["year"]))
