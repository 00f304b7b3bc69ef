"""Reading partitions of the index from the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np

from .entry_rows import Filing, checksum_of, key_bytes
from .inverted import InvertedPartition, list_count_for
from .partition import Batch, ExactPartition, Partition
from .vectors import Rows, unpacked

__all__ = [
    "Place",
    "batch_of_filings",
    "load",
    "partition_row",
    "place_of",
    "rows_after",
    "similarity_of",
    "stored_vectors",
]

Place: TypeAlias = tuple[str, str]
"""Scope and model."""

_READ_COUNT = 1024
_SAMPLE_PER_LIST = 40
_SAMPLE_LEAST = 4096


def place_of(filing: Filing) -> Place | None:
    """Where a filing is indexed, ``None`` for nowhere."""
    meaning = filing.entry.meaning
    return None if meaning is None or filing.vector is None else (meaning.scope, meaning.model_id)


def partition_row(connection: sqlite3.Connection, place: Place) -> tuple[int, int]:
    """Id of a partition on the disk and its number of rows; (0, 0) if there is none."""
    row = connection.execute("SELECT id, count FROM partitions WHERE scope = ? AND model = ?", place).fetchone()
    return row or (0, 0)


def rows_after(
    connection: sqlite3.Connection, partition: int, last: int, dimensions: int
) -> Iterator[tuple[int, Batch]]:
    """Rows of a partition younger than entry id ``last``, in batches, each with its last entry id."""
    rows = connection.execute(
        "SELECT entry, key, fresh_until, vector, checksum FROM vectors WHERE partition = ? AND entry > ?",
        (partition, last),
    )
    while some := rows.fetchmany(_READ_COUNT):
        yield some[-1][0], _batch_of(some, dimensions)


def load(connection: sqlite3.Connection, partition: int, dimensions: int, exact_count: int) -> tuple[int, Partition]:
    """All rows of a partition in memory, exact up to ``exact_count``; last entry id read. Seconds for 100,000 rows."""
    (count,) = connection.execute("SELECT COUNT(*) FROM vectors WHERE partition = ?", (partition,)).fetchone()
    if count <= exact_count:
        built: Partition = ExactPartition(dimensions, count + count // 8)
    else:
        built = InvertedPartition(_sample(connection, partition, dimensions, count), count)
    newest = 0
    for last, batch in rows_after(connection, partition, 0, dimensions):
        built.add(batch)
        newest = last
    return newest, built


def stored_vectors(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """Partition and packed vector of those entries that are indexed, by key."""
    rows = connection.execute(
        "SELECT entries.key, vectors.partition, vectors.vector FROM entries"
        " JOIN vectors ON vectors.partition = entries.partition AND vectors.entry = entries.id"
        f" WHERE entries.key IN ({','.join('?' * len(keys))})",
        [key_bytes(key) for key in keys],
    )
    return {key.hex(): (partition, vector) for key, partition, vector in rows}


def stored_partitions(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The same without the vectors, where only their being there matters."""
    rows = connection.execute(
        f"SELECT key, partition FROM entries WHERE key IN ({','.join('?' * len(keys))})",
        [key_bytes(key) for key in keys],
    )
    return {key.hex(): (partition, b"") for key, partition in rows if partition is not None}


def batch_of_filings(filings: Sequence[Filing], dimensions: int) -> Batch:
    """Rows of entries that wait for the disk."""
    whole = [filing for filing in filings if len(filing.vector or b"") == 2 * dimensions]
    return Batch(
        [filing.entry.key for filing in whole],
        np.array([filing.entry.window.fresh_until for filing in whole], dtype=np.float64),
        unpacked(b"".join(filing.vector or b"" for filing in whole), len(whole), dimensions),
    )


def _sample(connection: sqlite3.Connection, partition: int, dimensions: int, count: int) -> Rows:
    """Rows spread evenly over the partition, to train on."""
    wanted = max(_SAMPLE_LEAST, _SAMPLE_PER_LIST * list_count_for(count))
    step = max(1, count // wanted)
    parts = [batch.rows[::step] for _, batch in rows_after(connection, partition, 0, dimensions)]
    return np.ascontiguousarray(np.concatenate(parts))


def _batch_of(rows: Sequence[tuple[int, bytes, float, bytes, int]], dimensions: int) -> Batch:
    whole = [row for row in rows if len(row[3]) == 2 * dimensions and checksum_of(row[1], row[3]) == row[4]]
    return Batch(
        [row[1].hex() for row in whole],
        np.array([row[2] for row in whole], dtype=np.float64),
        unpacked(b"".join(row[3] for row in whole), len(whole), dimensions),
    )


def similarity_of(query: Rows, vector: bytes) -> float:
    """Cosine of a query with a packed vector."""
    return float(unpacked(vector, 1, len(query))[0] @ query)
