"""A gate in the path of answers: calls stop at it until the test lets them through."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from .watch import Watch, wait


class Hold:
    """Keeps answers back so that a test can act while a call is in flight, without a sleep.

    `reached` counts the calls that have come to the gate. `release` opens it for good, for those that wait and those
    that come later; leaving a `with` block releases too. Methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._arrivals = Watch()
        self._releases = Watch()
        self._reached = 0
        self._released = False

    @property
    def reached(self) -> int:
        """How many calls have come to the gate so far."""
        return self._reached

    @property
    def released(self) -> bool:
        """Whether the gate is open."""
        return self._released

    async def wait_reached(self, count: int = 1, timeout: float = 5.0) -> None:
        """Waits until `count` calls have come to the gate. Raises TimeoutError after `timeout` seconds."""
        reached = self._arrivals.when(lambda: self._reached >= count)
        await wait(reached, timeout, lambda: f"{count} calls at the hold; {self._reached} came")

    def release(self) -> None:
        """Opens the gate for good."""
        self._released = True
        self._releases.notify()

    async def pass_through(self) -> None:
        """The double's side: counts the arrival, then waits for the release."""
        self._reached += 1
        self._arrivals.notify()
        released = self._releases.when(lambda: self._released)
        await asyncio.wrap_future(released)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
