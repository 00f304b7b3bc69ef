"""Who leads which call among the gateways of one store, and how the others follow it live.

A lease per key (``SET NX PX``, renewed by its owner, given back by compare-and-delete) says who leads. Followers ask
the leader by a message to its inbox and get the frames from the first on in theirs: publish/subscribe, so that nothing
of an answer is kept on the server, and a flight that nobody joins costs two commands. A leader that dies stops
renewing; its followers see the lease end and their flight lost, within the lease's time and two looks at it.

A server that is away stops nobody: ``claim`` raises, and the call is made without the others.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from enum import Enum
from typing import Any, Literal

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.flight import Frame, Landed
from cachecore_gateway.core.ports import Lease, RemoteFlight

from ..flight_log import LOST, FlightLog
from .inbox import Inbox
from .leases import Leases
from .mail import TOKEN_BYTES, Kind, Message
from .post import Post
from .relay import Relay

__all__ = ["RedisFlights"]

_LOOKS_A_LEASE = 10
_AGAIN_SECONDS = 0.002
_CLOSING_SECONDS = 0.5


class _Result(Enum):
    """What became of asking for a key."""

    AGAIN = "again"
    """Look again: it is led here, or free."""
    ALONE = "alone"
    """Its flight cannot be followed from here."""


class _RedisLease:
    """See :class:`Lease`."""

    leads: Literal[True] = True

    def __init__(self, log: FlightLog, give_back: Callable[[], Awaitable[None]]) -> None:
        self._log = log
        self._give_back = give_back

    async def publish(self, frame: Frame) -> None:
        """See :class:`Lease`. Costs an append; followers read at their own pace."""
        self._log.add(frame)

    async def land(self, landed: Landed) -> None:
        """See :class:`Lease`."""
        if not self._log.landed:
            self._log.add(landed)
            await self._give_back()


class _Follower:
    """A flight that this gateway leads already, or relays from the one that does."""

    leads: Literal[False] = False

    def __init__(self, log: FlightLog) -> None:
        self._log = log

    def frames(self) -> AsyncIterator[Frame]:
        """See :class:`RemoteFlight`."""
        return self._log.read()


class _Asking:
    """One question to the server on behalf of all local callers of a key."""

    def __init__(self, task: asyncio.Task[_Result | Relay]) -> None:
        self.task = task
        self.waiting_count = 0


class _Led:
    """A flight led here. ``offered``: nobody has picked up its lease yet."""

    def __init__(self, owner: str, token: bytes, log: FlightLog) -> None:
        self.owner = owner
        self.token = token
        self.log = log
        self.offered = True


class RedisFlights:
    """See :class:`FlightBoard`.

    Args:
        leases: of this gateway.
        post: sends frames to followers.
        name: of this gateway's inbox.
        replay_bytes: chunk bytes kept of each flight.
        lease_seconds: life of a lease.
    """

    def __init__(self, leases: Leases, post: Post, name: str, replay_bytes: int, lease_seconds: float) -> None:
        self._leases = leases
        self._post = post
        self._name = name
        self._replay_bytes = replay_bytes
        self._lease_seconds = lease_seconds
        self._led: dict[str, _Led] = {}
        self._asking: dict[str, _Asking] = {}
        self._relays: dict[str, Relay] = {}
        self._by_token: dict[bytes, Relay] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._inbox: Inbox | None = None

    async def open(self, inbox: Inbox, seconds: float) -> None:
        """Start renewing leases and listening; waits for the inbox at most ``seconds``."""
        self._inbox = inbox
        self._leases.open()
        await inbox.open(seconds)

    async def claim(self, key: str) -> Lease | RemoteFlight:
        """See :class:`FlightBoard`.

        Raises:
            StoreUnavailable: the server did not answer.
        """
        while True:
            led = self._led.get(key)
            if led is not None:
                return self._led_here(key, led)
            relay = self._relays.get(key)
            if relay is not None and relay.log.joinable and not relay.log.landed:
                return _Follower(relay.log)
            result = await self._asked(key)
            if isinstance(result, Relay):
                return _Follower(result.log)  # landed already, perhaps: its frames are all there
            if result is _Result.ALONE:
                return _alone()

    def receive(self, message: Message) -> None:
        """A message came into the inbox."""
        if message.kind is Kind.JOIN:
            self._post.join(message)
        elif (relay := self._by_token.get(message.token)) is not None:
            relay.receive(message)

    def gap(self) -> None:
        """Messages may have been missed: what was followed is lost."""
        for relay in list(self._by_token.values()):
            relay.lose()

    async def aclose(self) -> None:
        """Give all leases back; followers see their flights lost."""
        for led in self._led.values():
            led.log.add(LOST)
        self._led.clear()
        await self._post.aclose(_CLOSING_SECONDS)
        tasks = [*self._tasks, *(asking.task for asking in self._asking.values())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.gap()
        await self._leases.aclose()
        if self._inbox is not None:
            await self._inbox.aclose()

    def _led_here(self, key: str, led: _Led) -> Lease | RemoteFlight:
        if led.offered:
            led.offered = False
            return _RedisLease(led.log, lambda: self._land(key, led))
        return _Follower(led.log) if led.log.joinable else _alone()

    async def _land(self, key: str, led: _Led) -> None:
        if self._led.get(key) is led:
            del self._led[key]
        self._post.unlist(led.token, linger=True)
        await self._leases.release(key, led.owner)

    async def _asked(self, key: str) -> _Result | Relay:
        """Ask once for all callers of ``key`` in this gateway."""
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = _Asking(asyncio.create_task(self._ask(key)))
            asking.task.add_done_callback(lambda _: self._answered(key, asking))
        asking.waiting_count += 1
        try:
            return await asyncio.shield(asking.task)
        except asyncio.CancelledError:
            if asking.waiting_count == 1 and asking.task.done():
                self._give_up(key)
            raise
        finally:
            asking.waiting_count -= 1

    def _answered(self, key: str, asking: _Asking) -> None:
        del self._asking[key]
        if not asking.task.cancelled():
            asking.task.exception()  # its callers may be gone
        if not asking.waiting_count:
            self._give_up(key)

    def _give_up(self, key: str) -> None:
        """Nobody is left who would pick up the lease."""
        led = self._led.get(key)
        if led is not None and led.offered:
            led.offered = False
            led.log.add(LOST)
            self._start(self._land(key, led))

    async def _ask(self, key: str) -> _Result | Relay:
        token = secrets.token_bytes(TOKEN_BYTES)
        led = _Led(f"{self._name}.{token.hex()}", token, FlightLog(self._replay_bytes))
        self._post.list(token, led.log)  # before it is taken: whoever reads the lease finds the flight
        try:
            owner = await self._leases.take(key, led.owner)
        except BaseException:
            self._post.unlist(token)
            raise
        if owner == led.owner:
            self._led[key] = led
            return _Result.AGAIN
        self._post.unlist(token)
        return await self._follow(key, owner)

    async def _follow(self, key: str, owner: str) -> _Result | Relay:
        name, _, text = owner.partition(".")
        token = bytes.fromhex(text)
        if name == self._name:  # landed just now, or the server was away when it landed
            await self._leases.release(key, owner)
            return _Result.AGAIN
        if token in self._by_token or self._inbox is None or not self._inbox.open_now:
            return _Result.ALONE
        relay = self._by_token[token] = Relay(token, self._replay_bytes)
        self._start(self._watch(key, owner, relay))
        answer = await self._answer(relay)
        if answer is Kind.GONE:
            await self._leases.release(key, owner)  # its owner does not know it
            await asyncio.sleep(_AGAIN_SECONDS)
            return _Result.AGAIN
        if answer is Kind.LATE:
            return _Result.ALONE
        if not relay.log.landed:
            self._relays[key] = relay
        return relay

    async def _answer(self, relay: Relay) -> Kind | None:
        """What the leader says; ``None`` when it says nothing for half a lease's life."""
        try:
            async with asyncio.timeout(self._lease_seconds / 2):
                await relay.answered.wait()
        except TimeoutError:
            return None
        return relay.answer

    async def _watch(self, key: str, owner: str, relay: Relay) -> None:
        """Ask to join until the leader answers; end the relay when the leader is gone."""
        name = owner.partition(".")[0]
        join = Message(Kind.JOIN, relay.token, content=self._name.encode())
        try:
            seen = -1
            while not relay.log.landed and relay.answer not in (Kind.GONE, Kind.LATE):
                if relay.answer is None:
                    self._post.note(name, join)
                await asyncio.sleep(self._lease_seconds / _LOOKS_A_LEASE)
                gone = not await self._leads(key, owner)
                if gone and seen == relay.frame_count:
                    break
                seen = relay.frame_count if gone else -1
        finally:
            relay.lose()
            self._by_token.pop(relay.token, None)
            if self._relays.get(key) is relay:
                del self._relays[key]

    async def _leads(self, key: str, owner: str) -> bool:
        try:
            return await self._leases.holder(key) == owner
        except StoreUnavailable:
            return False  # nobody can tell; frames may still come

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _alone() -> Lease:
    return _RedisLease(FlightLog(0), _nothing)


async def _nothing() -> None:
    return None
