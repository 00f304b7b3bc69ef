"""Times told from noon and midnight: half past midnight, 00:30.

Theory: noon and midnight are hours that need no morning or evening beside them. Where the other text names the same
time, it is written in figures.
"""

from __future__ import annotations

import re

from ..reading.number_words import number_word
from ..reading.text import Text, analyse

__all__ = ["clocks_alike"]

_TOLD = re.compile(
    r"\b(?P<minutes>half|(?:a )?quarter|five|ten|twenty|twenty[ -]five|\d{1,2} minutes)"
    r" (?P<side>past|after|to|before|till) (?P<hour>noon|midday|midnight)(?!\w)",
    re.IGNORECASE,
)
_HOURS = frozenset({"noon", "midday", "midnight"})
_DAY, _NOON, _HOUR = 1440, 720, 60
"""Minutes."""


def clocks_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with such a time in figures where the other one has it, too."""
    one, two = analyse(left), analyse(right)
    return _in_figures(left, one, two), _in_figures(right, two, one)


def _in_figures(text: str, own: Text, other: Text) -> str:
    if _HOURS.isdisjoint(own.words) or _TOLD.search(other.raw):
        return text
    known = {quantity.value for quantity in other.quantities if quantity.kind == "clock"}
    return _TOLD.sub(lambda match: _clock(match, known), text)


def _clock(match: re.Match[str], known: set[float]) -> str:
    said = match["minutes"].lower()
    minutes = 30.0 if said == "half" else 15.0 if said.endswith("quarter") else _number(said)
    if match["side"].lower() not in ("past", "after"):
        minutes = -minutes
    at = int((minutes + (0 if match["hour"].lower() == "midnight" else _NOON)) % _DAY)
    if at not in known or abs(minutes) >= _HOUR:
        return match[0]
    return f"{at // _HOUR:02}:{at % _HOUR:02}{' pm' if at // _HOUR == _NOON // _HOUR else ''}"


def _number(said: str) -> float:
    """Minutes in words; sixty, which are none, for what is no number."""
    first, _, last = said.removesuffix(" minutes").replace("-", " ").partition(" ")
    if first.isdigit():
        return float(first)
    return (number_word(first, "en") or _HOUR) + ((number_word(last, "en") or _HOUR) if last else 0.0)
