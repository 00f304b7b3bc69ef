"""One background thread that writes to one file, in batches of one transaction each, in the order of submission."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from .database import TROUBLE, DatabaseFile, transaction
from .handles import Handle
from .home import Home

__all__ = ["Writer"]

_LOG = logging.getLogger(__name__)
_BATCH_COUNT = 256
_LINGER_SECONDS = 0.002
"""What nobody waits for is written this much later: the thread then does not take the interpreter from the request
whose answer it is, and what came meanwhile shares the transaction."""

T = TypeVar("T")
Outcome: TypeAlias = "Any | Exception"


class _Job:
    """``run`` in the transaction, ``committed`` in the thread after it, ``settled`` on the event loop at last."""

    __slots__ = ("committed", "outcome", "run", "settled")

    def __init__(
        self,
        run: Callable[[sqlite3.Connection], Any],
        settled: Callable[[Outcome], None],
        committed: Callable[[Any], None] | None,
    ) -> None:
        self.run = run
        self.settled = settled
        self.committed = committed
        self.outcome: Outcome = None


class Writer:
    """Writes ``file`` from its own thread, so that the event loop never waits for the disk or another process."""

    def __init__(self, home: Home, file: DatabaseFile, after_commit: Callable[[], None] | None = None) -> None:
        self._handle = Handle(home, file)
        self._lock = home.write_lock(file)
        self._after_commit = after_commit
        self._loop = asyncio.get_running_loop()
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._lingering = False
        self._queued_count = self._settled_count = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()
        self.failed_count = 0
        self._thread = threading.Thread(target=self._work, name=f"cachecore-{file.name}", daemon=True)
        self._thread.start()

    def submit(
        self,
        run: Callable[[sqlite3.Connection], T],
        settled: Callable[[Outcome], None],
        committed: Callable[[T], None] | None = None,
    ) -> None:
        """Queue ``run``; ``settled`` gets its result, or the exception that undid it, on the event loop."""
        self._queue(_Job(run, settled, committed))
        if not self._lingering:
            self._lingering = True
            self._loop.call_later(_LINGER_SECONDS, self._rouse)

    async def call(self, run: Callable[[sqlite3.Connection], T], committed: Callable[[T], None] | None = None) -> T:
        """Queue ``run`` and wait for its result.

        Raises:
            sqlite3.Error, OSError: it was undone.
        """
        future: asyncio.Future[T] = self._loop.create_future()

        def settle(outcome: Outcome) -> None:
            if future.done():
                return
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self._queue(_Job(run, settle, committed))
        self._rouse()
        return await future

    async def flushed(self) -> None:
        """Return when everything queued so far is committed or undone.

        Raises:
            sqlite3.Error, OSError: the file cannot be written.
        """
        await self.call(_nothing)

    async def settled(self) -> None:
        """The same without a transaction of its own, and without knowing whether the file can be written."""
        if self._settled_count < self._queued_count:
            waiter: asyncio.Future[None] = self._loop.create_future()
            self._waiters.append((self._queued_count, waiter))
            await waiter

    async def aclose(self) -> None:
        """Write what is queued, then end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)
        self._lock.close()

    def _queue(self, job: _Job) -> None:
        self._queued_count += 1
        self._jobs.append(job)

    def _rouse(self) -> None:
        self._lingering = False
        with self._wake:
            self._wake.notify()

    def _settle(self, batch: list[_Job]) -> None:
        for job in batch:
            job.settled(job.outcome)
        self._settled_count += len(batch)
        while self._waiters and self._waiters[0][0] <= self._settled_count:
            waiter = self._waiters.popleft()[1]
            if not waiter.done():
                waiter.set_result(None)

    def _work(self) -> None:
        while batch := self._next_batch():
            self._run_batch(batch)
            with contextlib.suppress(RuntimeError):  # the loop is gone; nobody waits any more
                self._loop.call_soon_threadsafe(self._settle, batch)
        self._handle.close()

    def _next_batch(self) -> list[_Job]:
        with self._wake:
            while not self._jobs and not self._stopping:
                self._wake.wait()
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), _BATCH_COUNT))]

    def _run_batch(self, batch: list[_Job]) -> None:
        error = self._attempt(batch)
        if error is None:
            return
        for job in batch:  # one bad job must not undo its neighbours
            alone = self._attempt([job])
            if alone is not None:
                job.outcome = alone
                self.failed_count += 1

    def _attempt(self, batch: list[_Job]) -> Exception | None:
        try:
            with self._lock.held():
                self._commit(batch)
                if self._after_commit is not None:
                    self._after_commit()
            for job in batch:
                if job.committed is not None:
                    job.committed(job.outcome)
        except Exception as error:  # noqa: BLE001 - the thread must outlive any job; the error goes to who waits for it
            return self._examined(error)
        return None

    def _commit(self, batch: list[_Job]) -> None:
        connection = self._handle.connection()
        with transaction(connection):
            for job in batch:
                job.outcome = job.run(connection)

    def _examined(self, error: Exception) -> Exception:
        try:
            self._handle.failed(error)
        except TROUBLE as second:
            _LOG.error("The cache store could not be repaired: %s", type(second).__name__)
        return error


def _nothing(connection: sqlite3.Connection) -> None:
    return None
