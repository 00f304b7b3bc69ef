"""Gateways' shares of real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.settings import RedisSettings
from cachecore_gateway.testing.clock import FakeClock

from .. import servers
from ..servers import Server

Gateway: TypeAlias = Callable[..., Awaitable[RedisStores]]

PATIENT = RedisSettings(key_prefix="t", call_timeout_seconds=1.0)
"""For a busy machine, where nothing is measured."""


@pytest.fixture
def shared() -> Server:
    """The session's server, empty."""
    return servers.shared("valkey")


@pytest.fixture
def own() -> Iterator[Server]:
    """A server of the test's own, that it may stop and kill."""
    server = Server("valkey")
    server.start()
    yield server
    server.close()


@pytest.fixture
async def gateway(clock: FakeClock) -> AsyncIterator[Gateway]:
    """Opens gateways' shares of a server; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(server: Server, **options: Any) -> RedisStores:
            stores = await RedisStores.open(server.url, replace(PATIENT, **options), clock)
            stack.push_async_callback(stores.aclose)
            return stores

        yield open_one
