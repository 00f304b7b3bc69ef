"""Keeping the entries file within its limits: eviction by last use, and removal of what is dead."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..settings import EmbeddedSettings, Quota
from .entry_rows import Removed

__all__ = ["Limits", "release_pages", "sweep_dead"]

_FREE_PAGES_KEPT = 1024
_PAGES_A_STEP = 4096
_REMOVALS_KEPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the store and of each tenant."""

    whole: Quota
    tenant: Quota
    tenants: Mapping[str, Quota] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: EmbeddedSettings) -> Limits:
        """As configured."""
        whole = Quota(settings.max_entry_count, settings.max_bytes)
        return cls(whole, settings.tenant_quota, settings.tenant_quotas)

    def shrink(self, connection: sqlite3.Connection, tenant_id: str) -> list[Removed]:
        """Evict until the tenant and the store are within their limits; the entries evicted."""
        quota = self.tenants.get(tenant_id, self.tenant)
        evicted = _shrink(connection, tenant_id, quota)
        return evicted + _shrink(connection, "", self.whole)


def sweep_dead(connection: sqlite3.Connection, now: float, limit: int) -> list[Removed]:
    """Remove at most ``limit`` entries that are dead at ``now``, and old notes of removals; the entries removed."""
    connection.execute("DELETE FROM removals WHERE removed_at < ?", (now - _REMOVALS_KEPT_SECONDS,))
    rows = connection.execute(
        "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE dead_at <= ? ORDER BY dead_at LIMIT ?)"
        " RETURNING key, partition",
        (now, limit),
    ).fetchall()
    return [(key.hex(), partition) for key, partition in rows]


def release_pages(connection: sqlite3.Connection) -> int:
    """Give free pages back to the file system, a step at a time; pages released."""
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (total,) = connection.execute("PRAGMA page_count").fetchone()
    if free <= max(_FREE_PAGES_KEPT, total // 10):
        return 0
    released: int = min(_PAGES_A_STEP, free - _FREE_PAGES_KEPT)
    for _ in range(released):
        connection.execute("PRAGMA incremental_vacuum(1)")  # sqlite3 steps a statement without columns only once
    return released


def _shrink(connection: sqlite3.Connection, tenant_id: str, quota: Quota) -> list[Removed]:
    if quota.max_entry_count is None and quota.max_bytes is None:
        return []
    row = connection.execute("SELECT entries, bytes FROM totals WHERE tenant = ?", (tenant_id,)).fetchone()
    if row is None:
        return []
    spare_count = row[0] - (row[0] if quota.max_entry_count is None else quota.max_entry_count)
    spare_bytes = row[1] - (row[1] if quota.max_bytes is None else quota.max_bytes)
    return _evict(connection, tenant_id, spare_count, spare_bytes) if spare_count > 0 or spare_bytes > 0 else []


def _evict(connection: sqlite3.Connection, tenant_id: str, count: int, size: int) -> list[Removed]:
    where = "WHERE tenant = ?" if tenant_id else ""
    rows = connection.execute(
        f"SELECT id, size, key, partition FROM entries {where} ORDER BY used_at, id", (tenant_id,) if tenant_id else ()
    )
    chosen: list[tuple[int, bytes, int | None]] = []
    for row, entry_size, key, partition in rows:
        if count <= 0 and size <= 0:
            break
        chosen.append((row, key, partition))
        count, size = count - 1, size - entry_size
    rows.close()
    connection.executemany("DELETE FROM entries WHERE id = ?", [(row,) for row, _, _ in chosen])
    return [(key.hex(), partition) for _, key, partition in chosen]
