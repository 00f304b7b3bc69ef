"""The entry store: hot layer, then what waits for the disk, then the disk."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Clock, Looked, StoredCounts, Vector

from ..hot import HotItem, Told
from ..records import decode_entry
from . import entry_rows
from .database import TROUBLE
from .entry_rows import Dropped, Filing, Removed
from .index import EmbeddedIndex
from .limits import Limits, sweep_dead
from .shared_page import SharedPage
from .vectors import packed
from .view import View
from .writer import Outcome, Writer

__all__ = ["EmbeddedEntries"]

T = TypeVar("T")

_CHECK_SECONDS = 1.0
"""A fresh hot entry is compared with the disk this often: another process may have replaced it."""
_STALE_CHECK_SECONDS = 0.02
_TOUCH_SECONDS = 60.0
_DROP_STEP = 1000
_ABSENT_COUNT = 256
_DROP_PAUSE_SECONDS = 0.02
"""Between steps, so that new entries get written too."""


class EmbeddedEntries:
    """Entries in one SQLite file. Reads run on the event loop (microseconds), writes behind it in one thread."""

    def __init__(
        self, view: View, writer: Writer, index: EmbeddedIndex, clock: Clock, page: SharedPage, limits: Limits
    ) -> None:
        self._view = view
        self._hot = view.hot
        self._writer = writer
        self._index = index
        self._clock = clock
        self._page = page
        self._limits = limits
        self._pending = index.pending
        self._touched: set[str] = set()
        self._absent: dict[str, int] = {}
        self._dropping: set[asyncio.Task[None]] = set()

    async def look(self, keys: Sequence[str], tenant_id: str, dep_ids: Iterable[str]) -> Looked:
        """See :class:`EntryStore`; one key in the hot layer takes a few microseconds."""
        watched = tuple(dep_ids)
        if len(keys) != 1:
            return self._look(keys, tenant_id, watched)
        told = self.at_hand(keys[0], tenant_id, watched)
        return told if told is not None else self._tell(keys, tenant_id, watched)

    def _look(self, keys: Sequence[str], tenant_id: str, dep_ids: tuple[str, ...]) -> Looked:
        view = self._view
        now = self._clock.now()
        entries = [self._entry(key, now) for key in keys]
        if view.changed():
            view.catch_up()
            entries = [self._entry(key, now) for key in keys]
        generations = view.generations(tenant_id, dep_ids)
        for position, entry in enumerate(entries):
            if entry is None:
                continue
            if entry.tenant_id != tenant_id:
                entries[position] = None
            elif not self._current(entry, generations):
                entries[position] = self._again(entry, generations)
        return Looked(entries, Snapshot(view.epoch, generations))

    def at_hand(self, key: str, tenant_id: str, dep_ids: tuple[str, ...]) -> Looked | None:
        """See :class:`EntryStore`: what was told before, where no process has invalidated or removed anything since."""
        item = self._hot.get(key)
        if item is None or item.told is None:
            return None
        told = item.told
        if told.image != self._page.watched() or told.tenant_id != tenant_id or told.dep_ids != dep_ids:
            return None
        return told.looked if self._held(item, self._clock.now()) is item.entry else None

    def _tell(self, keys: Sequence[str], tenant_id: str, dep_ids: tuple[str, ...]) -> Looked:
        image = self._page.watched()
        looked = self._look(keys, tenant_id, dep_ids)
        item = self._hot.get(keys[0]) if looked.entries[0] is not None else None
        if item is not None and item.entry is looked.entries[0]:
            item.told = Told(image, tenant_id, dep_ids, looked)
        return looked

    async def put(self, entry: Entry, vector: Vector | None) -> None:
        """See :class:`EntryStore`. An entry that is invalid already is not stored."""
        snapshot = self._view.snapshot(entry.tenant_id, [tag.dep_id for tag in entry.tags])
        if entry.epoch != snapshot.epoch or any(snapshot.of(tag.dep_id) != tag.generation for tag in entry.tags):
            return
        filing = Filing(entry, None if vector is None else packed(vector), len(entry.answer.body) + len(vector or b""))
        now = self._clock.now()
        self._remember(entry, now)
        if self._pending.full:
            return
        self._pending.add(entry.key, filing)
        self._index.add(filing)
        run = partial(self._put_rows, filing, now)
        self._writer.submit(run, partial(self._put_settled, filing))

    async def find(self, tenant_id: str, entry_id: str) -> Entry | None:
        """See :class:`EntryStore`."""
        entry = self._pending.find(entry_id)
        if entry is None:
            with self._view.entries.guarded() as connection:
                entry = entry_rows.find(connection, entry_id)
            if entry is not None and self._pending.holds(entry.key):
                return None  # replaced or removed, which the disk does not know yet
        if entry is None or entry.tenant_id != tenant_id or entry.entry_id != entry_id:
            return None
        return entry

    async def delete(self, key: str) -> bool:
        """See :class:`EntryStore`. When it returns no process serves the entry any more."""
        entry = self._entry(key, self._clock.now())
        if entry is None:
            return False
        self._hot.drop(key)
        self._index.forget(key, entry.meaning)
        self._pending.add(key, None)
        run = partial(entry_rows.remove, key=key, now=self._clock.now())
        try:
            await self._writer.call(run, self._advance_removals)
        except TROUBLE as error:
            raise self._view.entries.trouble(error) from error
        finally:
            self._pending.done(key, None)
        return True

    async def counts(self, tenant_id: str | None = None) -> StoredCounts:
        """See :class:`EntryStore`."""
        return await self._written(partial(entry_rows.counts, tenant_id=tenant_id))

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Dep ids that start with ``prefix`` and how many entries carry each."""
        return await self._written(partial(entry_rows.matching, tenant_id=tenant_id, prefix=prefix, limit=limit))

    async def drop_dep(self, tenant_id: str, dep_id: str, generation: int) -> int:
        """Remove what carries the dep from before ``generation``; the number of records made worthless.

        Many are removed in the background: they are invalid already and only take room.
        """
        dep = (tenant_id, dep_id)
        now = self._clock.now()
        count = await self._written(partial(entry_rows.worthless_count, dep=dep, generation=generation, now=now))
        if not await self._drop_some(dep, generation):
            task = asyncio.create_task(self._drop_rest(dep, generation))
            self._dropping.add(task)
            task.add_done_callback(self._dropping.discard)
        return count

    async def forget_dep(self, tenant_id: str, dep_id: str, generation: int) -> None:
        """Remove all that carries the dep from before ``generation``, however much it is."""
        while not await self._drop_some((tenant_id, dep_id), generation):
            pass

    async def aclose(self) -> None:
        """Stop removing in the background; what is left is removed when it is dead."""
        for task in self._dropping:
            task.cancel()
        await asyncio.gather(*self._dropping, return_exceptions=True)

    async def sweep(self) -> None:
        """Write down what was used and remove what is dead."""
        touched, self._touched = sorted(self._touched), set()
        now = self._clock.now()
        if touched:
            await self._written(partial(entry_rows.touch, keys=touched, now=now))
        while removed := await self._written(partial(sweep_dead, now=now, limit=_DROP_STEP)):
            self._forget_all(removed)

    async def _drop_rest(self, dep: tuple[str, str], generation: int) -> None:
        with contextlib.suppress(StoreUnavailable):
            while not await self._drop_some(dep, generation):  # noqa: ASYNC110 - a pause, not a wait
                await asyncio.sleep(_DROP_PAUSE_SECONDS)

    async def _drop_some(self, dep: tuple[str, str], generation: int) -> bool:
        run = partial(entry_rows.drop_dep, dep=dep, generation=generation, limit=_DROP_STEP)
        dropped: Dropped = await self._written(run)
        self._forget_all(dropped.removed)
        return dropped.complete

    def _entry(self, key: str, now: float) -> Entry | None:
        item = self._hot.get(key)
        return self._from_disk(key, now) if item is None else self._held(item, now)

    def _held(self, item: HotItem, now: float) -> Entry | None:
        """The hot entry, or what the disk holds in its place."""
        if now - item.touched_at > _TOUCH_SECONDS:
            item.touched_at = now
            self._touched.add(item.entry.key)
        if not 0.0 < item.check_at - now <= _CHECK_SECONDS:
            return self._checked(item, now)
        return item.entry

    def _checked(self, item: HotItem, now: float) -> Entry | None:
        """Is the hot entry still the one on the disk?"""
        key = item.entry.key
        if not self._pending.holds(key):
            with self._view.entries.guarded() as connection:
                row = connection.execute(
                    "SELECT entry_id FROM entries WHERE key = ?", (entry_rows.key_bytes(key),)
                ).fetchone()
            if row is None or row[0] != item.entry.entry_id:
                self._hot.drop(key)
                return self._from_disk(key, now)
        item.check_at = now + (_CHECK_SECONDS if now < item.entry.window.fresh_until else _STALE_CHECK_SECONDS)
        return item.entry

    def _from_disk(self, key: str, now: float) -> Entry | None:
        if self._pending.holds(key):
            return self._pending.entry(key)
        written = self._page.write
        if self._absent.get(key) == written:
            return None
        with self._view.entries.guarded() as connection:
            record = entry_rows.read(connection, key)
        if record is None:
            self._note_absent(key, written)
            return None
        entry = decode_entry(record, key)
        if entry is None:
            self._writer.submit(partial(entry_rows.discard, key=key, record=record), _ignore)
            return None
        self._remember(entry, now)
        self._touched.add(key)
        return entry

    def _note_absent(self, key: str, written: int) -> None:
        """A miss looks twice, the second time under its lease; a key stays absent until somebody writes."""
        if len(self._absent) >= _ABSENT_COUNT:
            self._absent.clear()
        self._absent[key] = written

    def _current(self, entry: Entry, generations: dict[str, int]) -> bool:
        """Are the entry's generations current? Adds those of its deps to ``generations``."""
        current = True
        for dep_id, _, recorded in entry.tags:
            generation = generations.get(dep_id)
            if generation is None:
                generations |= self._view.generations(entry.tenant_id, (dep_id,))
                generation = generations[dep_id]
            current = current and generation == recorded
        return current

    def _again(self, entry: Entry, generations: dict[str, int]) -> Entry | None:
        """In place of an invalid entry, what is on the disk: another process may have stored a newer one."""
        self._hot.drop(entry.key)
        newer = self._from_disk(entry.key, self._clock.now())
        if newer is None or newer.tenant_id != entry.tenant_id:
            return None
        self._current(newer, generations)
        return newer

    def _remember(self, entry: Entry, now: float) -> None:
        self._hot.put(HotItem(entry, now + _CHECK_SECONDS, now))

    def _put_rows(self, filing: Filing, now: float, connection: sqlite3.Connection) -> list[Removed]:
        entry_rows.put(connection, filing, now)
        return self._limits.shrink(connection, filing.entry.tenant_id)

    def _put_settled(self, filing: Filing, outcome: Outcome) -> None:
        self._pending.done(filing.entry.key, filing)
        if not isinstance(outcome, Exception):
            self._forget_all(outcome)

    def _advance_removals(self, number: int) -> None:
        self._page.removal = number

    def _forget_all(self, removed: Iterable[Removed]) -> None:
        for key, partition in removed:
            if not self._pending.holds(key):
                self._hot.drop(key)
                self._index.drop(key, partition)

    async def _written(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """Run in the writer's thread, after all that was put before."""
        try:
            return await self._writer.call(run)
        except TROUBLE as error:
            raise self._view.entries.trouble(error) from error


def _ignore(outcome: Outcome) -> None:
    return None
