"""What causes what, and what comes before what: the same two things the other way round.

Theory: a clause with a verb of causation or a word of sequence has two sides, which a passive (`caused by`) or an
opposite (`after`) exchanges. Put in one order, the sides of two wordings of one question share words; where they share
more with each other's opposite side, the other thing is asked. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..reading.text import Text, analyse
from ..reading.words import words_in

__all__ = ["RelationGuard"]

_SENTENCE = re.compile(r"[^.?!;\n]+")
_CAUSES = words_in("cause trigger induce produce provoke")
"""Verbs (base forms) whose subject is the cause."""
_CAUSES_WITH = {("lead", "to"), ("result", "in"), ("bring", "on"), ("contribute", "to")}
_CAUSED_WITH = {("result", "from"), ("result", "of"), ("stem", "from"), ("consequence", "of"), ("due", "to")}
_CAUSED_WITH |= {("because", "of"), ("come", "from")}
_EARLIER, _LATER = words_in("before"), words_in("after")
_SIGNS = (
    _CAUSES | _EARLIER | _LATER | words_in("lead result bring contribute stem consequence due because come prior then")
)

_NOUN_BEHIND = words_in("a an the its their his her this that these those of any some possible main common most")
"""Behind these words a cause is a thing, not a deed."""
_SPANS = words_in("long soon far late day week month hour minute second year time much many step")
"""What is said of a span of time: how long after."""


class _Sides(NamedTuple):
    """Content words of the cause, or what comes first, and of the effect, or what comes later."""

    sort: str
    first: frozenset[str]
    then: frozenset[str]


class RelationGuard:
    """`Does poverty lead to crime?` and the reverse; `encrypt before copying`, `copy, then encrypt`."""

    name = "relation"

    def veto(self, left: Text, right: Text) -> bool:
        """Have cause and effect, or earlier and later, changed sides?"""
        if not left.is_english or not right.is_english:
            return False
        return any(_crossed(one, other) for one in _relations(left) for other in _relations(right))


def _crossed(one: _Sides, other: _Sides) -> bool:
    if one.sort != other.sort:
        return False
    kept = len(one.first & other.first) + len(one.then & other.then)
    return len(one.first & other.then) + len(one.then & other.first) > kept


def _relations(text: Text) -> list[_Sides]:
    if _SIGNS.isdisjoint(text.flow):
        return []
    return [found for match in _SENTENCE.finditer(text.raw) if (found := _relation(match[0]))]


def _relation(sentence: str) -> _Sides | None:
    """The only relation of a sentence; ``None`` for none, for several, and where its sides cannot be told."""
    flow = analyse(sentence).flow
    marks = list(_marks(flow))
    if len(marks) != 1 or flow[0] == "by":
        return None
    place, width, sort, forward = marks[0]
    if not place:
        head, _, tail = sentence.partition(",")
        before, behind = analyse(tail).content_set, analyse(head).content_set - {flow[0]}
    else:
        content = analyse(sentence).content_set - _SPANS
        before, behind = (frozenset(side) & content for side in (flow[:place], flow[place + width :]))
    if sort == "order" and (not before or not behind or (place and "," in sentence and flow[place] != "then")):
        return None
    return _Sides(sort, before, behind) if forward else _Sides(sort, behind, before)


def _marks(flow: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Place and width of each mark, its sort, and whether the left side comes first."""
    for place, word in enumerate(flow):
        following = flow[place + 1] if place + 1 < len(flow) else ""
        if word in _CAUSES:
            if following != "of" and (not place or flow[place - 1] not in _NOUN_BEHIND):
                yield (place, 2, "cause", False) if following == "by" else (place, 1, "cause", True)
        elif (word, following) in _CAUSES_WITH:
            yield place, 2, "cause", True
        elif (word, following) in _CAUSED_WITH:
            yield place, 2, "cause", False
        elif word in _EARLIER or (word, following) == ("prior", "to"):
            yield place, 1, "order", True
        elif word in _LATER:
            yield place, 1, "order", False
        elif word == "then" and place > 1:
            yield place, 1, "order", True
