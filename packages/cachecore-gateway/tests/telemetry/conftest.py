"""Events, and telemetry over memory and over files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cachecore_gateway.core.entry import NO_USAGE, Usage
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.meaning import Judgement, Verdict
from cachecore_gateway.core.ports import Answered, Judged
from cachecore_gateway.telemetry import Price, Telemetry, TelemetrySettings
from cachecore_gateway.testing import FakeClock

PRICES = {"priced": Price(1.0, 10.0), "family-*": Price(2.0, 20.0)}


class Events:
    """Makes events with everything but the point filled in."""

    def hit(self, tier: Tier = Tier.HIT_L1, *, model: str = "priced", saved: Usage = NO_USAGE) -> Answered:
        return Answered(tier, None, "chat_completions", model, "acme", 200, 0.0004, 1.0, saved=saved)

    def miss(self, reason: Reason = Reason.ABSENT, *, seconds: float = 0.7, collapsed: bool = False) -> Answered:
        return Answered(Tier.MISS, reason, "chat_completions", "priced", "acme", 200, seconds, collapsed=collapsed)

    def judged(self, *judgements: Judgement, served: bool = False, shadow: bool = False) -> Judged:
        return Judged("acme", judgements, served, shadow, 0.003)

    def judgement(self, verdict: Verdict, guard: str = "", similarity: float = 0.93) -> Judgement:
        return Judgement("e1", similarity, verdict, guard, 0.2)


@pytest.fixture
def events() -> Events:
    return Events()


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


def samples(telemetry: Telemetry) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """The exposition, parsed: value by name and sorted labels."""
    from prometheus_client.parser import text_string_to_metric_families

    text, _ = telemetry.metrics()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }
