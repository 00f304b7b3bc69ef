"""Two words or phrases that have changed places in an otherwise equal text, in whatever language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..reading.calendar_words import MONTHS
from ..reading.text import Text
from ..reading.words import SYMMETRIC, words_in
from .pair import paired

__all__ = ["ExchangeGuard"]


_ONE_SIDED = frozenset({"instead", "rather", "than", "ahead"})
"""Instead of, though `of` alone may stand between equals."""
_JOINED = words_in("and und et y e en")
"""Between equals only where what follows it was said before, too: the rent in Paris and the rent in Rome."""
_LEFT_OUT = words_in("a an the my our your")
_ONE_PERSON = {"me": "i", "him": "he", "them": "they", "us": "we", "myself": "i"}
_LONGEST = 3
"""Words of a phrase that changes places."""


class _Exchange(NamedTuple):
    """What stands before the first phrase, and between the two."""

    before: Sequence[str]
    between: Sequence[str]


class ExchangeGuard:
    """`from Oslo to Bergen` and `from Bergen to Oslo`; `can I sue my employer` and `can my employer sue me`."""

    name = "exchange"

    def veto(self, left: Text, right: Text) -> bool:
        """Is it a pure exchange, not of an auxiliary, with nothing symmetric (`and`, `versus`) between the two?"""
        exchange = _exchange(_plain(_dated(left.flow)), _plain(_dated(right.flow)))
        return exchange is not None and not paired(left, right).moved and not _symmetric(exchange)


def _dated(flow: Sequence[str]) -> list[str]:
    """The day behind the month, however it is written: 20 July, July 20."""
    words = list(flow)
    for place in range(len(words) - 1):
        if words[place].isdecimal() and words[place + 1] in MONTHS:
            words[place : place + 2] = words[place + 1], words[place]
    return words


def _plain(flow: Sequence[str]) -> list[str]:
    return [_ONE_PERSON.get(word, word) for word in flow if word not in _LEFT_OUT]


def _exchange(one: list[str], other: list[str]) -> _Exchange | None:
    """The exchange that makes one text the other; ``None`` for none."""
    if one == other or sorted(one) != sorted(other):
        return None
    start = next(place for place in range(len(one)) if one[place] != other[place])
    end = next(place for place in range(len(one), 0, -1) if one[place - 1] != other[place - 1])
    mine, theirs = one[start:end], other[start:end]
    for first in range(1, _LONGEST + 1):
        for second in range(1, _LONGEST + 1):
            between = mine[first : len(mine) - second]
            if (between or first == second == 1) and theirs == [*mine[len(mine) - second :], *between, *mine[:first]]:
                return _Exchange(one[:start], between)
    return None


def _symmetric(exchange: _Exchange) -> bool:
    found = SYMMETRIC.intersection(exchange.between)
    if "between" in exchange.before and "and" in exchange.between:
        return True  # the difference between a debit card and a credit card
    if not found or not _ONE_SIDED.isdisjoint(exchange.between):
        return False
    return not found <= _JOINED or set(exchange.between) - found <= set(exchange.before)
