"""Who leads which call among the processes of one store.

The lease of a key is a lock that the kernel holds for its leader and takes back when the leader dies, so no lease can
outlive its process and none needs a lifetime. Who finds the lock taken asks the other processes for the live frames.

A lease is given back only when what was put before it landed is on the disk: whoever leads next, in any process, finds
the new entry when it looks again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal

from cachecore_gateway.core.flight import Frame, Landed
from cachecore_gateway.core.ports import Lease, RemoteFlight

from ..flight_log import LOST, FlightLog
from .database import TROUBLE
from .locks import KeyLocks
from .peers import Peers, Reply, Wire

__all__ = ["EmbeddedFlights"]

_RETRY_SECONDS = 0.002
_SUSPECT_SECONDS = 10.0
"""How long a peer that did not answer is not asked again."""


class _EmbeddedLease:
    """See :class:`Lease`."""

    leads: Literal[True] = True

    def __init__(self, log: FlightLog, release: Callable[[], None]) -> None:
        self._log = log
        self._release = release
        self._landed = False

    async def publish(self, frame: Frame) -> None:
        """See :class:`Lease`. Costs an append; followers read at their own pace."""
        self._log.add(frame)

    async def land(self, landed: Landed) -> None:
        """See :class:`Lease`."""
        if not self._landed:
            self._landed = True
            self._log.add(landed)
            self._release()


class _Follower:
    """A flight that this process leads already, or relays from the process that does."""

    leads: Literal[False] = False

    def __init__(self, log: FlightLog) -> None:
        self._log = log

    def frames(self) -> AsyncIterator[Frame]:
        """See :class:`RemoteFlight`."""
        return self._log.read()


class EmbeddedFlights:
    """See :class:`FlightBoard`.

    Args:
        directory: the store's.
        flushed: returns when everything put so far is on the disk.
        replay_bytes: chunk bytes kept of each flight.
        peer_timeout_seconds: longest wait for a process that holds a lease but does not answer.
    """

    def __init__(
        self, directory: Path, flushed: Callable[[], Awaitable[None]], replay_bytes: int, peer_timeout_seconds: float
    ) -> None:
        self._locks = KeyLocks(directory / "flights")
        self._flushed = flushed
        self._replay_bytes = replay_bytes
        self._peer_timeout_seconds = peer_timeout_seconds
        self._led: dict[str, FlightLog] = {}
        self._holds: dict[str, int] = {}
        self._locked: set[str] = set()
        self._relays: dict[str, FlightLog] = {}
        self._relaying: set[asyncio.Task[None]] = set()
        self._asking: dict[str, asyncio.Task[bool]] = {}
        self._suspects: dict[Path, float] = {}
        self._releasing: set[asyncio.Task[None]] = set()
        self._closed = False
        self._peers = Peers(directory, self._led.get)

    async def open(self) -> None:
        """Start answering other processes."""
        await self._peers.open()

    async def claim(self, key: str) -> Lease | RemoteFlight:
        """See :class:`FlightBoard`."""
        deadline = asyncio.get_running_loop().time() + self._peer_timeout_seconds
        while True:
            log = self._led.get(key)
            if log is not None and not log.landed:
                return _Follower(log) if log.joinable else _EmbeddedLease(FlightLog(0), _nothing)
            if log is not None or self._locks.acquire(key):
                return self._lead(key, locked=True)
            relay = self._relays.get(key)
            if relay is not None and relay.joinable and not relay.landed:
                return _Follower(relay)
            hopeless = await self._asked(key) or asyncio.get_running_loop().time() > deadline
            if hopeless and key not in self._led:
                return self._lead(key, locked=False)

    async def aclose(self) -> None:
        """Give all leases back; followers see their flights lost."""
        await self._peers.aclose()
        for task in (*self._asking.values(), *self._relaying):
            task.cancel()
        await asyncio.gather(*self._asking.values(), *self._relaying, *self._releasing, return_exceptions=True)
        self._closed = True
        self._locks.close()

    def _lead(self, key: str, *, locked: bool) -> Lease:
        """Lead here. Without the lock only when its holder cannot be followed: better one call too many than none."""
        log = self._led[key] = FlightLog(self._replay_bytes)
        self._holds[key] = self._holds.get(key, 0) + 1
        if locked:
            self._locked.add(key)
        return _EmbeddedLease(log, lambda: self._start_release(key))

    async def _asked(self, key: str) -> bool:
        """Ask once for all callers of ``key`` in this process. True: its flight cannot be followed."""
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(task)

    async def _ask(self, key: str) -> bool:
        reply, wire = await self._ask_all(key)
        if wire is not None:
            self._relay(key, wire)
            return False
        if reply is Reply.TOO_LATE or (reply is Reply.NOT_MINE and self._suspects):
            return True
        await asyncio.sleep(_RETRY_SECONDS)  # it is landing, or just changing hands
        return False

    async def _ask_all(self, key: str) -> tuple[Reply, Wire | None]:
        """Ask the peers in turn; the strongest reply."""
        strongest = Reply.NOT_MINE
        now = asyncio.get_running_loop().time()
        self._suspects = {peer: until for peer, until in self._suspects.items() if until > now}
        for peer in self._peers.others():
            if peer in self._suspects:
                continue
            reply, wire = await self._peers.ask(peer, key, self._peer_timeout_seconds)
            if wire is not None:
                return reply, wire
            if reply is Reply.SILENT:
                self._suspects[peer] = now + self._peer_timeout_seconds + _SUSPECT_SECONDS
            strongest = reply if reply in (Reply.LANDED, Reply.TOO_LATE) else strongest
        return strongest, None

    def _relay(self, key: str, wire: Wire) -> None:
        """Pass the frames of another process on to every caller in this one."""
        log = self._relays[key] = FlightLog(self._replay_bytes)
        task = asyncio.create_task(self._pump(key, wire, log))
        self._relaying.add(task)
        task.add_done_callback(self._relaying.discard)

    async def _pump(self, key: str, wire: Wire, log: FlightLog) -> None:
        try:
            async for frame in wire.frames():
                log.add(frame)
        finally:
            log.add(LOST)
            if self._relays.get(key) is log:
                del self._relays[key]

    def _start_release(self, key: str) -> None:
        task = asyncio.create_task(self._release(key))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)

    async def _release(self, key: str) -> None:
        with contextlib.suppress(*TROUBLE):  # what could not be written is a miss, no worse
            await self._flushed()
        if not self._closed:
            self._holds[key] -= 1
            if not self._holds[key]:
                del self._holds[key], self._led[key]
                if key in self._locked:
                    self._locked.discard(key)
                    self._locks.release(key)


def _nothing() -> None:
    return None
