"""Both limiters keep the same promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.core.ports import RateLimiter
from cachecore_gateway.limits import MemoryLimiter, SharedLimiter
from cachecore_gateway.testing import FakeClock

MINUTE = Rate(3, 60.0)
Limiter = MemoryLimiter | SharedLimiter
Make = Callable[[FakeClock], Limiter]


@pytest.fixture(params=["memory", "shared"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    if request.param == "memory":
        return lambda clock: MemoryLimiter(clock, 64)
    return lambda clock: SharedLimiter(clock, tmp_path / "limits", 64)


async def allowed(limiter: RateLimiter, subject: str, count: int, rate: Rate = MINUTE) -> int:
    return sum([(await limiter.admit(subject, rate)).allowed for _ in range(count)])


async def test_a_subject_gets_its_rate_and_again_after_the_window(make: Make) -> None:
    clock = FakeClock()
    limiter = make(clock)
    assert await allowed(limiter, "a", 5) == 3
    clock.advance(59.9)
    assert await allowed(limiter, "a", 1) == 0
    clock.advance(0.1)
    assert await allowed(limiter, "a", 5) == 3
    await limiter.aclose()


async def test_subjects_do_not_share(make: Make) -> None:
    limiter = make(FakeClock())
    assert [await allowed(limiter, subject, 5) for subject in ("a", "b", "ü", "\ud800", "")] == [3] * 5
    await limiter.aclose()


async def test_two_windows_of_one_subject_count_apart(make: Make) -> None:
    clock = FakeClock()
    limiter = make(clock)
    assert await allowed(limiter, "a", 10, Rate(10, 3600.0)) == 10
    clock.advance(60)
    assert await allowed(limiter, "a", 5) == 3
    assert await allowed(limiter, "a", 1, Rate(10, 3600.0)) == 0
    await limiter.aclose()


async def test_a_corrected_wall_clock_changes_nothing(make: Make) -> None:
    clock = FakeClock()
    limiter = make(clock)
    await allowed(limiter, "a", 3)
    clock.step_wall(3600)
    assert await allowed(limiter, "a", 1) == 0
    await limiter.aclose()


async def test_health_is_well(make: Make) -> None:
    limiter = make(FakeClock())
    health = await limiter.health()
    assert (health.part, health.ok) == ("limits", True)
    await limiter.aclose()


async def test_memory_is_bounded_and_the_least_recently_seen_go_first() -> None:
    limiter = MemoryLimiter(FakeClock(), max_subjects=10)
    for number in range(10):
        await limiter.admit(f"s{number}", MINUTE)
    await allowed(limiter, "s0", 2)
    for number in range(10, 19):
        await limiter.admit(f"s{number}", MINUTE)
    assert limiter.subject_count <= 10
    assert await allowed(limiter, "s0", 1) == 0, "seen lately, so still counted"


async def test_idle_subjects_are_dropped_as_others_come() -> None:
    clock = FakeClock()
    limiter = MemoryLimiter(clock, max_subjects=1000)
    for number in range(100):
        await limiter.admit(f"old{number}", MINUTE)
    clock.advance(61)
    for number in range(100):
        await limiter.admit(f"new{number}", MINUTE)
    assert limiter.subject_count == 100
