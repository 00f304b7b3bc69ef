"""A wire that is kept alive, with a deadline on every call and a breaker.

The breaker: a call that gets no reply in time opens it, and so does a lost connection. While it is open every call
fails at once, so a slow or dead server costs one deadline, not one a request. A task of its own probes the server and
closes the breaker when it answers within a deadline; no request ever waits for a probe.

Every trouble leaves here as ``StoreUnavailable``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from redis.exceptions import (
    ClusterDownError,
    MovedError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from cachecore_gateway.core.errors import StoreUnavailable

from .address import Address, Place
from .greeting import GREETING, Server, Unfit
from .line import Line
from .scripts import Script
from .wire import Command, Replies, Wire, WireLost

__all__ = ["Link"]

_PROBE_SECONDS = (0.05, 1.0)
"""First and longest pause between probes or tries to connect."""
_SILENCE_SECONDS = 2.0
"""A connection that is silent this long while probed is given up for a new one."""
_HEARTBEAT_SECONDS = 1.0
_LATE_SECONDS = 0.005
_GRACE_SECONDS = 0.005
"""When the event loop itself was late, replies may lie unread in the socket: they get this long to be read."""


class Link:
    """Calls to one server over one connection. ``timeout_seconds`` is the deadline of a call that names none."""

    def __init__(self, address: Address, timeout_seconds: float, greeting_seconds: float) -> None:
        self._address = address
        self._timeout_seconds = timeout_seconds
        self._greeting_seconds = greeting_seconds
        self._wire: Wire | None = None
        self._place: Place | None = None
        self._trouble = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.server = Server()
        """The server of the present connection, or of the last one."""
        self.up = False
        self.reason = "not connected yet"
        """Why ``up`` is false."""

    async def open(self) -> None:
        """Try once to connect, then keep at it in the background."""
        await self._connect()
        self._keeper = asyncio.create_task(self._keep())

    async def aclose(self) -> None:
        """Stop and disconnect."""
        self._open_breaker("the store is closed")
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._wire is not None:
            await self._wire.aclose()

    async def call(self, *commands: Command, timeout_seconds: float | None = None) -> Replies:
        """Replies to ``commands``, which run one after the other.

        Raises:
            StoreUnavailable: the breaker is open, no reply came in time, or the server refused one of them.
        """
        replies = await self.ask(*commands, timeout_seconds=timeout_seconds)
        for reply in replies:
            if isinstance(reply, ResponseError):
                raise self._refused(reply) from reply
        return replies

    async def run(
        self, script: Script, keys: Sequence[str], *arguments: bytes | str | int, timeout_seconds: float | None = None
    ) -> Any:
        """What ``script`` returns.

        Raises:
            StoreUnavailable: see :meth:`call`.
        """
        command = ("EVALSHA", script.sha, len(keys), *keys, *arguments)
        (reply,) = await self.ask(command, timeout_seconds=timeout_seconds)
        if isinstance(reply, NoScriptError):  # somebody flushed the server's functions
            load = ("SCRIPT", "LOAD", script.text)
            _, reply = await self.ask(load, command, timeout_seconds=timeout_seconds)
        if isinstance(reply, ResponseError):
            raise self._refused(reply) from reply
        return reply

    async def ask(self, *commands: Command, timeout_seconds: float | None = None) -> Replies:
        """Replies as they are, refusals included.

        Raises:
            StoreUnavailable: no replies.
        """
        wire = self._wire
        if not self.up or wire is None:
            raise self._unavailable()
        try:
            return await _within(wire.send(commands), timeout_seconds or self._timeout_seconds)
        except WireLost as error:
            self._open_breaker(f"the connection was lost ({error})")
            raise self._unavailable() from error
        except TimeoutError as error:
            if self._wire is wire:
                self._open_breaker("it does not answer in time")
            raise self._unavailable() from error

    def doubt(self, reason: str) -> None:
        """This is not the server to talk to any more: connect anew."""
        self._open_breaker(reason)
        if self._wire is not None:
            self._wire.lost.set()

    def _unavailable(self) -> StoreUnavailable:
        return StoreUnavailable(f"The store at {self._address.shown} is unavailable: {self.reason}.")

    def _refused(self, reply: ResponseError) -> StoreUnavailable:
        if isinstance(reply, (ReadOnlyError, MovedError, ClusterDownError)):
            self.doubt("it is no longer the primary of these keys")
        what = "its memory is full" if isinstance(reply, OutOfMemoryError) else str(reply).split(" ", 1)[0]
        return StoreUnavailable(f"The store at {self._address.shown} refused a step: {what}.")

    def _open_breaker(self, reason: str) -> None:
        self.up = False
        self.reason = reason
        self._trouble.set()

    async def _keep(self) -> None:
        while True:
            if self.up and self._wire is not None:
                await _first(self._trouble.wait(), self._wire.lost.wait(), asyncio.sleep(_HEARTBEAT_SECONDS))
                if self._wire.lost.is_set():
                    self._open_breaker("the connection was lost")
            if self.up:
                await self.check()
            else:
                await self._recover()

    async def check(self) -> None:
        """Is it the same server in the same life? If not, the link doubts it. An idle link notices trouble here."""
        place = self._place
        with contextlib.suppress(StoreUnavailable):
            (reply,) = await self.call(("INFO", "replication"))
            if not self.server.lives_on(reply):
                self.doubt("the server was demoted or promoted")
            elif place is not None and not await self._address.is_at(place) and self._place is place:
                self.doubt("Sentinel names another primary")

    async def _recover(self) -> None:
        pause, longest = _PROBE_SECONDS
        silent_since = asyncio.get_running_loop().time()
        while not self.up:
            if self._wire is None or self._wire.lost.is_set():
                await self._connect()
            elif await self._answers(self._wire):
                self._close_breaker()
            elif asyncio.get_running_loop().time() - silent_since > _SILENCE_SECONDS:
                await self._wire.aclose()
            if not self.up:
                await asyncio.sleep(pause)
                pause = min(longest, pause * 1.5)

    async def _answers(self, wire: Wire) -> bool:
        with contextlib.suppress(WireLost, TimeoutError):
            await _within(wire.send([("PING",)]), self._timeout_seconds)
            return True
        return False

    async def _connect(self) -> None:
        if self._wire is not None:
            await self._wire.aclose()
            self._wire = None
        try:
            async with asyncio.timeout(self._greeting_seconds):
                self._place = await self._address.find()
                self._wire, self.server = await _greeted(self._address.dial(self._place))
        except (RedisError, OSError, TimeoutError, WireLost, Unfit) as error:
            self._open_breaker(str(error) or "it does not answer")
        else:
            self._close_breaker()

    def _close_breaker(self) -> None:
        self._trouble.clear()
        self.up = True
        self.reason = ""


async def _greeted(line: Line) -> tuple[Wire, Server]:
    """A wire over ``line`` and the server at its end.

    Raises:
        Unfit: the server cannot be used.
        WireLost: the connection broke.
        RedisError: so did its making.
    """
    wire = None
    try:
        await line.connect()
        wire = Wire(line)
        return wire, Server.greeted(await wire.send(GREETING))
    except BaseException:
        await (line.disconnect(nowait=True) if wire is None else wire.aclose())
        raise


async def _within(replies: asyncio.Future[Replies], seconds: float) -> Replies:
    """The replies.

    Raises:
        TimeoutError: they did not come within ``seconds``.
        WireLost: they never will.
    """
    loop = asyncio.get_running_loop()
    handle = loop.call_later(seconds, _expire, replies, loop.time() + seconds)
    try:
        return await replies
    finally:
        handle.cancel()


def _expire(replies: asyncio.Future[Replies], due: float) -> None:
    loop = asyncio.get_running_loop()
    if loop.time() - due > _LATE_SECONDS:
        loop.call_later(_GRACE_SECONDS, _expire, replies, loop.time() + _GRACE_SECONDS)
    elif not replies.done():
        replies.set_exception(TimeoutError())


async def _first(*waits: Any) -> None:
    """Return once any of ``waits`` is over."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
