"""What a span of time is for: three days long, or three days from now.

Theory: the same number of days behind another preposition is another thing (`for`, `in`), though models and cosine
hardly see the small word. Some say nearly the same (in, within), so that only two sorts are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .guard import NEAR
from .pair import paired
from .text import Text

__all__ = ["SpanGuard"]

_SORTS: Mapping[str, str] = {
    **dict.fromkeys(("for", "during", "throughout"), "length"),
    **dict.fromkeys(("in", "within", "after", "before", "until", "till", "by", "every"), "place"),
}
_ARTICLES = frozenset({"a", "an", "the"})
_HALF_WAY = frozenset({"last", "past", "next", "first", "coming", "these", "those"})
"""`In the last three days` is `for the last three days`."""
_LENGTH = "time"
"""Kind of a quantity that is a length of time."""


class SpanGuard:
    """`Can I stop taking antibiotics for three days?` and `… in three days?`."""

    name = "span"

    def veto(self, left: Text, right: Text) -> bool:
        """Does an equal span follow a preposition of another sort, in texts that are otherwise alike?"""
        if not (left.quantities and right.quantities) or paired(left, right).closeness < NEAR:
            return False
        one, other = dict(_spans(left)), dict(_spans(right))
        return any(sort != other.get(span, sort) for span, sort in one.items())


def _spans(text: Text) -> Iterator[tuple[float, str]]:
    """Each length of time that follows a preposition, in its base unit, with the preposition's sort."""
    for stretch in text.stretches:
        before = [token.low for token in text.tokens[max(0, stretch.start - 3) : stretch.start]]
        if before and before[-1] in _ARTICLES:
            before.pop()
        if before and before[-1] in _SORTS and _HALF_WAY.isdisjoint(before):
            yield from (
                (quantity.value, _SORTS[before[-1]]) for quantity in stretch.quantities if quantity.kind == _LENGTH
            )
