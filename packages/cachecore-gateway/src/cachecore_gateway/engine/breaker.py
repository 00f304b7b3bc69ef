"""A circuit breaker: a part that keeps failing is left alone for a while, so that it stops costing its deadline."""

from __future__ import annotations

from cachecore_gateway.core.ports import Clock

__all__ = ["Breaker"]


class Breaker:
    """Opens after ``failure_count`` failures in a row; ``open_seconds`` later one caller may try again."""

    def __init__(self, clock: Clock, failure_count: int = 3, open_seconds: float = 5.0) -> None:
        self._clock = clock
        self._failure_count = failure_count
        self._open_seconds = open_seconds
        self._failures = 0
        self._closed_again_at = 0.0

    def allows(self) -> bool:
        """May the part be tried now? While open, only one trial per ``open_seconds``."""
        if self._failures < self._failure_count:
            return True
        now = self._clock.monotonic()
        if now < self._closed_again_at:
            return False
        self._closed_again_at = now + self._open_seconds
        return True

    def succeeded(self) -> None:
        """The part answered."""
        self._failures = 0

    def failed(self) -> None:
        """The part failed or was too slow."""
        self._failures += 1
        if self._failures >= self._failure_count:
            self._closed_again_at = self._clock.monotonic() + self._open_seconds
