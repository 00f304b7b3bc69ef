"""Concurrent callers of one model share its runs, off the event loop and within a deadline.

While one run is under way, callers wait in a queue; the next run takes all of them up to a batch. So a lone caller
waits for nobody, and under load batches form by themselves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..core.errors import StoreUnavailable

__all__ = ["BatchLimits", "Batches"]

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """Bounds of the queue."""

    deadline_seconds: float | None = 0.25
    """Longest wait of a caller, queue and run together; ``None``: the caller has a deadline of its own."""
    batch_count: int = 32
    """Most items of one run."""
    waiting_count: int = 1024
    """Most callers in the queue; further ones are refused at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Item, Outcome]):
    item: Item
    outcome: asyncio.Future[Outcome]


class Batches(Generic[Item, Outcome]):
    """Runs ``work`` in one thread; belongs to one event loop.

    ``work`` gets a batch and returns one outcome per item, in order. Where it fails, every item of the batch is tried
    alone, so that one of them spoils no other.
    """

    def __init__(
        self, name: str, work: Callable[[Sequence[Item]], Sequence[Outcome]], limits: BatchLimits | None = None
    ) -> None:
        """``name`` stands in the messages of errors: the embedding model."""
        self._name = name
        self._work = work
        self._limits = limits or BatchLimits()
        self._waiting: deque[_Waiting[Item, Outcome]] = deque()
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cachecore-batches")
        self._closed = False

    async def ask(self, item: Item) -> Outcome:
        """The outcome of ``item``.

        Raises:
            StoreUnavailable: the deadline passed, the queue is full, ``work`` failed, or this was closed. What
                ``work`` raises as such comes through as it is.
        """
        self._refuse_when_unable()
        waiting: _Waiting[Item, Outcome] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._drain())
        try:
            async with asyncio.timeout(self._limits.deadline_seconds):
                return await waiting.outcome
        except TimeoutError as error:
            raise StoreUnavailable(f"{self._name} did not answer in time") from error

    async def aclose(self) -> None:
        """Refuse those who wait and whoever comes later; the run under way is left to end."""
        self._closed = True
        while self._waiting:
            _settle(self._waiting.popleft(), self._shut_down())
        if self._running is not None:
            await self._running
        self._thread.shutdown(wait=False)

    def _shut_down(self) -> StoreUnavailable:
        return StoreUnavailable(f"{self._name} is shut down")

    def _refuse_when_unable(self) -> None:
        if self._closed:
            raise self._shut_down()
        if len(self._waiting) >= self._limits.waiting_count:
            raise StoreUnavailable(f"too many callers wait for {self._name}")

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while batch := self._next_batch():
            items = [waiting.item for waiting in batch]
            outcomes = await loop.run_in_executor(self._thread, self._outcomes, items)
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _settle(waiting, outcome)
        self._running = None

    def _next_batch(self) -> list[_Waiting[Item, Outcome]]:
        """The longest waiting callers that are still there; those whose deadline passed are dropped."""
        batch: list[_Waiting[Item, Outcome]] = []
        while self._waiting and len(batch) < self._limits.batch_count:
            waiting = self._waiting.popleft()
            if not waiting.outcome.done():
                batch.append(waiting)
        return batch

    def _outcomes(self, items: Sequence[Item]) -> Sequence[Outcome | StoreUnavailable]:
        """In the thread. Whatever ``work`` raises, callers go on without it."""
        try:
            return self._work(items)
        except StoreUnavailable as refusal:
            failure = refusal
        except Exception:  # noqa: BLE001 - a model may raise anything
            failure = StoreUnavailable(f"{self._name} failed")
        if len(items) == 1:
            return [failure]
        return [outcome for item in items for outcome in self._outcomes([item])]


def _settle(waiting: _Waiting[Item, Outcome], outcome: Outcome | StoreUnavailable) -> None:
    if waiting.outcome.done():
        return
    if isinstance(outcome, StoreUnavailable):
        waiting.outcome.set_exception(outcome)
    else:
        waiting.outcome.set_result(outcome)
