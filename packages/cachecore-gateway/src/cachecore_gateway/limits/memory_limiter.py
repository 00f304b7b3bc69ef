"""Limits of one process."""

from __future__ import annotations

from collections import OrderedDict

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.core.ports import Admission, Clock, Health

from .window import Window

__all__ = ["MemoryLimiter"]

_DROPPED_PER_ADMIT = 2


class MemoryLimiter:
    """Implements ``RateLimiter`` for a single worker; idle subjects are dropped as others come.

    Args:
        clock: its monotonic time counts.
        max_subjects: subjects remembered; past it the least recently seen one is forgotten.
    """

    def __init__(self, clock: Clock, max_subjects: int = 16_384) -> None:
        self._clock = clock
        self._max_subjects = max_subjects
        self._windows: OrderedDict[tuple[str, float], Window] = OrderedDict()

    async def admit(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance."""
        return self.admit_at_once(subject, rate)

    def admit_at_once(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance."""
        now = self._clock.monotonic()
        handle = (subject, rate.seconds)
        window = self._windows.get(handle)
        if window is None:
            self._drop_idle(now)
            window = self._windows[handle] = Window()
        else:
            self._windows.move_to_end(handle)
        return window.admit(now, rate)

    @property
    def subject_count(self) -> int:
        """Subjects remembered now."""
        return len(self._windows)

    async def health(self) -> Health:
        """Always well."""
        return Health("limits", ok=True, detail=f"in this process; {len(self._windows)} subjects")

    async def aclose(self) -> None:
        """Forget everything."""
        self._windows.clear()

    def _drop_idle(self, now: float) -> None:
        """Make room for one: the least recently seen go where their windows have passed, or where there is no room."""
        for _ in range(_DROPPED_PER_ADMIT):
            if not self._windows:
                return
            handle = next(iter(self._windows))
            full = len(self._windows) >= self._max_subjects
            if not full and self._windows[handle].idle_since() > now - handle[1]:
                return
            del self._windows[handle]
