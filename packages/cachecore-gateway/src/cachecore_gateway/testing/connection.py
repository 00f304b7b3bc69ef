"""One TCP connection of the double: requests in, raw bytes out, and every way to end it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Coroutine
from typing import cast

from .parser import CONTINUE, RequestParser
from .request import Request

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing sends RST instead of FIN."""


class Connection(asyncio.Protocol):
    """Serves requests one after the other. When the client goes away, the serving task is cancelled at once."""

    def __init__(self, identity: int, serve: Callable[[Connection], Coroutine[None, None, None]]) -> None:
        self.identity = identity
        self.client_left = False
        self.busy = False
        self.task: asyncio.Task[None] | None = None
        self._serve = serve
        self._parser = RequestParser()
        self._arrived = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._ended = False
        self._syntax_error: ValueError | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes, so that only a cast can tell the type.
        self._transport = cast(asyncio.Transport, transport)
        if self._ended:
            self._transport.abort()
            return
        self.task = asyncio.get_running_loop().create_task(self._serve(self))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed(data)
        except ValueError as error:
            self._syntax_error = error
        if self._parser.wants_continue:
            self._parser.wants_continue = False
            self._transport.write(CONTINUE)
        self._arrived.set()

    def eof_received(self) -> bool:
        """A half-closed connection counts as a client that left: HTTP clients do not close one half."""
        self.client_left = not self._ended
        self._transport.abort()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.client_left = self.client_left or not self._ended
        self._ended = True
        if self.task is not None:
            self.task.cancel()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    @property
    def ended(self) -> bool:
        """Whether the connection is ended, or about to be once its bytes are sent."""
        return self._ended

    async def next_request(self) -> Request:
        """The next whole request. Raises ValueError where the client does not speak HTTP."""
        while not self._parser.requests:
            if self._syntax_error is not None:
                raise self._syntax_error
            self._arrived.clear()
            await self._arrived.wait()
        return self._parser.requests.popleft()

    async def write(self, data: bytes) -> None:
        """Hands bytes to the socket; waits while the client reads slower than the double writes."""
        if not self._transport.is_closing():
            self._transport.write(data)
        await self._may_write.wait()

    async def reset(self) -> None:
        """Sends what was written, then resets the connection (RST)."""
        await self._flush()
        self._ended = True
        sock: socket.socket | None = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    def close(self) -> None:
        """Sends what was written, then ends the connection in order (FIN)."""
        self._ended = True
        if self.task is not None:
            self._transport.close()

    def abort(self) -> None:
        """Ends the connection at once, whatever was still to be sent."""
        self._ended = True
        if self.task is not None:
            self._transport.abort()

    async def _flush(self) -> None:
        self._transport.set_write_buffer_limits(high=0)
        await self._may_write.wait()
