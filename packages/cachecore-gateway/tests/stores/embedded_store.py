"""Opening embedded stores in tests of what only they promise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.ports import Clock, Stores
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings
from cachecore_gateway.testing.clock import FakeClock

from .records_of import NOW, TENANT, entry_of, key_of


@asynccontextmanager
async def embedded(directory: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[EmbeddedStores]:
    """A store that sweeps only when told to."""
    chosen = EmbeddedSettings(directory=directory, **{"sweep_seconds": 3600, **settings})
    stores = await EmbeddedStores.open(chosen, clock or FakeClock(NOW))
    try:
        yield stores
    finally:
        await stores.aclose()


async def put(stores: Stores, name: object, *deps: str, vector: bytes | None = None, **options: Any) -> Entry:
    """Put an entry as of now."""
    started = await stores.ledger.snapshot(options.get("tenant", TENANT), deps)
    entry = entry_of(name, started, *deps, **options)
    await stores.entries.put(entry, vector)
    return entry


async def get(stores: Stores, name: object, tenant: str = TENANT) -> Entry | None:
    """The entry under a name."""
    return (await stores.entries.look([key_of(name)], tenant, ())).entries[0]
