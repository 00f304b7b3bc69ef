"""One connection that all tasks share: commands go out in the order of the calls, replies come back in that order.

A caller that stops waiting leaves the connection as it is; its reply is read and dropped when it comes. Commands of one
turn of the event loop go out together, so the cost of a round trip is shared by all who wait.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence
from typing import Any, TypeAlias

from redis.exceptions import RedisError, ResponseError

from .line import Line

__all__ = ["Command", "Replies", "Wire", "WireLost"]

Command: TypeAlias = Sequence[bytes | str | int | float]
Replies: TypeAlias = list[Any]
"""One reply a command; an error reply is a ``ResponseError`` in its place."""

_WAITING_COUNT = 20_000


class WireLost(Exception):
    """The connection is gone or unusable."""


class _Waiting:
    """Replies that one caller waits for."""

    __slots__ = ("count", "future", "replies")

    def __init__(self, count: int, future: asyncio.Future[Replies]) -> None:
        self.count = count
        self.future = future
        self.replies: Replies = []


class Wire:
    """A connected connection. Made inside the event loop that uses it."""

    def __init__(self, connection: Line) -> None:
        self._connection = connection
        self._out: list[bytes] = []
        self._waiting: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._read())]
        self.lost = asyncio.Event()
        self.received_count = 0
        """Replies so far."""

    def send(self, commands: Sequence[Command]) -> asyncio.Future[Replies]:
        """Queue ``commands``, which stay together; the future holds their replies.

        Raises:
            WireLost: the connection is gone, or too much waits for it already.
        """
        if self.lost.is_set():
            raise WireLost("the connection is gone")
        if len(self._waiting) >= _WAITING_COUNT:
            raise WireLost("too many calls wait for the server")
        for command in commands:
            self._out.extend(self._connection.pack_command(*command))
        future: asyncio.Future[Replies] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(len(commands), future))
        self._wake.set()
        return future

    async def aclose(self) -> None:
        """Close the connection; who waits sees :class:`WireLost`."""
        for task in self._tasks:
            task.cancel()
        try:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:  # also where the caller is cancelled meanwhile
            await self._lose("the connection was closed")

    async def _write(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                out, self._out = self._out, []
                await self._connection.send_packed_command((b"".join(out),), check_health=False)
        except (RedisError, OSError) as error:
            await self._lose(str(error))

    async def _read(self) -> None:
        read = self._connection.read_response
        try:
            while True:
                try:
                    reply = await read(disable_decoding=True, disconnect_on_error=False)
                except ResponseError as error:
                    reply = error
                self._deliver(reply)
        except (RedisError, OSError) as error:
            await self._lose(str(error))

    def _deliver(self, reply: Any) -> None:
        self.received_count += 1
        waiting = self._waiting[0]
        waiting.replies.append(reply)
        if len(waiting.replies) == waiting.count:
            self._waiting.popleft()
            if not waiting.future.done():
                waiting.future.set_result(waiting.replies)

    async def _lose(self, reason: str) -> None:
        self.lost.set()
        waiting, self._waiting = self._waiting, deque()
        for one in waiting:
            if not one.future.done():
                one.future.set_exception(WireLost(reason))
                one.future.exception()  # its caller may be gone
        with contextlib.suppress(RedisError, OSError):
            await self._connection.disconnect(nowait=True)
