"""The vector index: one partition per scope and model, read from the disk when it is first searched."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cachecore_gateway.core.entry import Meaning
from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.core.ports import Clock, Vector

from .entry_rows import Filing, checksum_of, key_bytes
from .handles import Handle
from .partition import Batch, ExactPartition
from .pending import Pending
from .shared_page import SharedPage
from .vectors import query_row, unpacked

__all__ = ["EmbeddedIndex"]

_READ_COUNT = 4096
_SLACK_COUNT = 64
"""Rows in memory beyond those on the disk before a partition is read again."""

_Place: TypeAlias = tuple[str, str]
_EXTRA_CANDIDATES = 8
"""Neighbours looked at beyond the limit, because another process may have removed some."""


@dataclass(slots=True)
class _Loaded:
    """A partition in memory. ``row``: its id on the disk; ``last``: last entry id read; ``write``: page count then."""

    rows: ExactPartition
    row: int = 0
    last: int = 0
    write: int = -1


class EmbeddedIndex:
    """Exact cosine search. Rows of other processes are seen from the next search on after they were written."""

    def __init__(self, handle: Handle, pending: Pending, page: SharedPage, clock: Clock, limit_bytes: int) -> None:
        self.pending = pending
        self._handle = handle
        self._page = page
        self._clock = clock
        self._limit_bytes = limit_bytes
        self._loaded: OrderedDict[_Place, _Loaded] = OrderedDict()
        self._by_row: dict[int, _Place] = {}

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        """See :class:`VectorIndex`. Only entries that are fresh now are named: no other may be served by meaning."""
        query, place = query_row(vector), (scope, model_id)
        with self._handle.guarded() as connection:
            loaded = self._current(connection, place, len(query))
            found = loaded.rows.search(query, limit + _EXTRA_CANDIDATES, floor, self._clock.now())
            return self._alive(connection, place, loaded, found)[:limit]

    def add(self, filing: Filing) -> None:
        """Make a row findable at once; a partition that is not in memory will be read with it."""
        meaning = filing.entry.meaning
        loaded = self._loaded.get((meaning.scope, meaning.model_id)) if meaning is not None else None
        if loaded is not None and filing.vector is not None:
            loaded.rows.add(_batch_of([filing], loaded.rows.dimensions))

    def drop(self, key: str, partition: int | None) -> None:
        """Forget the row of ``key`` in the partition with this id on the disk."""
        loaded = self._loaded.get(self._by_row.get(partition or 0, ("", "")))
        if loaded is not None:
            loaded.rows.drop(key)

    def forget(self, key: str, meaning: Meaning | None) -> None:
        """Forget the row of an entry with this meaning."""
        loaded = self._loaded.get((meaning.scope, meaning.model_id)) if meaning is not None else None
        if loaded is not None:
            loaded.rows.drop(key)

    def clear(self) -> None:
        """Forget everything in memory."""
        self._loaded.clear()
        self._by_row.clear()

    @property
    def held_bytes(self) -> int:
        """Memory held by vectors of this process."""
        return sum(loaded.rows.held_bytes for loaded in self._loaded.values())

    def close(self) -> None:
        """Close the connection."""
        self._handle.close()

    def _current(self, connection: sqlite3.Connection, place: _Place, dimensions: int) -> _Loaded:
        loaded = self._loaded.get(place)
        if loaded is None:
            loaded = self._loaded[place] = _Loaded(ExactPartition(dimensions))
            loaded.rows.add(_batch_of(self._waiting(place), dimensions))
        self._loaded.move_to_end(place)
        if loaded.write != self._page.write:
            self._catch_up(connection, place, loaded)
            self._make_room()
        return loaded

    def _waiting(self, place: _Place) -> list[Filing]:
        return [filing for filing in self.pending.filings() if _place_of(filing) == place]

    def _catch_up(self, connection: sqlite3.Connection, place: _Place, loaded: _Loaded) -> None:
        write = self._page.write
        row = connection.execute("SELECT id, count FROM partitions WHERE scope = ? AND model = ?", place).fetchone()
        partition, count = row or (0, 0)
        if partition != loaded.row or len(loaded.rows) > count + count // 4 + _SLACK_COUNT:
            self._by_row.pop(loaded.row, None)
            loaded.row, loaded.last = partition, 0
            loaded.rows = ExactPartition(loaded.rows.dimensions)
            if partition:
                self._by_row[partition] = place
        self._read_rows(connection, loaded)
        loaded.rows.add(_batch_of(self._waiting(place), loaded.rows.dimensions))
        loaded.write = write

    def _read_rows(self, connection: sqlite3.Connection, loaded: _Loaded) -> None:
        rows = connection.execute(
            "SELECT entry, key, fresh_until, vector, checksum FROM vectors WHERE partition = ? AND entry > ?",
            (loaded.row, loaded.last),
        )
        while some := rows.fetchmany(_READ_COUNT):
            loaded.last = some[-1][0]
            loaded.rows.add(_batch_from(some, loaded.rows.dimensions))

    def _alive(
        self, connection: sqlite3.Connection, place: _Place, loaded: _Loaded, found: Sequence[tuple[str, float]]
    ) -> list[Neighbour]:
        alive = []
        for key, similarity in found:
            if self._still_there(connection, place, loaded, key):
                alive.append(Neighbour(key, similarity))
            else:
                loaded.rows.drop(key)
        return alive

    def _still_there(self, connection: sqlite3.Connection, place: _Place, loaded: _Loaded, key: str) -> bool:
        if self.pending.holds(key):
            filing = self.pending.filing(key)
            return filing is not None and _place_of(filing) == place
        row = connection.execute("SELECT partition FROM entries WHERE key = ?", (key_bytes(key),)).fetchone()
        return row is not None and row[0] == loaded.row

    def _make_room(self) -> None:
        held = self.held_bytes
        while held > self._limit_bytes and len(self._loaded) > 1:
            _, loaded = self._loaded.popitem(last=False)
            self._by_row.pop(loaded.row, None)
            held -= loaded.rows.held_bytes


def _place_of(filing: Filing) -> _Place | None:
    meaning = filing.entry.meaning
    return None if meaning is None or filing.vector is None else (meaning.scope, meaning.model_id)


def _batch_of(filings: Sequence[Filing], dimensions: int) -> Batch:
    whole = [filing for filing in filings if len(filing.vector or b"") == 2 * dimensions]
    return Batch(
        [filing.entry.key for filing in whole],
        np.array([filing.entry.window.fresh_until for filing in whole], dtype=np.float64),
        unpacked(b"".join(filing.vector or b"" for filing in whole), len(whole), dimensions),
    )


def _batch_from(rows: Sequence[tuple[int, bytes, float, bytes, int]], dimensions: int) -> Batch:
    whole = [row for row in rows if len(row[3]) == 2 * dimensions and checksum_of(row[1], row[3]) == row[4]]
    return Batch(
        [row[1].hex() for row in whole],
        np.array([row[2] for row in whole], dtype=np.float64),
        unpacked(b"".join(row[3] for row in whole), len(whole), dimensions),
    )
