"""Singleflight within one process: equal concurrent misses form a wave that makes one upstream call, at most two.

A wave lives from the first caller to the last. Its upstream call runs in a task of its own, so that no caller's
departure disturbs the others; when the last caller leaves, the call is cancelled, or finished for the cache by setting.
Which process makes the call is the business of the ``FlightBoard`` behind ``lead``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from cachecore_gateway.core.flight import GIVEN_UP, retry_for_follower

from .broadcast import Broadcast

__all__ = ["Lead", "Subscription", "Waves"]

Lead: TypeAlias = Callable[[Broadcast], Awaitable[None]]
"""Fills a broadcast up to its ``Landed``; whatever it raises becomes a failed landing."""


class _Wave:
    """Attempts at one key, and who still waits."""

    def __init__(self, key: str, keep_bytes: int) -> None:
        self.key = key
        self.keep_bytes = keep_bytes
        self.subscribers = 0
        self.calls = 0
        self.attempt = Broadcast(keep_bytes)
        self.task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Subscription:
    """One caller's part in a wave. ``close`` must be called once, whatever happens."""

    _waves: Waves
    _wave: _Wave
    attempt: Broadcast
    leads: bool
    collapsed: bool
    """The caller joined somebody else's call."""
    reader: int | None = None
    """The caller's place among the readers of ``attempt``; ``None``: it waits for the landing."""
    _closed: bool = False

    @property
    def key(self) -> str:
        """Key of the wave."""
        return self._wave.key

    def again(self, lead: Lead) -> bool:
        """After ``attempt`` failed: move to the wave's next attempt, starting it if nobody has. False: none is left."""
        wave, landed = self._wave, self.attempt.landed
        if wave.attempt is self.attempt:
            led = self.leads and not self.attempt.relayed  # who only relays another process's call follows it, too
            if led or landed is None or not retry_for_follower(landed, wave.calls):
                return False
            self._waves.restart(wave, lead)
            self.leads = True
        self.attempt = wave.attempt
        if self.reader is not None:
            self.enlist()
        return True

    def enlist(self) -> None:
        """Read ``attempt`` as it comes: from now on it waits for this caller."""
        self.reader = self.attempt.enlist()

    def close(self) -> None:
        """Leave the wave; the last one out ends the upstream call."""
        if not self._closed:
            self._closed = True
            if self.reader is not None:
                self.attempt.dismiss(self.reader)
            self._waves.leave(self._wave)


class Waves:
    """All waves of this process.

    Args:
        keep_bytes: stream bytes a wave holds for late or slow callers.
        finish_abandoned: let a call without callers run on for the cache.
    """

    def __init__(self, keep_bytes: int, *, finish_abandoned: bool) -> None:
        self._keep_bytes = keep_bytes
        self._finish_abandoned = finish_abandoned
        self._open: dict[str, _Wave] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    def join(self, key: str, lead: Lead) -> Subscription:
        """Join the open wave of ``key``, or start one with ``lead``."""
        wave = self._open.get(key)
        if wave is not None and wave.attempt.joinable and wave.attempt.landed is None:
            wave.subscribers += 1
            return Subscription(self, wave, wave.attempt, leads=False, collapsed=True)
        wave = self._open[key] = _Wave(key, self._keep_bytes)
        wave.subscribers = 1
        self._start(wave, lead)
        return Subscription(self, wave, wave.attempt, leads=True, collapsed=False)

    def restart(self, wave: _Wave, lead: Lead) -> None:
        """Begin the wave's next attempt; new callers may join it."""
        wave.attempt = Broadcast(wave.keep_bytes)
        self._open.setdefault(wave.key, wave)
        self._start(wave, lead)

    def leave(self, wave: _Wave) -> None:
        """A caller is gone."""
        wave.subscribers -= 1
        if wave.subscribers == 0 and wave.task is not None and not self._finish_abandoned:
            wave.task.cancel()
            self._forget(wave)

    async def settled(self) -> None:
        """Return once no call is under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """Cancel all calls and wait for their ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, wave: _Wave, lead: Lead) -> None:
        wave.calls += 1
        wave.task = asyncio.create_task(self._run(wave, wave.attempt, lead))
        self._tasks.add(wave.task)
        wave.task.add_done_callback(self._tasks.discard)

    async def _run(self, wave: _Wave, attempt: Broadcast, lead: Lead) -> None:
        try:
            await lead(attempt)
        finally:
            attempt.land(GIVEN_UP)
            if wave.attempt is attempt:
                self._forget(wave)

    def _forget(self, wave: _Wave) -> None:
        if self._open.get(wave.key) is wave:
            del self._open[wave.key]
