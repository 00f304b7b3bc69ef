"""What one process holds in memory of the shared state: current generations and the hot layer, never out of date.

Every look compares the shared page with the image seen last. Only when it differs are the changes read: generations
and removals are numbered, so that "everything after the last number seen" is one indexed query each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from cachecore_gateway.core.dependencies import Snapshot

from ..hot import HotLayer
from . import control_rows
from .database import CONTROL, ENTRIES
from .handles import Handle
from .home import Home

__all__ = ["View"]

_KNOWN_COUNT = 200_000


class View:
    """Generations and hot entries of this process. For the event loop's thread."""

    def __init__(self, home: Home, hot: HotLayer, on_reset: Callable[[], None]) -> None:
        self.hot = hot
        self.control = Handle(home, CONTROL)
        self.entries = Handle(home, ENTRIES)
        self._page = home.page
        self._on_reset = on_reset
        self._known: dict[str, dict[str, int]] = {}
        self._known_count = 0
        self._seen = b""
        self._state = control_rows.ControlState("", 0, 0)
        self._removal = 0

    @property
    def epoch(self) -> str:
        """Life of the control file that this view was read from."""
        return self._state.epoch

    def changed(self) -> bool:
        """Has another view or process changed anything since the last :meth:`catch_up`?"""
        return self._page.watched() != self._seen

    def catch_up(self) -> None:
        """Read what changed.

        Raises:
            StoreUnavailable: it cannot be read; the view stays marked as changed.
        """
        image = self._page.watched()
        if not self._seen or self._page.parts(image)[2] != self._page.parts(self._seen)[2]:
            self._begin()
        with self.control.guarded() as connection:
            self._read_generations(connection)
        if self._page.parts(image)[1] != self._removal:
            with self.entries.guarded() as connection:
                self._read_removals(connection)
        self._seen = image

    def generations(self, tenant_id: str, dep_ids: Iterable[str]) -> dict[str, int]:
        """Current generations; the view must not be :meth:`changed`."""
        known = self._known.get(tenant_id)
        if known is None:
            known = self._known[tenant_id] = {}
        found: dict[str, int] = {}
        for dep_id in dep_ids:
            generation = known.get(dep_id)
            found[dep_id] = self._learn(tenant_id, dep_id) if generation is None else generation
        return found

    def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        """Generations that hold now."""
        if self.changed():
            self.catch_up()
        generations = self.generations(tenant_id, dep_ids)
        return Snapshot(self._state.epoch, generations)

    def close(self) -> None:
        """Close the connections."""
        self.control.close()
        self.entries.close()

    def _begin(self) -> None:
        self._forget()
        self._on_reset()
        with self.control.guarded() as connection:
            self._state = control_rows.state(connection)
        with self.entries.guarded() as connection:
            (self._removal,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM removals").fetchone()

    def _read_generations(self, connection: sqlite3.Connection) -> None:
        state = control_rows.state(connection)
        if (state.epoch, state.prunings) != (self._state.epoch, self._state.prunings):
            self._forget()  # a forgotten generation reads as 0: nothing remembered may be judged by it
        for tenant_id, dep_id, generation in control_rows.changed_since(connection, self._state.sequence):
            known = self._known.get(tenant_id)
            if known is not None and dep_id in known:
                known[dep_id] = generation
        self._state = state

    def _read_removals(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT id, key FROM removals WHERE id > ? ORDER BY id", (self._removal,)).fetchall()
        if not rows or rows[0][0] != self._removal + 1:
            self.hot.clear()
        self.hot.drop_all(key.hex() for _, key in rows)
        self._removal = rows[-1][0] if rows else self._page.removal

    def _learn(self, tenant_id: str, dep_id: str) -> int:
        if self._known_count >= _KNOWN_COUNT:
            self._known.clear()
            self._known_count = 0
        with self.control.guarded() as connection:
            generation = control_rows.generation_of(connection, tenant_id, dep_id)
        self._known.setdefault(tenant_id, {})[dep_id] = generation
        self._known_count += 1
        return generation

    def _forget(self) -> None:
        self.hot.clear()
        self._known.clear()
        self._known_count = 0
