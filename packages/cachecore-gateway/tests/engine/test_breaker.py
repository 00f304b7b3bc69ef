from __future__ import annotations

from cachecore_gateway.engine.breaker import Breaker
from cachecore_gateway.testing import FakeClock


def test_three_failures_in_a_row_open_it_and_one_trial_at_a_time_may_close_it() -> None:
    clock = FakeClock()
    breaker = Breaker(clock, failure_count=3, open_seconds=5)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    clock.advance(5)
    assert breaker.allows()
    assert not breaker.allows(), "one trial only"
    breaker.failed()
    clock.advance(5)
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(FakeClock(), failure_count=2)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()
