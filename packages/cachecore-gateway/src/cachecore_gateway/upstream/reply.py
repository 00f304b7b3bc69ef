"""An answer that has begun: its head, and its body as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout

from .coding import Decoder, decoder_for
from .failures import body_failure, timeout_failure
from .gate import Gate
from .headers import reply_headers
from .providers import Api

__all__ = ["BodyLimits", "HttpReply"]


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What a body may take: silence and whole call in seconds, its end in the loop's time, unpacked bytes."""

    idle_seconds: float
    total_seconds: float
    deadline: float
    decoded_bytes: int


class HttpReply:
    """Implements ``UpstreamReply``; gives its place at the gate back when it ends or is closed.

    Raises:
        UpstreamUnusable: the body is packed in a way that cannot be undone.
    """

    def __init__(self, api: Api, response: aiohttp.ClientResponse, gate: Gate, limits: BodyLimits) -> None:
        self.status = response.status
        self.headers = reply_headers(response.raw_headers)
        self._decoder = decoder_for(response.headers.getall("Content-Encoding", ()), limits.decoded_bytes)
        self._api = api
        self._response = response
        self._gate: Gate | None = gate
        self._limits = limits

    def chunks(self) -> Body:
        """The body as it comes; read once."""
        return Body(self, self._decoder)

    async def aclose(self) -> None:
        """Give the connection back, or cut it at once when the body was not read to its end."""
        self.cut()

    async def read(self) -> bytes:
        """Next bytes from the wire, empty at the end.

        Raises:
            UpstreamUnusable: the transfer broke.
            UpstreamTimeout: silence or the whole took too long.
        """
        content = self._response.content
        try:
            data = content.read_nowait()
            if not data and not content.at_eof():
                data = await self._wait(content)
        except UpstreamTimeout:
            self.cut()
            raise
        except (aiohttp.ClientError, OSError) as error:
            self.cut()
            raise body_failure(self._api, error) from error
        if not data:
            self._leave()
        return data

    def cut(self) -> None:
        """End the connection unless the body was read to its end."""
        connection = self._response.connection
        if connection is not None and connection.transport is not None:
            # close() would first try to send what is left of the request.
            connection.transport.abort()
        self._response.close()
        self._leave()

    async def _wait(self, content: aiohttp.StreamReader) -> bytes:
        limits = self._limits
        until = min(asyncio.get_running_loop().time() + limits.idle_seconds, limits.deadline)
        try:
            async with asyncio.timeout_at(until):
                return await content.readany()
        except TimeoutError:
            if until >= limits.deadline:
                raise timeout_failure(self._api, "total_timeout", limits.total_seconds) from None
            raise timeout_failure(self._api, "idle_timeout", limits.idle_seconds) from None

    def _leave(self) -> None:
        if self._gate is not None:
            self._gate.leave()
            self._gate = None


class Body:
    """The decoded pieces of a body, in order."""

    def __init__(self, reply: HttpReply, decoder: Decoder | None) -> None:
        self._reply = reply
        self._decoder = decoder
        self._pieces: Iterator[bytes] = iter(())
        self._ended = False

    def __aiter__(self) -> Body:
        return self

    async def __anext__(self) -> bytes:
        piece = await self._next() if self._decoder is None else await self._decoded(self._decoder)
        if not piece:
            raise StopAsyncIteration
        return piece

    async def _next(self) -> bytes:
        data = b"" if self._ended else await self._reply.read()
        self._ended = not data
        return data

    async def _decoded(self, decoder: Decoder) -> bytes:
        try:
            while True:
                piece = next(self._pieces, b"")
                if piece:
                    return piece
                data = await self._next()
                if not data:
                    decoder.finish()
                    return b""
                self._pieces = decoder.feed(data)
        except UpstreamError:
            self._reply.cut()
            raise
