"""The leader's side of a shared flight: frames go to the inbox of every gateway that joins."""

from __future__ import annotations

import asyncio

from cachecore_gateway.core.errors import StoreUnavailable

from ..flight_log import FlightLog
from ..records import encode_frame
from .keys import Keys
from .link import Link
from .mail import Kind, Message

__all__ = ["Post"]

_LINGER_SECONDS = 1.0
"""How long a landed flight can still be joined: others may have read its lease just before it was given back."""
_RETRY_SECONDS = 0.05
_SLOWEST_BYTES_A_SECOND = 10e6


class Post:
    """Flights of this gateway by token. Costs nothing while nobody joins.

    Args:
        link: carries the messages; nothing that a request waits for.
        timeout_seconds: deadline of a small message.
        patience_seconds: how long a message is tried again while the server is away.
    """

    def __init__(self, link: Link, keys: Keys, timeout_seconds: float, patience_seconds: float) -> None:
        self._link = link
        self._keys = keys
        self._timeout_seconds = timeout_seconds
        self._patience_seconds = patience_seconds
        self._logs: dict[bytes, FlightLog] = {}
        self._pumps: dict[tuple[bytes, bytes], asyncio.Task[None]] = {}
        self._notes: set[asyncio.Task[bool]] = set()

    def list(self, token: bytes, log: FlightLog) -> None:
        """From now on the flight can be joined."""
        self._logs[token] = log

    def unlist(self, token: bytes, *, linger: bool = False) -> None:
        """It cannot be joined any more, at once or soon."""
        if linger:
            asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._logs.pop, token, None)
        else:
            self._logs.pop(token, None)

    def join(self, message: Message) -> None:
        """Another gateway wants to follow."""
        pump = (message.token, message.content)
        if pump in self._pumps:
            return
        log = self._logs.get(message.token)
        if log is None or not log.joinable:
            kind = Kind.GONE if log is None else Kind.LATE
            self.note(message.content.decode("ascii", "replace"), Message(kind, message.token))
            return
        task = asyncio.create_task(self._pump(log, message.token, message.content.decode("ascii", "replace")))
        self._pumps[pump] = task
        task.add_done_callback(lambda _: self._pumps.pop(pump, None))

    def note(self, gateway: str, message: Message) -> None:
        """Send one message, behind the caller's back."""
        task = asyncio.create_task(self._tell(gateway, message))
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def aclose(self, seconds: float) -> None:
        """Wait for what is being sent, at most ``seconds``, then stop."""
        tasks = [*self._pumps.values(), *self._notes]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self, log: FlightLog, token: bytes, gateway: str) -> None:
        reached = await self._tell(gateway, Message(Kind.ALOFT, token))
        number = 0
        async for frame in log.read():
            if not reached:
                return
            reached = await self._tell(gateway, Message(Kind.FRAME, token, number, encode_frame(frame)))
            number += 1

    async def _tell(self, gateway: str, message: Message) -> bool:
        """Send until the server takes it; False when nobody listens or it was away for too long."""
        data = message.encoded()
        seconds = self._timeout_seconds + len(data) / _SLOWEST_BYTES_A_SECOND
        give_up = asyncio.get_running_loop().time() + self._patience_seconds
        while True:
            try:
                (reached,) = await self._link.call(
                    ("PUBLISH", self._keys.inbox(gateway), data), timeout_seconds=seconds
                )
            except StoreUnavailable:
                if asyncio.get_running_loop().time() > give_up:
                    return False
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return bool(reached)
