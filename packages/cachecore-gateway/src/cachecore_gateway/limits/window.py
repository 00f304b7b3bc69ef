"""The sliding window: at most ``requests`` in any ``seconds``, exactly, in little memory.

Requests are kept as groups of (time of the first, time of the newest, count). A request joins the newest group while
that group spans less than 1/``GROUP_COUNT`` of the window, and a group counts until its *newest* member has left the
window. So the rate is never passed in any window, a few requests are counted one by one, and many at once wait at most
1/``GROUP_COUNT`` of the window longer than they had to.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.core.ports import Admission

__all__ = ["GROUP_COUNT", "Group", "Window"]

GROUP_COUNT = 32
"""Groups that a window is cut into; it holds at most ``GROUP_COUNT + 2`` of them."""

Group = tuple[float, float, int]
"""Monotonic seconds of the first and the newest request, and their number."""


@dataclass(slots=True)
class Window:
    """What one subject asked lately. Times are monotonic seconds and may not be handed in out of order."""

    groups: deque[Group] = field(default_factory=deque)
    count: int = 0

    @classmethod
    def of(cls, groups: list[Group]) -> Window:
        """A window with these groups, oldest first."""
        return cls(deque(groups), sum(group[2] for group in groups))

    def admit(self, now: float, rate: Rate) -> Admission:
        """Count one request if the rate allows it. A refused request is not counted."""
        self._forget(now, rate.seconds)
        allowed = self.count < rate.requests
        if allowed:
            self._add(now, rate.seconds)
        groups = self.groups
        return Admission(
            allowed=allowed,
            limit=rate.requests,
            remaining=max(0, rate.requests - self.count),
            reset_seconds=groups[-1][1] - now + rate.seconds if groups else 0.0,
            retry_after_seconds=0.0 if allowed else self._until_room(now, rate),
        )

    def idle_since(self) -> float:
        """Time of the newest request counted; minus infinity for none."""
        return self.groups[-1][1] if self.groups else float("-inf")

    def _forget(self, now: float, seconds: float) -> None:
        groups = self.groups
        while groups and groups[0][1] <= now - seconds:
            self.count -= groups.popleft()[2]

    def _add(self, now: float, seconds: float) -> None:
        groups = self.groups
        self.count += 1
        if groups and now - groups[-1][0] < seconds / GROUP_COUNT:
            first, _, count = groups[-1]
            groups[-1] = (first, now, count + 1)
        else:
            groups.append((now, now, 1))

    def _until_room(self, now: float, rate: Rate) -> float:
        """Seconds until one more request fits; more than the oldest group may have to go after a rate was lowered."""
        excess = self.count - rate.requests + 1
        for _, newest, count in self.groups:
            excess -= count
            if excess <= 0:
                return max(0.0, newest - now + rate.seconds)
        return rate.seconds
