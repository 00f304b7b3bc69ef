"""Telemetry over memory and over files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cachecore_gateway.telemetry import Price, Telemetry, TelemetrySettings
from cachecore_gateway.testing import FakeClock

PRICES = {"priced": Price(1.0, 10.0), "family-*": Price(2.0, 20.0)}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def opened(clock: FakeClock) -> Iterator[Callable[[Path | None], Telemetry]]:
    """Opens telemetry; closes it at the end of the test."""
    made: list[Telemetry] = []

    def open_one(directory: Path | None) -> Telemetry:
        made.append(Telemetry(TelemetrySettings(counters_directory=directory, prices=PRICES), clock))
        return made[-1]

    yield open_one
    for telemetry in made:
        telemetry.close()


@pytest.fixture
def telemetry(opened: Callable[[Path | None], Telemetry]) -> Telemetry:
    return opened(None)
