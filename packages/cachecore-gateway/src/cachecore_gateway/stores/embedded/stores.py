"""The embedded store's parts, opened and closed together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Self

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Clock, Health

from ..hot import HotLayer
from ..settings import EmbeddedSettings
from .cells import EmbeddedCells
from .database import CONTROL, ENTRIES, MEMORY, TROUBLE
from .entries import EmbeddedEntries
from .flights import EmbeddedFlights
from .handles import Handle
from .home import Home
from .index import EmbeddedIndex
from .ledger import EmbeddedLedger
from .limits import Limits, release_pages
from .pairs import EmbeddedPairs
from .pending import Pending
from .view import View
from .writer import Writer

__all__ = ["EmbeddedStores"]

_LOG = logging.getLogger(__name__)
_PROBE_SECONDS = 2.0
_RELEASE_STEPS = 64
"""Steps of giving pages back in one sweep, 16 MiB each."""


class EmbeddedStores:
    """One process's share of a store directory. Make it with :meth:`open`, inside the event loop that uses it."""

    def __init__(self, home: Home, settings: EmbeddedSettings, clock: Clock) -> None:
        page = home.page
        self._home = home
        self._settings = settings
        self._memory = Handle(home, MEMORY)
        self._pending = Pending(settings.pending_bytes)
        self._entry_writer = Writer(home, ENTRIES, page.count_write)
        self._control_writer = Writer(home, CONTROL)
        self._memory_writer = Writer(home, MEMORY)
        self.index = EmbeddedIndex(home, self._pending, clock, settings.index_bytes, settings.exact_scan_count)
        self._view = View(home, HotLayer(settings.hot_bytes), self.index.clear)
        limits = Limits.of(settings)
        self.entries = EmbeddedEntries(self._view, self._entry_writer, self.index, clock, page, limits)
        self.ledger = EmbeddedLedger(self._view, self._control_writer, self.entries, clock, page)
        self.flights = EmbeddedFlights(
            home.directory, self._entry_writer.settled, settings.flight_replay_bytes, settings.peer_timeout_seconds
        )
        self.pairs = EmbeddedPairs(self._memory, self._memory_writer, clock, settings.max_pair_count)
        self.cells = EmbeddedCells(self._memory, self._memory_writer)
        self._sweeper: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, settings: EmbeddedSettings, clock: Clock) -> Self:
        """Make the directory ready and start the background work.

        Raises:
            SettingError: the directory cannot be used.
            StoreUnavailable: its files cannot be opened.
        """
        home = Home(settings.directory)
        try:
            await asyncio.to_thread(home.prepare)
        except TROUBLE as error:
            home.close()
            raise StoreUnavailable(
                f"The store in {settings.directory} cannot be opened ({error}); check the disk and its permissions."
            ) from error
        stores = cls(home, settings, clock)
        await stores.flights.open()
        stores._sweeper = asyncio.create_task(stores._sweep_forever())
        return stores

    async def sweep(self) -> None:
        """One round of the background work: drop what is dead, note what was used, shrink the file.

        Raises:
            StoreUnavailable: the disk refused.
        """
        await self.entries.sweep()
        await self.ledger.prune(self._settings.generation_retention_seconds)
        await self._release_pages()

    @property
    def hot_bytes(self) -> int:
        """Bytes held by the hot layer of this process."""
        return self._view.hot.held_bytes

    def condemn_entries(self) -> None:
        """Set the entries file aside and begin a new one in all processes, as when it is found damaged."""
        self._home.recover(ENTRIES, self._home.page.incarnation)

    async def health(self) -> Sequence[Health]:
        """See :class:`Stores`."""
        return [
            await self._probe("store.entries", self._entry_writer, "the cache misses"),
            await self._probe("store.control", self._control_writer, "invalidations are refused"),
            await self._probe("store.memory", self._memory_writer, "learnt pairs and counters are not kept"),
        ]

    async def aclose(self) -> None:
        """See :class:`Stores`. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await self.flights.aclose()
        await self.entries.aclose()
        for writer in (self._entry_writer, self._control_writer, self._memory_writer):
            await writer.aclose()
        self._view.close()
        await self.index.aclose()
        self._memory.close()
        self._home.close()

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(self._settings.sweep_seconds)
            try:
                await self.sweep()
            except StoreUnavailable as error:
                _LOG.warning("The cache store could not be swept: %s", error.message)

    async def _release_pages(self) -> None:
        try:
            for _ in range(_RELEASE_STEPS):
                if not await self._entry_writer.call(release_pages):
                    break
        except TROUBLE as error:
            raise self._memory.trouble(error) from error

    async def _probe(self, part: str, writer: Writer, consequence: str) -> Health:
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await writer.flushed()
        except (*TROUBLE, TimeoutError) as error:
            detail = f"{type(error).__name__}: {consequence}; check the disk that holds {self._home.directory}."
            return Health(part, ok=False, detail=detail)
        return Health(part, ok=True)
