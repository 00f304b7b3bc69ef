"""This gateway's inbox: a channel that it is subscribed to as long as the server can be reached."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from redis.exceptions import RedisError

from .address import Address, Place
from .greeting import Unfit
from .line import Line
from .mail import Message

__all__ = ["Inbox"]

_PING_SECONDS = 1.0
_SILENCE_SECONDS = 3.0
_PAUSE_SECONDS = (0.05, 1.0)


class Inbox:
    """Hands every message to ``on_message``; calls ``on_gap`` when some may have been missed."""

    def __init__(
        self, address: Address, channel: str, on_message: Callable[[Message], None], on_gap: Callable[[], None]
    ) -> None:
        self._address = address
        self._channel = channel
        self._on_message = on_message
        self._on_gap = on_gap
        self._task: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    async def open(self, seconds: float) -> None:
        """Start listening; returns once it does, or after ``seconds``."""
        self._task = asyncio.create_task(self._listen_forever())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._subscribed.wait()

    @property
    def open_now(self) -> bool:
        """Would a message reach us now?"""
        return self._subscribed.is_set()

    async def aclose(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen_forever(self) -> None:
        pause, longest = _PAUSE_SECONDS
        while True:
            with contextlib.suppress(RedisError, OSError, TimeoutError, Unfit):
                place = await self._address.find()
                connection = self._address.dial(place)
                try:
                    await self._listen(connection, place)
                finally:
                    with contextlib.suppress(RedisError, OSError):
                        await connection.disconnect(nowait=True)
            pause = _PAUSE_SECONDS[0] if self._subscribed.is_set() else min(longest, pause * 1.5)
            self._subscribed.clear()
            self._on_gap()
            await asyncio.sleep(pause)

    async def _listen(self, connection: Line, place: Place) -> None:
        """Read until the connection breaks or says nothing, not even to a ping, for too long."""
        async with asyncio.timeout(_SILENCE_SECONDS):
            await connection.connect()
        await connection.send_command("SUBSCRIBE", self._channel, check_health=False)
        pinger = asyncio.create_task(self._ping(connection, place))
        try:
            while True:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    reply = await connection.read_response(disable_decoding=True, disconnect_on_error=False)
                self._handle(reply)
        finally:
            pinger.cancel()
            await asyncio.gather(pinger, return_exceptions=True)

    async def _ping(self, connection: Line, place: Place) -> None:
        """Ask for signs of life; of a server that is not the one to listen to any more, no longer."""
        with contextlib.suppress(RedisError, OSError):
            while await self._address.is_at(place):
                await asyncio.sleep(_PING_SECONDS)
                await connection.send_command("PING", check_health=False)

    def _handle(self, reply: list[bytes]) -> None:
        if reply[0] == b"subscribe":
            self._subscribed.set()
        elif reply[0] == b"message":
            with contextlib.suppress(ValueError):  # not ours
                self._on_message(Message.decoded(reply[2]))
