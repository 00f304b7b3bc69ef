"""One engine for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cachecore_gateway.testing.engine_bench import EngineBench, engine_bench
from cachecore_gateway.testing.fake_semantics import SemanticBench, semantic_bench


@pytest.fixture
async def bench() -> AsyncIterator[EngineBench]:
    async with engine_bench() as bench:
        yield bench


@pytest.fixture
async def world() -> AsyncIterator[SemanticBench]:
    """Engines with a semantic tier, as many as a test wants."""
    async with semantic_bench() as world:
        yield world
