"""Every store backend under one contract: a backend joins the suite with one line in ``BACKENDS``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from cachecore_gateway.core.ports import Clock, Stores
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings
from cachecore_gateway.testing.clock import FakeClock

from .records_of import NOW

Opener: TypeAlias = Callable[[], Awaitable[Stores]]


async def open_embedded(place: Path, clock: Clock) -> Stores:
    """A process's share of the store at ``place``."""
    return await EmbeddedStores.open(EmbeddedSettings(directory=place / "data", sweep_seconds=3600), clock)


BACKENDS: Mapping[str, Callable[[Path, Clock], Awaitable[Stores]]] = {"embedded": open_embedded}


@pytest.fixture
def clock() -> FakeClock:
    """Stands at ``NOW``."""
    return FakeClock(NOW)


@pytest.fixture(params=BACKENDS)
async def another(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Opener]:
    """Opens the same data once more, as another process would; all are closed at the end."""
    backend = BACKENDS[request.param]
    async with AsyncExitStack() as stack:

        async def open_one() -> Stores:
            stores = await backend(tmp_path, clock)
            stack.push_async_callback(stores.aclose)
            return stores

        yield open_one


@pytest.fixture
async def stores(another: Opener) -> Stores:
    """An empty store."""
    return await another()
