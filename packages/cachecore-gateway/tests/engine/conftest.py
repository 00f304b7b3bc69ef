"""One engine for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cachecore_gateway.testing.engine_bench import EngineBench, engine_bench


@pytest.fixture
async def bench() -> AsyncIterator[EngineBench]:
    async with engine_bench() as bench:
        yield bench
