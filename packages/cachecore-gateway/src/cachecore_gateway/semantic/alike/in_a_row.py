"""One after the other: three days in a row, three consecutive days, three days back to back.

Theory: behind a number of things, or behind a time, `in a row` says that none is left out between them. Seats, cells
and plants stand in rows.
"""

from __future__ import annotations

import re

from ..reading.text import analyse
from ..reading.units import UNITS
from ..reading.words import words_in

__all__ = ["in_a_row_alike"]

_BEHIND = re.compile(
    r" (?P<row>in a row|in succession|on the trot|back[ -]to[ -]back)(?= (?!of\b)|[?.!,;]|$)", re.IGNORECASE
)
_TOLD_BY = words_in("consecutive successive")
_FORMS = re.compile(r"\b(?:consecutive|successive) ", re.IGNORECASE)
_TIMES = words_in(
    "night weekend weekday shift evening morning monday tuesday wednesday thursday friday saturday sunday"
)
_STAND_IN_ROWS = words_in(
    "table tables column columns cell cells sql excel spreadsheet sheet sheets grid matrix dataframe pandas query"
    " database csv seat seats chair chairs plant plants tree trees desk desks house houses"
)
_WORD = re.compile(r"[\w'’]+")
_LONGEST = 4
"""Words of what is counted: weeks of paid holiday."""


def in_a_row_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with `consecutive` before what the other has so."""
    one, two = analyse(left), analyse(right)
    if _TOLD_BY.isdisjoint(one.words) == _TOLD_BY.isdisjoint(two.words):
        return left, right
    if not _STAND_IN_ROWS.isdisjoint(one.words | two.words):
        return left, right
    return _consecutive(left, right), _consecutive(right, left)


def _consecutive(text: str, other: str) -> str:
    """`text` with what stands before `in a row` behind `consecutive`, where `other` has it so."""
    match = _BEHIND.search(text)
    told = _FORMS.search(other)
    if match is None or told is None:
        return text
    words = list(_WORD.finditer(text, 0, match.start()))[-_LONGEST - 1 :]
    following = other[told.end() :].lower()
    for first in range(max(0, len(words) - _LONGEST), len(words)):
        start = words[first].start()
        things = text[start : match.start()]
        before = words[first - 1].group().lower() if first else ""
        if _begins(following, things.lower()) and _counts(things.lower().split(), before, match["row"]):
            return f"{text[:start]}{told[0]}{things}{text[match.end() :]}"
    return text


def _begins(text: str, start: str) -> bool:
    return text.startswith(start) and not text[len(start) : len(start) + 1].isalpha()


def _counts(things: list[str], before: str, row: str) -> bool:
    """Is something counted, or a time? What stands back to back may also stand in a place."""
    timed = any(_is_time(things[place]) for place in (0, -1))
    return timed or (not row.lower().startswith("back") and (before.isdigit() or before in _NUMBERS))


_NUMBERS = words_in("two three four five six seven eight nine ten eleven twelve")


def _is_time(word: str) -> bool:
    single = word.removesuffix("s")
    return single in _TIMES or UNITS.get(single, ("", 0.0))[0] == "time"
