"""Rows of the control file: generations, their sequence, and the epoch.

Generations come from one sequence for the whole store. An entry that recorded an older number, or 0 for "never", is
invalid once its dep has a newer one; numbers of two deps never need comparing.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from .database import Damaged

__all__ = [
    "ControlState",
    "announce_pruning",
    "changed_since",
    "forget_generations",
    "forgettable",
    "generation_of",
    "raise_generations",
    "state",
    "verify",
]


@dataclass(frozen=True, slots=True)
class ControlState:
    """``sequence``: last number given out. ``prunings``: how often old rows were forgotten."""

    epoch: str
    sequence: int
    prunings: int


def state(connection: sqlite3.Connection) -> ControlState:
    """Epoch and counters, made on first use.

    Raises:
        Damaged: some are missing.
    """
    found = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    if not found and not connection.execute("SELECT 1 FROM generations").fetchone():
        found = {"epoch": secrets.token_hex(8), "sequence": 0, "prunings": 0}
        connection.executemany("INSERT INTO meta VALUES(?, ?)", list(found.items()))
    try:
        return ControlState(str(found["epoch"]), int(found["sequence"]), int(found["prunings"]))
    except (KeyError, ValueError, TypeError) as error:
        raise Damaged("the control file has lost its counters") from error


def verify(connection: sqlite3.Connection, acknowledged: int) -> ControlState:
    """Check the whole file.

    Args:
        connection: to the control file.
        acknowledged: sequence number that is known to have been acknowledged.

    Raises:
        Damaged: a page or row is broken, or an acknowledged invalidation is missing.
    """
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise Damaged(f"the control file is damaged: {verdict}")
    newest = max((generation for _, _, generation in changed_since(connection, 0)), default=0)
    found = state(connection)
    if found.sequence < max(newest, acknowledged):
        raise Damaged("the control file has lost acknowledged invalidations")
    return found


def generation_of(connection: sqlite3.Connection, tenant_id: str, dep_id: str) -> int:
    """Current generation of a dep, 0 if it was never invalidated."""
    row = connection.execute(
        "SELECT tenant, dep, generation, checksum FROM generations WHERE tenant = ? AND dep = ?", (tenant_id, dep_id)
    ).fetchone()
    return _checked(row)[2] if row else 0


def changed_since(connection: sqlite3.Connection, sequence: int) -> Iterator[tuple[str, str, int]]:
    """(tenant, dep, generation) of all rows younger than ``sequence``."""
    rows = connection.execute(
        "SELECT tenant, dep, generation, checksum FROM generations WHERE generation > ?", (sequence,)
    )
    return (_checked(row) for row in rows)


def raise_generations(connection: sqlite3.Connection, tenant_id: str, dep_ids: Sequence[str], now: float) -> list[int]:
    """Give each dep the next number, in order; inside the caller's transaction."""
    first = _advance(connection, len(dep_ids)) - len(dep_ids) + 1
    numbers = list(range(first, first + len(dep_ids)))
    connection.executemany(
        "INSERT OR REPLACE INTO generations VALUES(?, ?, ?, ?, ?)",
        [
            (tenant_id, dep_id, number, now, _checksum(tenant_id, dep_id, number))
            for dep_id, number in zip(dep_ids, numbers, strict=True)
        ],
    )
    return numbers


def announce_pruning(connection: sqlite3.Connection) -> int:
    """Inside the caller's transaction: tell every view to forget what it holds in memory; the new sequence number.

    It must have been seen by all before :func:`forget_generations` runs, because a forgotten generation reads as 0 and
    an entry in memory that recorded 0 would come back to life.
    """
    connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'prunings'")
    return _advance(connection, 1)


def forgettable(connection: sqlite3.Connection, raised_before: float, limit: int) -> list[tuple[str, str, int]]:
    """At most ``limit`` (tenant, dep, generation) raised before that moment (seconds since the epoch)."""
    rows = connection.execute(
        "SELECT tenant, dep, generation, checksum FROM generations WHERE raised_at < ? LIMIT ?", (raised_before, limit)
    )
    return [_checked(row) for row in rows]


def forget_generations(connection: sqlite3.Connection, rows: Sequence[tuple[str, str, int]]) -> None:
    """Forget (tenant, dep, generation) of deps that were not raised since."""
    connection.executemany("DELETE FROM generations WHERE tenant = ? AND dep = ? AND generation = ?", rows)


def _advance(connection: sqlite3.Connection, count: int) -> int:
    row = connection.execute(
        "UPDATE meta SET value = value + ? WHERE name = 'sequence' RETURNING value", (count,)
    ).fetchone()
    if row is None:
        raise Damaged("the control file has lost its sequence")
    return int(row[0])


def _checksum(tenant_id: str, dep_id: str, generation: int) -> int:
    return crc32(repr((tenant_id, dep_id, generation)).encode("utf-8", "surrogatepass"))


def _checked(row: tuple[str, str, int, int]) -> tuple[str, str, int]:
    tenant_id, dep_id, generation, checksum = row
    if checksum != _checksum(tenant_id, dep_id, generation):
        raise Damaged("a generation is damaged")
    return tenant_id, dep_id, generation
