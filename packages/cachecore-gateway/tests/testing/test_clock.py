"""The fake clock."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.ports import Clock
from cachecore_gateway.testing import FakeClock


def test_time_stands_still_until_it_is_moved() -> None:
    clock: Clock = FakeClock(now=100.0, monotonic=5.0)
    assert (clock.now(), clock.monotonic()) == (100.0, 5.0)
    assert (clock.now(), clock.monotonic()) == (100.0, 5.0)


def test_advance_moves_both_clocks() -> None:
    clock = FakeClock(now=100.0, monotonic=5.0)
    clock.advance(2.5)
    assert (clock.now(), clock.monotonic()) == (102.5, 7.5)


def test_a_step_of_the_wall_leaves_the_monotonic_clock_alone() -> None:
    clock = FakeClock(now=100.0, monotonic=5.0)
    clock.step_wall(-3600)
    assert (clock.now(), clock.monotonic()) == (-3500.0, 5.0)


def test_time_cannot_be_advanced_backwards() -> None:
    with pytest.raises(ValueError, match="step_wall"):
        FakeClock().advance(-1)
