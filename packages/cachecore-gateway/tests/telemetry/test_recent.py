"""The last hour by the minute."""

from __future__ import annotations

from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.telemetry import Telemetry
from cachecore_gateway.testing import FakeClock

from .conftest import Events


def test_each_minute_has_its_own_counts(telemetry: Telemetry, events: Events, clock: FakeClock) -> None:
    telemetry.observer.answered(events.hit())
    clock.advance(60)
    telemetry.observer.answered(events.hit())
    telemetry.observer.answered(events.miss())
    older, newer = telemetry.report().minutes
    assert newer.begins_at - older.begins_at == 60
    assert (older.counts["HIT_L1"], newer.counts["HIT_L1"], newer.counts["MISS"]) == (1, 1, 1)


def test_what_is_older_than_an_hour_is_gone(telemetry: Telemetry, events: Events, clock: FakeClock) -> None:
    telemetry.observer.answered(events.hit())
    clock.advance(3601)
    assert telemetry.report().minutes == []
    telemetry.observer.answered(events.hit(Tier.HIT_L2))
    (minute,) = telemetry.report().minutes
    assert (minute.counts["HIT_L1"], minute.counts["HIT_L2"]) == (0, 1)


def test_a_minute_that_comes_round_again_starts_at_zero(telemetry: Telemetry, events: Events, clock: FakeClock) -> None:
    telemetry.observer.answered(events.hit())
    clock.advance(3600)
    telemetry.observer.answered(events.hit())
    (minute,) = telemetry.report().minutes
    assert minute.counts["HIT_L1"] == 1


def test_minutes_of_a_clock_that_was_set_back_are_not_shown(
    telemetry: Telemetry, events: Events, clock: FakeClock
) -> None:
    telemetry.observer.answered(events.hit())
    clock.step_wall(-1800)
    assert telemetry.report().minutes == []
