"""One day in several forms: 24 December, December 24th, 24/12, Christmas Eve.

Theory: day and month in words say a date in any order. In numbers they do where one of the two cannot be a month. The
name of a day is its date where it has the same one wherever the name is used, and where a moment is spoken of (`on
Christmas Eve`), not what the day is about. Other calendars and customs have other days for the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ..reading.calendar_words import MONTHS
from ..reading.text import Text, analyse
from ..reading.words import words_in

__all__ = ["dates_alike"]

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_ENDS = r"(?:,? (?P<year>(?:19|20)\d\d))?(?![\w:/-]|[.,]\d)"
_DAY_FIRST = re.compile(
    rf"(?<![\w/.:,-])(?:the )?(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?P<of> of)? (?P<month>{_MONTH}){_ENDS}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![\w/.:,-])(?P<month>{_MONTH})\.? (?P<of>the )?(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?{_ENDS}", re.IGNORECASE
)
_IN_NUMBERS = re.compile(
    r"(?<![\w/.:,-])(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>(?:19|20)\d\d))?(?![\w:/-]|[.,]\d)"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALSO_VERBS = frozenset({"may", "march", "mar"})
_AT = words_in("on by before after until till since for around from through")
"""Before a moment."""

_NAMED = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "st stephens day": (12, 26),
    "new years day": (1, 1), "new years eve": (12, 31), "halloween": (10, 31), "valentines day": (2, 14),
    "st valentines day": (2, 14), "st patricks day": (3, 17), "april fools day": (4, 1), "bastille day": (7, 14),
    "anzac day": (4, 25), "australia day": (1, 26), "waitangi day": (2, 6), "canada day": (7, 1), "juneteenth": (6, 19),
    "veterans day": (11, 11), "armistice day": (11, 11), "cinco de mayo": (5, 5), "guy fawkes night": (11, 5),
    "burns night": (1, 25), "groundhog day": (2, 2), "all saints day": (11, 1),
}  # fmt: skip
_NAME = re.compile(
    r"\b(?P<name>(?:christmas|new year['’]?s|(?:st\.? |saint )?valentine['’]?s|(?:st\.?|saint) patrick['’]?s"
    r"|(?:st\.?|saint) stephen['’]?s|boxing|april fools?['’]?s?|bastille|anzac|australia|waitangi|canada|veterans['’]?"
    r"|armistice|groundhog|all saints['’]?) (?:day|eve)|hallowe['’]?en|juneteenth|cinco de mayo"
    r"|guy fawkes night|burns night)"
    rf"{_ENDS}",
    re.IGNORECASE,
)
_TOLD_BY = words_in(
    "christmas boxing stephen stephens new halloween hallowe'en valentine valentines patrick patricks april bastille"
    " anzac australia waitangi canada veterans veterans' armistice groundhog saints saints' juneteenth"
    " cinco fawkes burns"
)
_OTHERWISE = words_in(
    "orthodox coptic julian chinese lunar jewish islamic muslim hijri hindu persian iranian thai tamil tibetan korean"
    " vietnamese ethiopian ethiopia eritrea egypt egyptian russia russian ukraine ukrainian serbia serbian belarus"
    " georgia georgian armenia armenian macedonia montenegro moldova kazakhstan bethlehem jerusalem"
    " brazil brazilian colombia old observed observance lieu substitute movie film song album"
)
"""Where these stand, a name may be that of another day, or of no day."""


_MOST = 32
"""Days of a text that are looked at."""


class _Date(NamedTuple):
    start: int
    end: int
    day: tuple[int, int, str]
    """Month, day and, where it is said, year."""
    form: str
    in_numbers: bool = False


def dates_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with the days that both name in one form."""
    one, two = analyse(left), analyse(right)
    if not (_may_date(one) and _may_date(two)) or one.words == two.words:
        return left, right
    plain = _OTHERWISE.isdisjoint(one.words | two.words)
    mine, theirs = (sorted(islice(_dates(text, named=plain), _MOST)) for text in (left, right))
    return _written(left, mine, theirs), _written(right, theirs, mine)


def _may_date(text: Text) -> bool:
    return "/" in text.raw or not (MONTHS.keys().isdisjoint(text.words) and _TOLD_BY.isdisjoint(text.words))


def _written(text: str, own: list[_Date], others: list[_Date]) -> str:
    """`text` with each day that both have once in the shortest of their forms, in words if one is."""
    for date in reversed(own):
        same = [other for other in others if other.day == date.day]
        if len(same) != 1 or sum(other.day == date.day for other in own) != 1:
            continue
        best = min((date, *same), key=lambda one: (one.in_numbers, len(one.form), one.form))
        if best.form.lower() != date.form.lower():
            text = text[: date.start] + best.form + text[date.end :]
    return text


def _dates(text: str, *, named: bool) -> Iterator[_Date]:
    end = 0
    for match in sorted((*_DAY_FIRST.finditer(text), *_MONTH_FIRST.finditer(text)), key=lambda found: found.start()):
        month, day = MONTHS[match["month"].lower()], int(match["day"])
        if match.start() >= end and day <= _DAYS[month - 1] and _is_month(match):
            end = match.end()
            yield _Date(match.start(), end, (month, day, match["year"] or ""), match[0])
    for match in _IN_NUMBERS.finditer(text):
        numbers = sorted((int(match["one"]), int(match["two"])))
        if match["year"] or _is_moment(match):
            month, day = numbers
            if 1 <= month <= 12 < day <= _DAYS[month - 1]:
                yield _Date(*match.span(), (month, day, match["year"] or ""), match[0], in_numbers=True)
    for match in _NAME.finditer(text) if named else ():
        name = match["name"].lower().replace("saint ", "st ").replace("april fool ", "april fools ")
        day_of = _NAMED.get("".join(letter for letter in name if letter not in "'’."))
        if day_of and _is_moment(match):
            yield _Date(*match.span(), (*day_of, match["year"] or ""), match[0])


def _is_month(match: re.Match[str]) -> bool:
    """`Five may come` and `march 5 miles` are no dates."""
    month = match["month"]
    return month not in _ALSO_VERBS or bool(match["of"] or match["th"]) or _is_moment(match)


def _is_moment(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 10) : match.start()].lower().split()
    return bool(before) and before[-1] in _AT
