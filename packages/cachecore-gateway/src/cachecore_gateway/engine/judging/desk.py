"""Working the queue: one worker at a time, a few questions at once, slower and slower while the judge fails."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from cachecore_gateway.core.errors import GatewayError, StoreUnavailable
from cachecore_gateway.core.meaning import Memory, handle_of

from ..chores import Chores
from ..parts import Parts
from .judge import Judge
from .lease import TimedLease
from .prompts import QUESTIONS, Opinion, questions_material
from .queue import Fate, NearMiss, NearMissQueue

__all__ = ["POLL_SECONDS", "REFUSED_CODE", "JudgeDesk"]

POLL_SECONDS = 10.0
"""How often the queue is looked at when nothing of this worker's went in."""
REFUSED_CODE = "judge_refused"
"""Code of an error that a second equal question would get again."""

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 300.0
_OFFERS = 64
_LEASE_SLACK_SECONDS = 30.0
_MEMORIES = {Opinion.SAME: Memory.SAME, Opinion.DIFFERENT: Memory.DIFFERENT}


class JudgeDesk:
    """Takes near misses from the traffic and puts them to the judge.

    Args:
        count: adds to the counts that are never forgotten.
    """

    def __init__(self, parts: Parts, judge: Judge, count: Callable[[Mapping[str, float]], Awaitable[None]]) -> None:
        settings = parts.settings.judge
        self._parts = parts
        self._judge = judge
        self._count = count
        self._at_once = settings.concurrency
        self._queue = NearMissQueue(parts.stores.cells, settings.queue_count)
        lease_seconds = settings.timeout_seconds + _LEASE_SLACK_SECONDS
        self._lease = TimedLease(parts.stores.cells, parts.clock, "judge", lease_seconds)
        self._offers = Chores(parts.observer, "judge", _OFFERS)
        self._nudge = asyncio.Event()
        self._pause_seconds = 0.0
        self._resume_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start to work the queue, which may hold what an earlier process left."""
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def offer(self, near: NearMiss) -> None:
        """A near miss of real traffic; queued in the background."""
        self._offers.start(self._offer(near))

    async def round(self) -> int:
        """One pass over the head of the queue; how many near misses got their verdict, or were given up.

        0 as well when another worker has the queue, the hour's budget is spent, or the judge failed a moment ago.

        Raises:
            StoreUnavailable: the queue cannot be read.
        """
        if self._parts.clock.monotonic() < self._resume_at or not await self._judge.left():
            return 0
        waiting = await self._queue.first(self._at_once)
        if not waiting or not await self._lease.take():
            return 0
        fates = await asyncio.gather(*(self._put(near) for near in waiting))
        self._pace(failed=Fate.POSTPONED in fates)
        return sum(fate in (Fate.DECIDED, Fate.UNDECIDED) for fate in fates)

    async def waiting_count(self) -> int:
        """Near misses that wait."""
        return await self._queue.count()

    async def left(self) -> int:
        """Questions to the judge left in this hour."""
        return await self._judge.left()

    async def settled(self) -> None:
        """Return once every near miss that was offered is in the queue."""
        await self._offers.settled()

    async def aclose(self) -> None:
        """Stop; what waits stays in the store."""
        await self._offers.aclose()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            try:
                await self._lease.give_back()
            except StoreUnavailable as error:
                self._parts.observer.fault("judge", error)

    async def _offer(self, near: NearMiss) -> None:
        await self._queue.offer(near)
        self._nudge.set()

    async def _work(self) -> None:
        while True:
            try:
                worked = await self.round()
            except StoreUnavailable as error:
                self._parts.observer.fault("judge", error)
                worked = 0
            if not worked:
                await self._rest()

    async def _rest(self) -> None:
        self._nudge.clear()
        pause = max(0.0, self._resume_at - self._parts.clock.monotonic())
        if pause:
            await asyncio.sleep(pause)
            return
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._nudge.wait()
        except TimeoutError:
            return

    async def _put(self, near: NearMiss) -> Fate | None:
        """Ask about one pair; ``None`` when the budget ran out on the way."""
        try:
            opinion = await self._judge.opinion(QUESTIONS, questions_material(near.stored, near.asked))
        except StoreUnavailable:
            raise
        except GatewayError as error:
            self._parts.observer.fault("judge", error)
            return await self._settle(near, "failed", is_final=error.error_code == REFUSED_CODE)
        if opinion is Opinion.NOT_ASKED:
            return None
        memory = _MEMORIES.get(opinion, Memory.UNKNOWN)
        handles = handle_of(near.asked), handle_of(near.stored)
        await self._parts.stores.pairs.remember(near.tenant_id, near.scope, *handles, memory)
        return await self._settle(near, opinion.value, is_final=True)

    async def _settle(self, near: NearMiss, outcome: str, *, is_final: bool) -> Fate:
        decided = outcome in (Opinion.SAME.value, Opinion.DIFFERENT.value)
        fate = Fate.DECIDED if decided else Fate.UNDECIDED if is_final else Fate.POSTPONED
        await self._queue.settle(near, fate)
        await self._count(Counter({f"judge_{outcome}": 1}))
        return fate

    def _pace(self, *, failed: bool) -> None:
        longer = min(_LONGEST_PAUSE_SECONDS, max(_FIRST_PAUSE_SECONDS, 2 * self._pause_seconds))
        self._pause_seconds = longer if failed else 0.0
        self._resume_at = self._parts.clock.monotonic() + self._pause_seconds
