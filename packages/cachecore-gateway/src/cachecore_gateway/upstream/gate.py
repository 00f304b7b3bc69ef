"""How many calls one provider gets at once."""

from __future__ import annotations

import asyncio

from cachecore_gateway.core.errors import Overloaded

__all__ = ["Gate"]


class Gate:
    """Lets ``capacity`` calls in; at most ``max_waiting`` more wait in line, each up to ``wait_seconds``."""

    def __init__(self, name: str, capacity: int, max_waiting: int, wait_seconds: float) -> None:
        self._name = name
        self._slots = asyncio.Semaphore(capacity)
        self._max_waiting = max_waiting
        self._wait_seconds = wait_seconds
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Calls that wait now."""
        return self._waiting

    async def enter(self) -> None:
        """Take a place; every ``enter`` is followed by one ``leave``.

        Raises:
            Overloaded: too many wait already, or no place came free in time.
        """
        if not self._slots.locked():
            await self._slots.acquire()
            return
        if self._waiting >= self._max_waiting:
            raise self._overloaded("too many calls wait")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise self._overloaded("no call ended in time") from None
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Give the place to the next."""
        self._slots.release()

    def _overloaded(self, why: str) -> Overloaded:
        return Overloaded(f"The gateway has no free connection to {self._name}: {why}. Try again shortly.")
