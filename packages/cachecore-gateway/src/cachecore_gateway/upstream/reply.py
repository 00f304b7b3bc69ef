"""An answer that has begun: its head, and its body as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout

from .coding import Decoder, decoder_for
from .failures import body_failure, timeout_failure
from .headers import reply_headers
from .line import BadHttp, ConnectionLost, Line
from .providers import Api

__all__ = ["BodyLimits", "HttpReply"]


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What a body may take: silence and whole call in seconds, unpacked bytes."""

    idle_seconds: float
    total_seconds: float
    decoded_bytes: int


class HttpReply:
    """Implements ``UpstreamReply``; gives its line and its place back when it ends or is closed.

    Args:
        line: the head of the answer has come.
        began: when the call began, in the loop's time.
        ended: told once that the call is over.

    Raises:
        UpstreamUnusable: the body is packed in a way that cannot be undone.
    """

    def __init__(self, api: Api, line: Line, limits: BodyLimits, began: float, ended: Callable[[Line], None]) -> None:
        self.status = line.status
        self.headers = reply_headers(line.fields)
        self._decoder = decoder_for(_codings(line.fields), limits.decoded_bytes)
        self._api = api
        self._line: Line | None = line
        self._limits = limits
        self._deadline = began + limits.total_seconds
        self._ended = ended

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes; read once."""
        return Body(self) if self._decoder is None else DecodedBody(self, self._decoder)

    async def aclose(self) -> None:
        """Give the connection back, or cut it at once when the body was not read to its end."""
        if self._line is not None:
            self._leave(self._line)

    async def read(self) -> bytes:
        """Next bytes from the wire, empty at the end.

        Raises:
            UpstreamUnusable: the transfer broke.
            UpstreamTimeout: silence or the whole took too long.
        """
        line = self._line
        if line is None:
            return b""
        try:
            data = line.come()
            if data is None:
                data = await self._wait(line)
        except UpstreamTimeout:
            self.cut()
            raise
        except (ConnectionLost, BadHttp) as error:
            self.cut()
            raise body_failure(self._api, error) from error
        if not data:
            self._leave(line)
        return data

    def cut(self) -> None:
        """End the connection unless the answer was read to its end."""
        if self._line is not None:
            self._line.cut()
            self._leave(self._line)

    async def _wait(self, line: Line) -> bytes:
        limits = self._limits
        until = min(asyncio.get_running_loop().time() + limits.idle_seconds, self._deadline)
        try:
            return await line.more(until)
        except TimeoutError:
            if until >= self._deadline:
                raise timeout_failure(self._api, "total_timeout", limits.total_seconds) from None
            raise timeout_failure(self._api, "idle_timeout", limits.idle_seconds) from None

    def _leave(self, line: Line) -> None:
        self._line = None
        self._ended(line)


class Body:
    """The pieces of a body, in order."""

    def __init__(self, reply: HttpReply) -> None:
        self._reply = reply

    def __aiter__(self) -> Body:
        return self

    async def __anext__(self) -> bytes:
        data = await self._reply.read()
        if not data:
            raise StopAsyncIteration
        return data


class DecodedBody:
    """The decoded pieces of a packed body, in order."""

    def __init__(self, reply: HttpReply, decoder: Decoder) -> None:
        self._reply = reply
        self._decoder = decoder
        self._pieces: Iterator[bytes] = iter(())

    def __aiter__(self) -> DecodedBody:
        return self

    async def __anext__(self) -> bytes:
        try:
            while True:
                piece = next(self._pieces, b"")
                if piece:
                    return piece
                data = await self._reply.read()
                if not data:
                    self._decoder.finish()
                    raise StopAsyncIteration
                self._pieces = self._decoder.feed(data)
        except UpstreamError:
            self._reply.cut()
            raise


def _codings(fields: Sequence[tuple[bytes, bytes]]) -> list[str]:
    return [
        value.decode("latin-1") for name, value in fields if len(name) == 16 and name.lower() == b"content-encoding"
    ]
