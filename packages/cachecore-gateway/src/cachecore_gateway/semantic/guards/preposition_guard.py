"""A small word that turns the matter: working as a trainer or with one, closed for two weeks or in two weeks.

Theory: where all other words are the same in the same order, an exchanged preposition is an edit, not a rewording: of
136 labelled pairs that differ so, 132 want different answers. Some prepositions say nearly the same, and pass.
"""

from __future__ import annotations

import re

from ..reading.text import Text
from ..reading.words import words_in
from .guard import CLOSE, NEAR
from .pair import Pair, paired

__all__ = ["PrepositionGuard"]

_PREPOSITIONS = words_in(
    "about above across after against among around as at away back before behind below beside besides between beyond by"
    " despite down during except for from in inside into like near of off on onto out outside over past per since"
    " through till to toward towards under until up upon via with within without"
)
_ALIKE = tuple(
    words_in(group)
    for group in (
        "in on at", "in within inside into", "in during at on", "in of on", "of for", "of from", "of with", "to for",
        "to into onto",
        "to toward towards", "until till to", "by until till", "via by through over with on", "on about over",
        "on upon onto", "near by beside around", "between among", "under below beneath", "over above", "from off",
        "with on", "besides beside", "around about", "per in a", "with in", "like as", "past after",
    )
)  # fmt: skip
"""Groups of which one may stand for the other."""
_OF_SPANS = words_in("for in over during within")
_SPANS = words_in("last past next coming")
"""Beside these, the prepositions of spans are one: for the last three days, in the last three days."""
_LAST = re.compile(
    r"\b(since|in|of|during|before|after|until) (?:the|my|our) (last|first|previous|next) (\w+)", re.IGNORECASE
)
_INSIDE = {"of": "in", "during": "in"}
_TURNED = words_in("apply leave fill sit ask call stand run look check head prepare claim")
"""Verbs that a particle makes another one: leave Berlin, leave for Berlin."""
_MOST = 2
"""Prepositions that may be exchanged in an edit."""


class PrepositionGuard:
    """`How do I work as a personal trainer?` and `… with a personal trainer?`."""

    name = "preposition"

    def veto(self, left: Text, right: Text) -> bool:
        """Is nothing exchanged but prepositions, one of them for one that says something else?"""
        pair = paired(left, right)
        if pair.closeness >= NEAR and _of_the_last(left, right):
            return True
        if pair.closeness < CLOSE or not 0 < len(pair.swaps) <= _MOST or sorted(left.flow) == sorted(right.flow):
            return False  # before it blooms or after, after it blooms or before
        if len(pair.swaps) == 1 and _particle_more(pair):
            return True
        if any(not len(swap.left) == len(swap.right) <= _MOST for swap in pair.swaps):
            return False
        swaps = [both for swap in pair.swaps for both in zip(swap.left, swap.right, strict=True)]
        if not all(_PREPOSITIONS.issuperset(swap) for swap in swaps):
            return False
        alike = _ALIKE if _SPANS.isdisjoint(left.words) else (*_ALIKE, _OF_SPANS)
        return any(one != other and not any(group.issuperset((one, other)) for group in alike) for one, other in swaps)


def _of_the_last(left: Text, right: Text) -> bool:
    """Is it in the last release in one text, and since or before it in the other?"""
    one, other = ({(which.lower(), what.lower()): _INSIDE.get(how.lower(), how.lower())
                   for how, which, what in _LAST.findall(text.raw)} for text in (left, right))  # fmt: skip
    return any(other.get(noun, how) != how for noun, how in one.items())


def _particle_more(pair: Pair) -> bool:
    """Does a verb have a particle behind it in one text alone?"""
    (swap,) = pair.swaps
    if len(swap.left) + len(swap.right) != 1:
        return False
    flow, (more,) = (pair.left.flow, swap.left) if swap.left else (pair.right.flow, swap.right)
    place = flow.index(more)
    return more in _PREPOSITIONS and place > 0 and flow[place - 1] in _TURNED
