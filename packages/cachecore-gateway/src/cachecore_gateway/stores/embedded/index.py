"""The vector index: one partition per scope and model, read from the disk when it is first searched.

Small partitions are read at once. A larger one is read by a background thread (and, above ``exact_count`` rows, built
into an inverted file). A search waits for the reading; while a file is built it finds nothing, which is a miss.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from cachecore_gateway.core.entry import Meaning
from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.core.ports import Clock, Vector

from .database import ENTRIES, TROUBLE
from .entry_rows import Filing
from .handles import Handle
from .home import Home
from .index_rows import (
    Place,
    batch_of_filings,
    load,
    partition_row,
    place_of,
    rows_after,
    similarity_of,
    stored_partitions,
    stored_vectors,
)
from .inverted import InvertedPartition
from .partition import ExactPartition, Partition
from .pending import Pending
from .vectors import Rows, query_row

__all__ = ["EmbeddedIndex"]

_EXTRA_CANDIDATES = 8
"""Neighbours looked at beyond the limit, because another process may have removed some."""
_INLINE_COUNT = 512
"""Rows that are read on the event loop; 1 ms."""
_BACKLOG_COUNT = 4096
"""Rows by which memory and disk may differ before a partition is read anew, off the event loop."""


@dataclass(slots=True)
class _Loaded:
    """A partition in memory. ``row``: its id on the disk; ``last``: last entry id read; ``write``: page count then."""

    rows: Partition
    row: int = 0
    last: int = 0
    write: int = -1
    counted_bytes: int = 0
    dropped: set[str] = field(default_factory=set)
    """Keys dropped while the partition is built anew."""


class EmbeddedIndex:
    """See :class:`VectorIndex`. Rows of other processes are seen by the first search after they were written."""

    def __init__(self, home: Home, pending: Pending, clock: Clock, limit_bytes: int, exact_count: int) -> None:
        self.pending = pending
        self._handle = Handle(home, ENTRIES)
        self._build_handle = Handle(home, ENTRIES)
        self._page = home.page
        self._clock = clock
        self._limit_bytes = limit_bytes
        self._exact_count = exact_count
        self._loaded: OrderedDict[Place, _Loaded] = OrderedDict()
        self._by_row: dict[int, Place] = {}
        self._builds: dict[Place, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, "cachecore-index")
        self.held_bytes = 0

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        """See :class:`VectorIndex`. Only entries that are fresh now are named: no other may be served by meaning."""
        query, place = query_row(vector), (scope, model_id)
        with self._handle.guarded() as connection:
            loaded = await self._current(connection, place, len(query))
            if loaded is None or loaded.rows.dimensions != len(query):
                return []
            found = loaded.rows.search(query, limit + _EXTRA_CANDIDATES, floor, self._clock.now())
            estimated = not loaded.rows.exact  # then the order of the last ones may be another
            alive: list[Neighbour] = []
            for some in (found,) if estimated else (found[:limit], found[limit:]):
                if some and len(alive) < limit:
                    alive += self._checked(connection, place, loaded, query, some)
        alive = [neighbour for neighbour in alive if neighbour.similarity >= floor]
        return sorted(alive, key=lambda neighbour: -neighbour.similarity)[:limit]

    def add(self, filing: Filing) -> None:
        """Make a row findable at once; a partition that is not in memory will be read with it."""
        place = place_of(filing)
        loaded = self._loaded.get(place) if place is not None else None
        if loaded is not None:
            loaded.rows.add(batch_of_filings([filing], loaded.rows.dimensions))
            loaded.dropped.discard(filing.entry.key)
            self._account(loaded)

    def drop(self, key: str, partition: int | None) -> None:
        """Forget the row of ``key`` in the partition with this id on the disk."""
        place = self._by_row.get(partition or 0)
        if place is not None:
            self._drop(place, key)

    def forget(self, key: str, meaning: Meaning | None) -> None:
        """Forget the row of an entry with this meaning."""
        if meaning is not None:
            self._drop((meaning.scope, meaning.model_id), key)

    def clear(self) -> None:
        """Forget everything in memory."""
        self._loaded.clear()
        self._by_row.clear()
        self.held_bytes = 0

    @property
    def vector_count(self) -> int:
        """Vectors in memory of this process."""
        return sum(len(loaded.rows) for loaded in self._loaded.values())

    def is_exact(self, scope: str, model_id: str) -> bool:
        """Does a search of this partition, which is in memory, compare with every vector?"""
        return self._loaded[scope, model_id].rows.exact

    async def settled(self) -> None:
        """Return when no partition is being read or built."""
        while self._builds:
            await asyncio.wait(self._builds.values())

    async def aclose(self) -> None:
        """Wait for the thread, close the connections."""
        await self.settled()
        self._thread.shutdown()
        self._handle.close()
        self._build_handle.close()

    async def _current(self, connection: sqlite3.Connection, place: Place, dimensions: int) -> _Loaded | None:
        """The partition with all that is written; ``None`` while it is on its way into memory."""
        for _ in range(2):
            await self._ready(connection, place, dimensions)
            loaded = self._loaded.get(place)
            if loaded is None or self._catch_up(connection, place, loaded):
                return loaded
            self._let_go(place)
        return None

    async def _ready(self, connection: sqlite3.Connection, place: Place, dimensions: int) -> None:
        """See to it that the partition is in memory, or on its way there."""
        loaded = self._loaded.get(place)
        if loaded is not None:
            if _outgrown(loaded, self._exact_count):
                self._build(place, dimensions)
            return
        row, count = partition_row(connection, place)
        if count <= _INLINE_COUNT:
            if count or self._waiting(place):  # most scopes hold nothing, and shall cost nothing
                self._take(place, _Loaded(ExactPartition(dimensions, max(4, count)), row))
            return
        build = self._build(place, dimensions)
        if count <= self._exact_count:
            await asyncio.shield(build)

    def _build(self, place: Place, dimensions: int) -> asyncio.Task[None]:
        task = self._builds.get(place)
        if task is None:
            task = self._builds[place] = asyncio.create_task(self._built(place, dimensions))
            task.add_done_callback(lambda _: self._builds.pop(place, None))
        return task

    async def _built(self, place: Place, dimensions: int) -> None:
        older = self._loaded.get(place)
        if older is not None:
            older.dropped.clear()
        loop = asyncio.get_running_loop()
        newer = await loop.run_in_executor(self._thread, self._read, place, dimensions)
        if newer is None:
            return
        for key in older.dropped if older is not None else ():
            newer.rows.drop(key)
        self._take(place, newer)

    def _read(self, place: Place, dimensions: int) -> _Loaded | None:
        """In the background thread: the partition as it is on the disk; ``None`` if that cannot be read."""
        try:
            connection = self._build_handle.connection()
            row, _ = partition_row(connection, place)
            last, rows = load(connection, row, dimensions, self._exact_count)
        except TROUBLE as error:
            self._build_handle.trouble(error)
            return None
        return _Loaded(rows, row, last)

    def _take(self, place: Place, loaded: _Loaded) -> None:
        """Hold a partition, with what waits for the disk, and make room for it."""
        self._let_go(place)
        self._loaded[place] = loaded
        if loaded.row:
            self._by_row[loaded.row] = place
        self._add_waiting(place, loaded)
        self._account(loaded)
        while self.held_bytes > self._limit_bytes and len(self._loaded) > 1:
            self._let_go(next(iter(self._loaded)))

    def _let_go(self, place: Place) -> None:
        loaded = self._loaded.pop(place, None)
        if loaded is not None:
            self._by_row.pop(loaded.row, None)
            self.held_bytes -= loaded.counted_bytes

    def _account(self, loaded: _Loaded) -> None:
        self.held_bytes += loaded.rows.held_bytes - loaded.counted_bytes
        loaded.counted_bytes = loaded.rows.held_bytes

    def _waiting(self, place: Place) -> list[Filing]:
        return [filing for filing in self.pending.filings() if place_of(filing) == place]

    def _add_waiting(self, place: Place, loaded: _Loaded) -> None:
        waiting = self._waiting(place)
        if waiting:
            loaded.rows.add(batch_of_filings(waiting, loaded.rows.dimensions))

    def _catch_up(self, connection: sqlite3.Connection, place: Place, loaded: _Loaded) -> bool:
        """Read what was written since, by whichever process. False: so much changed that it must be read anew."""
        self._loaded.move_to_end(place)
        write = self._page.write
        if loaded.write == write:
            return True
        row, count = partition_row(connection, place)
        if loaded.row == 0 and row:
            loaded.row = row
            self._by_row[row] = place
        if row != loaded.row or (loaded.write != -1 and _drifted(loaded, count)):
            return False
        for last, batch in rows_after(connection, row, loaded.last, loaded.rows.dimensions):
            loaded.rows.add(batch)
            loaded.last = last
        self._add_waiting(place, loaded)
        self._account(loaded)
        loaded.write = write
        return True

    def _checked(
        self,
        connection: sqlite3.Connection,
        place: Place,
        loaded: _Loaded,
        query: Rows,
        found: Sequence[tuple[str, float]],
    ) -> Iterator[Neighbour]:
        """Those that are still there, with their exact cosine; the others are forgotten."""
        look = stored_partitions if loaded.rows.exact else stored_vectors
        stored = look(connection, [key for key, _ in found if not self.pending.holds(key)])
        for key, similarity in found:
            vector = self._vector(place, loaded.row, key, stored)
            if vector is None:
                self._drop(place, key)
            else:
                yield Neighbour(key, similarity if loaded.rows.exact else similarity_of(query, vector))

    def _vector(self, place: Place, row: int, key: str, stored: Mapping[str, tuple[int, bytes]]) -> bytes | None:
        if self.pending.holds(key):
            filing = self.pending.filing(key)
            return filing.vector if filing is not None and place_of(filing) == place else None
        partition, vector = stored.get(key, (-1, b""))
        return vector if partition == row else None

    def _drop(self, place: Place, key: str) -> None:
        loaded = self._loaded.get(place)
        if loaded is not None:
            loaded.rows.drop(key)
            if place in self._builds:
                loaded.dropped.add(key)


def _drifted(loaded: _Loaded, count: int) -> bool:
    """Are there far fewer or far more rows on the disk than in memory?"""
    held = len(loaded.rows)
    return count > held + _BACKLOG_COUNT or held > count + count // 4 + _BACKLOG_COUNT


def _outgrown(loaded: _Loaded, exact_count: int) -> bool:
    rows = loaded.rows
    if isinstance(rows, InvertedPartition):
        return rows.wasted or len(rows) > 4 * rows.built_count
    return len(rows) > exact_count + exact_count // 4
