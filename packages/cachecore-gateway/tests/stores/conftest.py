"""Every store backend under one contract: a backend joins the suite with one line in ``BACKENDS``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest

from cachecore_gateway.core.ports import Clock, Stores
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.redis.keys import digest
from cachecore_gateway.stores.settings import EmbeddedSettings, RedisSettings
from cachecore_gateway.testing.clock import FakeClock

from . import servers
from .records_of import NOW

Opener: TypeAlias = Callable[[], Awaitable[Stores]]


async def open_embedded(place: Path, clock: Clock) -> Stores:
    """A process's share of the store at ``place``."""
    return await EmbeddedStores.open(EmbeddedSettings(directory=place / "data", sweep_seconds=3600), clock)


async def open_redis(kind: str, place: Path, clock: Clock) -> Stores:
    """One gateway's share of the session's server of this kind."""
    settings = RedisSettings(key_prefix=digest(str(place)), call_timeout_seconds=1.0)
    return await RedisStores.open(servers.shared(kind).url, settings, clock)


BACKENDS: Mapping[str, Callable[[Path, Clock], Awaitable[Stores]]] = {
    "embedded": open_embedded,
    "valkey": partial(open_redis, "valkey"),
    "redis": partial(open_redis, "redis"),
}
BACKEND_PARAMS = [
    pytest.param(name, marks=[pytest.mark.services] if name in ("valkey", "redis") else []) for name in BACKENDS
]


@pytest.fixture(scope="session", autouse=True)
def _servers() -> Iterator[None]:
    """Ends the servers that were started."""
    yield
    servers.close_all()


@pytest.fixture(autouse=True)
def _expiry() -> Iterator[None]:
    """After each test: every key of every server but the permanent ones has an expiry; shared servers are emptied."""
    yield
    servers.check_and_clear_all()


@pytest.fixture
def clock() -> FakeClock:
    """Stands at ``NOW``."""
    return FakeClock(NOW)


@pytest.fixture(params=BACKEND_PARAMS)
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
