"""What was learnt about pairs of questions, as hashes only: no text is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b

from cachecore_gateway.core.canonical import canonical_bytes
from cachecore_gateway.core.meaning import Memory
from cachecore_gateway.core.ports import Clock

from .database import TROUBLE
from .handles import Handle
from .writer import Writer

__all__ = ["EmbeddedPairs"]


class EmbeddedPairs:
    """See :class:`PairMemory`. The pairs learnt first go first."""

    def __init__(self, handle: Handle, writer: Writer, clock: Clock, limit_count: int) -> None:
        self._handle = handle
        self._writer = writer
        self._clock = clock
        self._limit_count = limit_count

    async def recall(self, scope: str, question: str, others: Sequence[str]) -> Sequence[Memory]:
        """See :class:`PairMemory`."""
        with self._handle.guarded() as connection:
            return _recall(connection, [_handle_of(scope, question, other) for other in others])

    async def remember(self, tenant_id: str, scope: str, question: str, other: str, memory: Memory) -> None:
        """See :class:`PairMemory`. ``UNKNOWN`` teaches nothing."""
        if memory is Memory.UNKNOWN:
            return
        values = (_handle_of(scope, question, other), tenant_id, memory is Memory.DIFFERENT, self._clock.now())
        try:
            await self._writer.call(partial(_remember, values=values, limit_count=self._limit_count))
        except TROUBLE as error:
            raise self._handle.trouble(error) from error


def _handle_of(scope: str, question: str, other: str) -> bytes:
    pair = canonical_bytes([scope, *sorted((question, other))])
    return blake2b(pair, digest_size=16).digest()


def _recall(connection: sqlite3.Connection, pairs: Sequence[bytes]) -> list[Memory]:
    marks = ",".join("?" * len(pairs))
    rows = connection.execute(f"SELECT pair, different FROM pairs WHERE pair IN ({marks})", pairs)
    known = {pair: Memory.DIFFERENT if different else Memory.SAME for pair, different in rows}
    return [known.get(pair, Memory.UNKNOWN) for pair in pairs]


def _remember(connection: sqlite3.Connection, values: tuple[bytes, str, bool, float], limit_count: int) -> None:
    connection.execute(
        "INSERT INTO pairs VALUES(?, ?, ?, ?)"
        " ON CONFLICT(pair) DO UPDATE SET different = MAX(different, excluded.different), learnt = excluded.learnt",
        values,
    )
    (count,) = connection.execute("SELECT COUNT(*) FROM pairs").fetchone()
    if count > limit_count:
        connection.execute(
            "DELETE FROM pairs WHERE pair IN (SELECT pair FROM pairs ORDER BY learnt LIMIT ?)", (count - limit_count,)
        )
