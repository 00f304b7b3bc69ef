"""Rows of the entries file: put, read, remove, evict, count. All writing runs inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from zlib import crc32

from cachecore_gateway.core.entry import Entry, Meaning
from cachecore_gateway.core.ports import StoredCounts

from ..records import decode_entry, encode_entry

__all__ = [
    "Dropped",
    "Filing",
    "Removed",
    "checksum_of",
    "counts",
    "discard",
    "drop_dep",
    "find",
    "key_bytes",
    "matching",
    "put",
    "read",
    "remove",
    "touch",
    "worthless_count",
]


@dataclass(frozen=True, slots=True)
class Filing:
    """An entry on its way to the disk; ``vector`` is float16, ``None``: not indexed."""

    entry: Entry
    vector: bytes | None
    size: int
    """Bytes of body and vector as the caller gave them."""


Removed: TypeAlias = tuple[str, int | None]
"""Key of an entry that is gone, and the partition that its vector was in."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One step of an invalidation's clearing up."""

    removed: Sequence[Removed]
    complete: bool
    """Nothing is left that carries the dep from before its generation."""


def key_bytes(key: str) -> bytes:
    """A fingerprint as it is stored."""
    try:
        return bytes.fromhex(key)
    except ValueError:
        return key.encode("utf-8", "surrogatepass")


def checksum_of(key: bytes, vector: bytes) -> int:
    """Checksum of an index row."""
    return crc32(vector, crc32(key))


def put(connection: sqlite3.Connection, filing: Filing, now: float) -> None:
    """Store an entry with its tags and its vector, in place of what was under its key."""
    entry, key = filing.entry, key_bytes(filing.entry.key)
    connection.execute("DELETE FROM entries WHERE key = ?", (key,))
    indexed = filing.vector is not None and entry.meaning is not None
    partition = _partition(connection, entry.meaning) if indexed and entry.meaning is not None else None
    row = connection.execute(
        "INSERT INTO entries(key, tenant, entry_id, dead_at, used_at, size, partition, record)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        (key, entry.tenant_id, entry.entry_id, entry.window.dead_at, now, filing.size, partition, encode_entry(entry)),
    ).lastrowid
    connection.executemany(
        "INSERT OR REPLACE INTO tags VALUES(?, ?, ?)",
        [(_dep(connection, entry.tenant_id, tag.dep_id), row, tag.generation) for tag in entry.tags],
    )
    if partition is not None and filing.vector is not None:
        checksum = checksum_of(key, filing.vector)
        values = (partition, row, key, entry.window.fresh_until, filing.vector, checksum)
        connection.execute("INSERT INTO vectors VALUES(?, ?, ?, ?, ?, ?)", values)


def read(connection: sqlite3.Connection, key: str) -> bytes | None:
    """The record under ``key``, as it lies on the disk."""
    row = connection.execute("SELECT CAST(record AS BLOB) FROM entries WHERE key = ?", (key_bytes(key),)).fetchone()
    return row[0] if row else None


def discard(connection: sqlite3.Connection, key: str, record: bytes) -> None:
    """Remove a record that could not be read, unless it was replaced meanwhile."""
    connection.execute("DELETE FROM entries WHERE key = ? AND CAST(record AS BLOB) = ?", (key_bytes(key), record))


def find(connection: sqlite3.Connection, entry_id: str) -> Entry | None:
    """The entry with this opaque id."""
    row = connection.execute(
        "SELECT hex(key), CAST(record AS BLOB) FROM entries WHERE entry_id = ?", (entry_id,)
    ).fetchone()
    return decode_entry(row[1], row[0].lower()) if row else None


def remove(connection: sqlite3.Connection, key: str, now: float) -> int:
    """Remove the entry under ``key`` and leave a note for other processes; the note's number."""
    connection.execute("DELETE FROM entries WHERE key = ?", (key_bytes(key),))
    row = connection.execute("INSERT INTO removals(key, removed_at) VALUES(?, ?)", (key_bytes(key), now)).lastrowid
    return row or 0


def touch(connection: sqlite3.Connection, keys: Sequence[str], now: float) -> None:
    """Note that ``keys`` were used."""
    connection.executemany("UPDATE entries SET used_at = ? WHERE key = ?", [(now, key_bytes(key)) for key in keys])


def worthless_count(connection: sqlite3.Connection, dep: tuple[str, str], generation: int, now: float) -> int:
    """Entries and vectors alive at ``now`` that carry ``dep`` (tenant, dep id) from before ``generation``."""
    (count,) = connection.execute(
        "SELECT COUNT(*) + COUNT(entries.partition) FROM deps"
        " JOIN tags ON tags.dep = deps.id JOIN entries ON entries.id = tags.entry"
        " WHERE deps.tenant = ? AND deps.dep = ? AND tags.generation < ? AND entries.dead_at > ?",
        (*dep, generation, now),
    ).fetchone()
    return int(count)


def drop_dep(connection: sqlite3.Connection, dep: tuple[str, str], generation: int, limit: int) -> Dropped:
    """Remove at most ``limit`` entries that carry ``dep`` (tenant, dep id) from before ``generation``."""
    rows = connection.execute(
        "SELECT entries.id, entries.key, entries.partition FROM deps"
        " JOIN tags ON tags.dep = deps.id JOIN entries ON entries.id = tags.entry"
        " WHERE deps.tenant = ? AND deps.dep = ? AND tags.generation < ? LIMIT ?",
        (*dep, generation, limit),
    ).fetchall()
    connection.executemany("DELETE FROM entries WHERE id = ?", [(row[0],) for row in rows])
    return Dropped([(row[1].hex(), row[2]) for row in rows], len(rows) < limit)


def matching(connection: sqlite3.Connection, tenant_id: str, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Dep ids that start with ``prefix`` and how many entries carry each."""
    rows = connection.execute(
        "SELECT dep, count FROM deps WHERE tenant = ? AND dep >= ? AND substr(dep, 1, ?) = ? ORDER BY dep LIMIT ?",
        (tenant_id, prefix, len(prefix), prefix, limit),
    )
    return [(dep_id, count) for dep_id, count in rows]


def counts(connection: sqlite3.Connection, tenant_id: str | None) -> StoredCounts:
    """Size of what is stored."""
    row = connection.execute(
        "SELECT entries, vectors, bytes FROM totals WHERE tenant = ?", (tenant_id or "",)
    ).fetchone()
    (deps,) = connection.execute("SELECT COUNT(*) FROM deps WHERE ?1 IS NULL OR tenant = ?1", (tenant_id,)).fetchone()
    entries, vectors, size = row or (0, 0, 0)
    return StoredCounts(entries, vectors, size, deps)


def _partition(connection: sqlite3.Connection, meaning: Meaning) -> int:
    place = (meaning.scope, meaning.model_id)
    row = connection.execute("SELECT id FROM partitions WHERE scope = ? AND model = ?", place).fetchone()
    if row is not None:
        return int(row[0])
    return connection.execute("INSERT INTO partitions(scope, model) VALUES(?, ?)", place).lastrowid or 0


def _dep(connection: sqlite3.Connection, tenant_id: str, dep_id: str) -> int:
    row = connection.execute("SELECT id FROM deps WHERE tenant = ? AND dep = ?", (tenant_id, dep_id)).fetchone()
    if row is not None:
        return int(row[0])
    return connection.execute("INSERT INTO deps(tenant, dep) VALUES(?, ?)", (tenant_id, dep_id)).lastrowid or 0
