"""One gateway process and one upstream double for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble, UpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess


@pytest.fixture(scope="module")
def upstream() -> Iterator[ThreadedUpstreamDouble]:
    with UpstreamDouble.in_thread() as double:
        yield double


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory: Path = tmp_path_factory.mktemp("house") / "store"
    with GatewayProcess(directory, upstream.base_url) as process:
        yield process


@pytest.fixture(autouse=True)
def _fresh(upstream: ThreadedUpstreamDouble) -> None:
    upstream.reset()
