"""Generated JSON, answers and cuts, shared by the property tests of this folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st

from cachecore_gateway.core.ports import JoinedStream, ProtocolAdapter

checked = settings(max_examples=50, deadline=None)
"""For every property here: enough examples to fail, none that depend on the machine's load."""

sampled = settings(max_examples=12, deadline=None)
"""The same where each example goes through a vendor's SDK."""

Json: TypeAlias = dict[str, Any]
"""A parsed JSON object whose shape the test knows."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
long_texts = st.text(st.sampled_from("ab \n\r,.é🇩🇪👩‍👧ก็한\u0301"), max_size=300)
names = st.text(st.sampled_from("abcdefgxyz_"), min_size=1, max_size=8).map(lambda text: f"x_{text}")
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), texts
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
unknown: st.SearchStrategy[Json] = st.dictionaries(names, values.filter(lambda value: value is not None), max_size=2)
"""Fields that no adapter knows. Not null: a stream cannot say the same of a null field and of none."""


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The bytes in pieces, cut at the places (any whole numbers)."""
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


cuts = st.lists(st.integers(0, 100_000), max_size=12)


def joined(adapter: ProtocolAdapter, pieces: Iterable[bytes]) -> JoinedStream:
    """What the adapter's joiner makes of a stream."""
    joiner = adapter.joiner()
    for piece in pieces:
        joiner.feed(piece)
    return joiner.finish()
