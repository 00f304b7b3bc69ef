"""What is not said in words: literal numbers, signs of code and mathematics, and the case of letters where it counts.

Theory: marks around words say little, and people put them as they like. Between, before and inside what is no word they
are the matter: .5 and 5, -3 and 3, !found and found, (a + b) * c, Mb and MB. Both sorts are told by where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .code import PLAIN
from .words import words_in

__all__ = ["Literal", "Signs", "numbers_of", "other_unit", "signs_of"]

_NUMBER = re.compile(
    r"(?<![\w.,:])(?!\d{1,2}:\d)(?P<body>\d+(?:[.,]\d+)*|\.\d+)(?P<power>[eE][-+]?\d+)?(?P<raised>[²³¹⁰⁴-⁹½¼¾⅓⅔!]?)"
    r" ?(?P<unit>[^\W\d_]{0,12}(?:/[^\W\d_]{1,3})?)"
)
_DIGIT = re.compile(r"\d")
_BELOW_ZERO = re.compile(r"(?:^|[\s(\[{=:,*/<>])-[$€£]?$|^-$")
_CALL = re.compile(r"\w\([^()]*$")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MEASURES = words_in(
    "euro euros eur dollar dollars usd pound pounds gbp kg g mg ml l km m cm mm mile miles hour hours h minute"
    " minutes min percent kcal cal calories gb mb tb point points star stars inch inches feet foot ft oz lb lbs litre"
    " litres liter liters metre metres meter meters gram grams day days week weeks month months year years cup cups"
)
_GROUP = re.compile(r"\(([^()\n]{0,80})\)")
_FORMULA = re.compile(r"[=+*/^<>|&%!]|^\W*[\d.,%$€£-]+\W*$|\b(?:AND|OR|NOT)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_WORDS = re.compile(r"\s*(?:[^\W_]{1,2}|and|or|not)(?:[\s,]+(?:[^\W_]{1,2}|and|or|not))*,?\s*")
_QUOTED = re.compile(r"(?:(?<=[\s(=:,\[])|^)([\"'])([^\"'\n]{1,40})\1(?=[\s).,;:?!\]+=]|$)")
_SPOKEN = re.compile(r"[^$@*\\<>{}|&;]*(?:[^\W\d_]{3}|[^\W\d_]+\d|\d+[^\W\d_])[^$@*\\<>{}|&;]*")
_ALONE = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")
_FEET = re.compile(r"(?<![\w\"'])\d+(?:\.\d+)?([\"'])(?!\w)")
_EMOTICON = re.compile(r"[:;=]-?[()DPp3]|[<>=+*^|&~-]+")
_TAIL = re.compile(r"(?:\s+[^\w\s]+)+\s*$|^\s*[-*•>]\s+")
_FORMAT = re.compile(r"(?<![\w])(?<!\d )([YMDHS])\1{1,3}(?!\w)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+")
_SHOUTED = words_in("us who it aids ice sat snap am may")
_EMPHASIS = 2
"""Words in capitals from which on they stress."""
_FORMAL = words_in("sie ihr ihre ihren ihnen ihrer ihrem")
_UNITS = {
    unit.lower(): unit
    for unit in words_in(
        "Mbps Gbps kbps Mbit Gbit kbit kB MB GB TB PB kWh MWh kW MHz GHz kHz Hz dB Pa kPa MPa hPa mL dL mA mAh V W A"
        " K C F L N J kJ kN Nm Wh kcal Mb/s MB/s GB/s"
    )
}
"""Units as they are mostly written, by what hasty people write."""
_OTHER_IN_CAPITALS = words_in("nm ms mw mj")
_SINGLE = words_in("t m g")
_CASED_UNITS = _UNITS.keys() | _SINGLE | words_in("mm nm ms mw mj mv mk mev mω mohm mg ml pm kb")


class Literal(NamedTuple):
    """A number as written: ``exact`` is equal for the same number, ``digits`` for what may be taken for it."""

    exact: str
    digits: str
    unit: str


class Signs(NamedTuple):
    """What of a text is no word and counts."""

    marks: tuple[tuple[str, int], ...]
    alone: tuple[str, ...]
    cases: tuple[str, ...]
    """Words written in two cases in the same text, in order as written."""
    formal: tuple[str, ...]
    formats: tuple[str, ...]
    uniform: bool
    """Is all written in one case?"""


@lru_cache(maxsize=2048)
def numbers_of(text: str, english: bool) -> tuple[Literal, ...]:
    """The numbers of a text as it is compared."""
    return tuple(_numbers(text.translate(PLAIN), english)) if _DIGIT.search(text) else ()


@lru_cache(maxsize=2048)
def signs_of(text: str) -> Signs:
    """The signs of a text as it is compared."""
    text = text.translate(PLAIN)
    body = _TAIL.sub("", text)
    letters = [letter for letter in text if letter.isalpha()]
    return Signs(
        tuple(sorted(Counter((*_marks(body), *_groups(text), *_quotations(text))).items())),
        _alone(body),
        tuple(_two_cases(text)),
        tuple(_formal(text)),
        tuple(match[0] for match in _FORMAT.finditer(text)),
        all(letter.islower() for letter in letters) or all(letter.isupper() for letter in letters),
    )


def other_unit(one: str, other: str) -> bool:
    """Are these two units (with case) that differ in case another unit each: mW and MW, Mb and MB?

    Lower case alone, or capitals alone, may be meant for the usual form.
    """
    if one == other or one.lower() != other.lower() or one.lower() not in _CASED_UNITS:
        return False
    low = one.lower()
    if len(one) == 1 or low in _OTHER_IN_CAPITALS:
        return low in _SINGLE or low in _OTHER_IN_CAPITALS
    usual = _UNITS.get(low, low)
    return any(unit != usual and not (unit.islower() or unit.isupper()) for unit in (one, other)) or (
        usual == low and one[1:] == other[1:]
    )


def _alone(text: str) -> tuple[str, ...]:
    """Symbols between blanks; faces and operators only where there are no others."""
    found = _ALONE.findall(text)
    return tuple(one for one in found if not _EMOTICON.fullmatch(one)) or tuple(
        one for one in found if ")" in one or "(" in one
    )


def _numbers(text: str, english: bool) -> Iterator[Literal]:
    for match in _NUMBER.finditer(text):
        body, unit = match["body"], match["unit"]
        before = text[: match.start()]
        if _GROUPED.fullmatch(body) and _CALL.search(before) is None:
            body = body.replace(",", "")
        elif _THOUSANDS.fullmatch(body) and not english:
            body = body.replace(".", "")
        elif body.count(",") == 1 and "." not in body and _CALL.search(before) is None:
            body = body.replace(",", ".")
        measured = (
            unit.lower() in _MEASURES
            or before[-1:] in ("$", "€", "£")
            or text[match.end() - len(unit) :][:1] in ("%", "€")
        )
        if measured and body.count(".") == 1 and not _THOUSANDS.fullmatch(body):
            body = body.rstrip("0").rstrip(".")
        if body.startswith("."):
            body = f"0{body}"
        sign = "-" if _BELOW_ZERO.search(before[-3:]) else ""
        exact = f"{sign}{body}{(match['power'] or '').lower()}{match['raised']}"
        digits = "".join(letter for letter in exact if letter.isdecimal()).strip("0")
        yield Literal(exact, digits, unit)


def _marks(text: str) -> Iterator[str]:
    for match in _FEET.finditer(text):
        if text.count(match[1]) % 2:
            yield f"1{match[1]}"


def _groups(text: str) -> Iterator[str]:
    for match in _GROUP.finditer(text):
        held = match[1].strip()
        if _YEAR.fullmatch(held) or text[: match.start()][-1:].isdigit():
            continue
        if not held or _FORMULA.search(held) or _SHORT_WORDS.fullmatch(held):
            yield f"({''.join(held.split()).casefold()})"


def _quotations(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        if not _SPOKEN.fullmatch(match[2]):
            yield match[0]


def _two_cases(text: str) -> Iterator[str]:
    words = list(_TOKEN.finditer(text))
    forms: dict[str, set[str]] = {}
    for match in words:
        if _inside(text, match):
            forms.setdefault(match[0].lower(), set()).add(match[0])
    return (match[0] for match in words if _in_two_cases(forms.get(match[0].lower(), set())) and _inside(text, match))


def _in_two_cases(forms: set[str]) -> bool:
    """More than a capital at the beginning, which any heading has."""
    return len(forms) > 1 and any(not (form.islower() or (form.istitle() and len(form) > 1)) for form in forms)


def _inside(text: str, match: re.Match[str]) -> bool:
    """Does it stand where no sentence begins?"""
    before = text[: match.start()].rstrip(" \"'(")
    return bool(before) and before[-1] not in ".?!:\n"


def _formal(text: str) -> Iterator[str]:
    """Words that in capitals, or with one, say something else: US, Sie."""
    shouted = [match[0] for match in _TOKEN.finditer(text) if len(match[0]) > 1 and match[0].isupper()]
    if len(shouted) == 1 and text.replace(shouted[0], "").islower():
        return
    for match in _TOKEN.finditer(text):
        low = match[0].lower()
        if (low in _SHOUTED and (len(shouted) < 2 or not match[0].isupper())) or (
            low in _FORMAL and _inside(text, match)
        ):
            yield match[0] if low in _FORMAL else low.upper() if match[0].isupper() else low
