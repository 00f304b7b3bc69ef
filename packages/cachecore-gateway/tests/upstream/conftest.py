"""A running double, and clients of it with settings of the test's choice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings, UpstreamSettings

from .calls import OpenUpstream


@pytest.fixture
async def up() -> AsyncIterator[UpstreamDouble]:
    async with UpstreamDouble() as double:
        yield double


@pytest.fixture
async def open_upstream(up: UpstreamDouble) -> AsyncIterator[OpenUpstream]:
    """Opens clients of the double; keyword arguments are settings."""
    opened: list[HttpUpstream] = []

    async def open_it(**settings: Any) -> HttpUpstream:
        both = {
            "openai": ProviderSettings(up.base_url, api_key="sk-operator"),
            "anthropic": ProviderSettings(up.origin, api_key="sk-ant-operator"),
        }
        opened.append(await HttpUpstream.open(UpstreamSettings(**(both | settings))))
        return opened[-1]

    yield open_it
    for upstream in opened:
        await upstream.aclose()


@pytest.fixture
async def upstream(open_upstream: OpenUpstream) -> HttpUpstream:
    return await open_upstream()
