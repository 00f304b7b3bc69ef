"""Work behind the callers' backs: a bounded number of tasks, ended with the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.ports import Observer

__all__ = ["Chores"]


class Chores:
    """Runs coroutines in the background. What they raise on purpose is a fault of ``part``, never of a caller.

    Args:
        limit: tasks at once; more are turned away.
    """

    def __init__(self, observer: Observer, part: str, limit: int) -> None:
        self._observer = observer
        self._part = part
        self._limit = limit
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> bool:
        """Begin ``work`` unless enough runs already."""
        if len(self._tasks) >= self._limit:
            work.close()
            return False
        task = asyncio.create_task(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def settled(self) -> None:
        """Return once nothing runs."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """Cancel what runs."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except GatewayError as error:
            self._observer.fault(self._part, error)
