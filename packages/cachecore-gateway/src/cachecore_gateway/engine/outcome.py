"""What the engine hands back to the edge."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from cachecore_gateway.core.entry import NO_USAGE, Usage
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.meaning import Judgement

__all__ = ["Body", "Outcome"]

Body: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]
"""Whole body, stored stream events, or a live stream (``LiveBody``, ``PassedBody``) that must be closed with ``aclose``
and raises ``UpstreamError`` when it breaks mid-way."""


class Outcome(NamedTuple):
    """An answer with its provenance; header names are lower case."""

    tier: Tier
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: Body
    stream: bool = False
    reason: Reason | None = None
    similarity: float = 0.0
    age: int = 0
    ttl: int | None = None
    """Whole seconds that a served entry stays fresh; negative when it is stale."""
    entry_id: str = ""
    saved: Usage = NO_USAGE
    """Tokens that a hit did not spend."""
    collapsed: bool = False
    """This request joined another one's upstream call."""
    judgements: Sequence[Judgement] = ()
    stored_detail: str = ""
    """Why a fetched answer was not stored; empty when it was, or when that is not known yet."""
