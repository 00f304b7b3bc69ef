"""The last hour by the minute."""

from __future__ import annotations

from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.telemetry import Telemetry
from cachecore_gateway.testing import FakeClock
from cachecore_gateway.testing.observations import hit, miss


def test_each_minute_has_its_own_counts(telemetry: Telemetry, clock: FakeClock) -> None:
    telemetry.observer.answered(hit())
    clock.advance(60)
    telemetry.observer.answered(hit())
    telemetry.observer.answered(miss())
    older, newer = telemetry.report().minutes
    assert newer.begins_at - older.begins_at == 60
    assert (older.counts["HIT_L1"], newer.counts["HIT_L1"], newer.counts["MISS"]) == (1, 1, 1)


def test_what_is_older_than_an_hour_is_gone(telemetry: Telemetry, clock: FakeClock) -> None:
    telemetry.observer.answered(hit())
    clock.advance(3601)
    assert telemetry.report().minutes == []
    telemetry.observer.answered(hit(Tier.HIT_L2))
    (minute,) = telemetry.report().minutes
    assert (minute.counts["HIT_L1"], minute.counts["HIT_L2"]) == (0, 1)


def test_a_minute_that_comes_round_again_starts_at_zero(telemetry: Telemetry, clock: FakeClock) -> None:
    telemetry.observer.answered(hit())
    clock.advance(3600)
    telemetry.observer.answered(hit())
    (minute,) = telemetry.report().minutes
    assert minute.counts["HIT_L1"] == 1


def test_minutes_of_a_clock_that_was_set_back_are_not_shown(telemetry: Telemetry, clock: FakeClock) -> None:
    telemetry.observer.answered(hit())
    clock.step_wall(-1800)
    assert telemetry.report().minutes == []
