"""The sliding window never lets more through than it says, and seldom less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.limits.window import GROUP_COUNT, Window

STEPS = st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=200)


def admitted_times(window: Window, rate: Rate, steps: list[float]) -> list[float]:
    now, times = 1000.0, []
    for step in steps:
        now += step
        if window.admit(now, rate).allowed:
            times.append(now)
    return times


@given(st.integers(1, 20), STEPS)
def test_no_window_ever_holds_more_than_the_rate(requests: int, steps: list[float]) -> None:
    times = admitted_times(Window(), Rate(requests, 60.0), steps)
    for end in times:
        assert sum(end - 60.0 < time <= end for time in times) <= requests


@given(st.integers(1, 20), STEPS)
def test_a_refusal_means_that_the_rate_was_used_up(requests: int, steps: list[float]) -> None:
    window, rate, now, times = Window(), Rate(requests, 60.0), 1000.0, list[float]()
    late = 60.0 + 60.0 / GROUP_COUNT
    for step in steps:
        now += step
        if window.admit(now, rate).allowed:
            times.append(now)
        else:
            assert sum(now - late < time for time in times) >= requests


@given(st.integers(1, 50), STEPS)
def test_waiting_as_told_is_enough_and_memory_is_bounded(requests: int, steps: list[float]) -> None:
    window, rate, now = Window(), Rate(requests, 60.0), 1000.0
    for step in steps:
        now += step
        admission = window.admit(now, rate)
        assert 0 <= admission.remaining <= requests
        assert 0 < admission.reset_seconds <= 60.0
        assert len(window.groups) <= GROUP_COUNT + 2
        assert window.count == sum(count for _, _, count in window.groups)
        if not admission.allowed:
            assert 0 <= admission.retry_after_seconds <= 60.0
            later = Window.of(list(window.groups))
            assert later.admit(now + admission.retry_after_seconds + 1e-6, rate).allowed


def test_what_the_headers_say() -> None:
    window, rate = Window(), Rate(2, 60.0)
    first = window.admit(0.0, rate)
    assert (first.allowed, first.limit, first.remaining, first.reset_seconds) == (True, 2, 1, 60.0)
    second = window.admit(10.0, rate)
    assert (second.remaining, second.reset_seconds, second.retry_after_seconds) == (0, 60.0, 0.0)
    third = window.admit(20.0, rate)
    assert (third.allowed, third.remaining, third.reset_seconds, third.retry_after_seconds) == (False, 0, 50.0, 40.0)
    assert window.admit(60.0, rate).allowed
    assert not window.admit(60.0, rate).allowed


def test_refused_requests_do_not_count() -> None:
    window, rate = Window(), Rate(1, 60.0)
    window.admit(0.0, rate)
    for second in range(1, 60):
        assert not window.admit(float(second), rate).allowed
    assert window.admit(60.0, rate).allowed


def test_a_lowered_rate_waits_for_more_than_the_oldest() -> None:
    window = Window()
    for second in range(10):
        window.admit(second * 5.0, Rate(10, 60.0))
    lowered = window.admit(50.0, Rate(3, 60.0))
    assert (lowered.allowed, lowered.remaining) == (False, 0)
    assert lowered.retry_after_seconds == 45.0, "eight of ten must go, the eighth came at 35"


def test_a_high_rate_takes_little_memory() -> None:
    window, rate = Window(), Rate(1_000_000, 60.0)
    for number in range(100_000):
        assert window.admit(number / 1000, rate).allowed
    assert len(window.groups) <= GROUP_COUNT + 2
