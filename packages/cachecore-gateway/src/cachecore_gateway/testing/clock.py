"""A clock that stands still until a test moves it."""

from __future__ import annotations


class FakeClock:
    """Wall and monotonic time under the control of a test.

    `now()` is wall time in seconds since the epoch, `monotonic()` seconds since an arbitrary start. They move together
    by `advance`; `step_wall` moves the wall alone, as a corrected system clock does.
    """

    def __init__(self, now: float = 1_700_000_000.0, monotonic: float = 1_000.0) -> None:
        self._now = now
        self._monotonic = monotonic

    def now(self) -> float:
        """Wall time in seconds since the epoch."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Lets time pass on both clocks. Raises ValueError for a negative number: time does not run backwards."""
        if seconds < 0:
            raise ValueError(f"advance by {seconds} s: use step_wall to set the wall clock back")
        self._now += seconds
        self._monotonic += seconds

    def step_wall(self, seconds: float) -> None:
        """Moves the wall clock alone, forward or back, as a time correction does."""
        self._now += seconds
