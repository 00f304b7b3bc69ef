"""One connection to a provider that speaks HTTP/1.1: a request goes out, its answer comes in, then the next.

httptools parses; what stands here is what a parser cannot know: whether an answer may still come, whether the
connection may carry another request, and whether a request may be sent again because the provider cannot have acted
on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httptools

__all__ = ["BadHttp", "ConnectionLost", "Line"]

_JOINED_BYTES = 64 * 1024
"""Larger bodies are sent piece by piece, as fast as the provider takes them."""
_PIECE_BYTES = 256 * 1024
_BUFFERED_BYTES = 128 * 1024
"""Nothing more is read from the wire while so much of a body waits for its reader."""
_HEAD_LINES = 8
"""A whole head may have as many bytes as so many of the longest lines."""


class BadHttp(Exception):
    """What came is no answer in HTTP/1.1."""


class ConnectionLost(Exception):
    """The connection ended before the answer did.

    ``stale``: it had served before, and of this answer no byte had come.
    """

    def __init__(self, reason: str, *, stale: bool) -> None:
        super().__init__(reason)
        self.stale = stale


class Line(asyncio.Protocol):
    """See the module. One request at a time; who reads waits in ``head`` or ``read``, never two at once.

    Args:
        transport: open; its protocol is set to this object by the caller.
        longest_line: most bytes of a field of an answer's head.
        ended: told once when the connection is gone.
    """

    def __init__(
        self, transport: asyncio.Transport, longest_line: int, ended: Callable[[Line, Exception | None], None]
    ) -> None:
        self.transport = transport
        self.status = 0
        self.fields: list[tuple[bytes, bytes]] = []
        """Of the answer's head, as they came."""
        self.idle_since = 0.0
        """The loop's time; kept by the pool."""
        self._loop = asyncio.get_running_loop()
        self._longest_line = longest_line
        self._ended = ended
        self._parser: httptools.HttpResponseParser | None = _parser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._pieces: list[bytes] = []
        self._buffered_bytes = 0
        self._reading_paused = False
        self._unsent = memoryview(b"")
        self._writing_paused = False
        self._request_count = 0
        self._head_bytes = 0
        self._bodiless = False
        self._headed = False
        self._done = True
        self._keep = True

    @property
    def reusable(self) -> bool:
        """May it carry another request? The last answer is whole, and so is what was sent."""
        return (
            self._done and self._keep and self._error is None and not self._unsent and not self.transport.is_closing()
        )

    def send(self, method: str, head: bytes, body: bytes) -> None:
        """Send a request; the line must be ``reusable``."""
        self.fields = []
        self._pieces = []  # an unread rest goes
        self._buffered_bytes = self._head_bytes = 0
        self._resume_reading()
        self._request_count += 1
        self._bodiless = method == "HEAD"
        self._headed = self._done = False
        if len(body) <= _JOINED_BYTES:
            self.transport.write(head + body)
        else:
            self._unsent = memoryview(body)
            self.transport.write(head)
            self._write_on()

    async def head(self, until: float) -> None:
        """Return once ``status`` and ``fields`` are there.

        Raises:
            ConnectionLost, BadHttp: they will not come.
            TimeoutError: they did not until then, in the loop's time.
        """
        while not self._headed:
            if self._error is not None:
                raise self._error
            await self._change(until)

    def come(self) -> bytes | None:
        """What of the body has come since the last call; empty at its end, ``None`` where that must be waited for.

        Raises:
            ConnectionLost, BadHttp: the rest will not come.
        """
        pieces = self._pieces
        if not pieces:
            if self._done:
                return b""
            if self._error is not None:
                raise self._error
            return None
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self._buffered_bytes = 0
        self._resume_reading()
        return data

    async def more(self, until: float) -> bytes:
        """The next of the body, empty at its end. Raises what ``head`` and ``come`` raise."""
        while (data := self.come()) is None:
            await self._change(until)
        return data

    def cut(self) -> None:
        """End the connection at once; what is still to be sent is not."""
        self._unsent = memoryview(b"")
        self.transport.abort()

    # The transport's side.

    def data_received(self, data: bytes) -> None:
        """Bytes of an answer; of none that was asked for: the connection cannot be trusted any more."""
        if self._done or self._error is not None or self._parser is None:
            self.cut()
            return
        if not self._headed:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self._done:
                self._fail(BadHttp(type(error).__name__))
            self._keep = False
        else:
            if not self._headed and self._head_bytes > _HEAD_LINES * self._longest_line:
                self._fail(BadHttp("head too large"))
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """The end, which is an answer's proper end where nothing else says how long it is."""
        if not self._done:
            if self._headed and error is None and self._ends_with_connection():
                self._done = True
            elif self._error is None:
                stale = self._request_count > 1 and not self._head_bytes
                self._error = ConnectionLost(type(error).__name__ if error else "closed", stale=stale)
        self._keep = False
        self._parser = None  # it holds this object
        self._unsent = memoryview(b"")
        self._ended(self, error)
        self._wake()

    def pause_writing(self) -> None:
        """The provider reads slowly."""
        self._writing_paused = True

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writing_paused = False
        self._write_on()

    # The parser's side.

    def on_message_begin(self) -> None:
        """An answer behind the one that was asked for makes the connection useless."""
        self._keep = self._keep and not self._done

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head, or a trailer, which nobody reads."""
        if not self._headed:
            self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is there, unless it was an interim one (RFC 9110 §15.2)."""
        if self._done or self._error is not None or self._parser is None:
            return
        self.status = self._parser.get_status_code()
        if self.status == 101:
            self._fail(BadHttp("switched protocols"))
        elif self._head_bytes > self._longest_line and self._has_long_field():
            self._fail(BadHttp("field too long"))
        elif self.status < 200:
            self.fields = []
        else:
            self._headed = True
            if self._bodiless:
                self._finish()
                self._parser = _parser(self)  # the old one waits for a body

    def on_body(self, data: bytes) -> None:
        """Bytes of the body."""
        if self._done:
            return
        self._pieces.append(data)
        self._buffered_bytes += len(data)
        if self._buffered_bytes > _BUFFERED_BYTES and not self._reading_paused:
            self._reading_paused = True
            self.transport.pause_reading()

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self._headed and not self._done:
            self._finish()

    def _resume_reading(self) -> None:
        if self._reading_paused:
            self._reading_paused = False
            self.transport.resume_reading()

    def _finish(self) -> None:
        self._done = True
        if self._parser is not None:
            self._keep = self._parser.should_keep_alive()

    def _fail(self, error: Exception) -> None:
        self._error = self._error or error
        self.cut()

    def _write_on(self) -> None:
        while self._unsent and not self._writing_paused:
            piece, self._unsent = self._unsent[:_PIECE_BYTES], self._unsent[_PIECE_BYTES:]
            self.transport.write(piece)

    def _has_long_field(self) -> bool:
        return any(len(name) + len(value) > self._longest_line for name, value in self.fields)

    def _ends_with_connection(self) -> bool:
        names = {name.lower(): value for name, value in self.fields}
        if b"transfer-encoding" in names:
            return not names[b"transfer-encoding"].lower().rstrip().endswith(b"chunked")
        return b"content-length" not in names

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _change(self, until: float) -> None:
        """Wait for the next event. A timer of its own costs a third of ``asyncio.timeout``."""
        waiter = self._waiter = self._loop.create_future()
        alarm = self._loop.call_at(until, _expire, waiter)
        try:
            await waiter
        finally:
            alarm.cancel()
            self._waiter = None


def _parser(line: Line) -> httptools.HttpResponseParser:
    """Strict, but for two habits of servers that change no meaning."""
    parser = httptools.HttpResponseParser(line)
    parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True)
    return parser


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
