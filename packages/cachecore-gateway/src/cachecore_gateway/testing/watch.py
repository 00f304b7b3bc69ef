"""Waiting for something to become true, from any thread and any event loop, without polling."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

Predicate = Callable[[], bool]


class Watch:
    """Futures that resolve once their predicate holds.

    Whoever changes the watched state calls `notify` afterwards. Predicates run in the notifying thread and must be
    quick. All methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Predicate, Future[None]]] = []

    def when(self, predicate: Predicate) -> Future[None]:
        """A future that is done as soon as `predicate` is true; at once if it is true already."""
        future: Future[None] = Future()
        with self._lock:
            if not predicate():
                self._waiting.append((predicate, future))
                return future
        future.set_result(None)
        return future

    def notify(self) -> None:
        """Looks at every predicate again and resolves the futures of those that hold."""
        met: list[Future[None]] = []
        with self._lock:
            still: list[tuple[Predicate, Future[None]]] = []
            for predicate, future in self._waiting:
                if future.cancelled() or predicate():
                    met.append(future)
                else:
                    still.append((predicate, future))
            self._waiting = still
        for future in met:
            if future.set_running_or_notify_cancel():
                future.set_result(None)


async def wait(future: Future[None], timeout: float, describe: Callable[[], str]) -> None:
    """Waits for a `Watch` future in the running loop; after `timeout` seconds raises TimeoutError with `describe()`."""
    try:
        await asyncio.wait_for(asyncio.wrap_future(future), timeout)
    except TimeoutError:
        raise TimeoutError(f"waited {timeout} s for {describe()}") from None
