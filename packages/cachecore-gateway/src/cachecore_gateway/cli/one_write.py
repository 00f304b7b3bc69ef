"""uvicorn's protocol with one ASGI extension: a whole answer leaves in one write, and a disconnect is told by a call.

uvicorn writes head and body one after the other, each a system call that wakes the caller's machine; for a hit, the
second of them costs as much as finding the answer. Over ASGI alone, who waits for the provider needs a second task to
learn that the caller has gone. What this class knows of uvicorn beyond its interface stands here and in one test.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from cachecore_gateway.web.exchange import SERVER

__all__ = ["OneWriteProtocol"]

_COPIED_BYTES = 64 * 1024
"""Larger bodies are handed over as they are: copying them costs more than telling the kernel of two pieces."""


class OneWriteProtocol(HttpToolsProtocol):
    """Makes ``Offers`` to the application."""

    _number = 0
    _left: Callable[[], None] | None = None

    def on_headers_complete(self) -> None:
        """A request's head is there; its task starts with the loop's next turn."""
        super().on_headers_complete()
        self._number += 1
        # By number, not by the cycle itself: the scope is the cycle's, and two objects that hold each other would
        # wait for the garbage collector.
        number = self._number
        send, watch = partial(self._send_whole, number), partial(self._watch, number)
        self.scope["extensions"] = {SERVER: {"send": send, "watch": watch}}

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has gone."""
        super().connection_lost(exc)
        left, self._left = self._left, None
        if left is not None:
            left()

    def _watch(self, number: int, left: Callable[[], None] | None) -> bool:
        """See ``Watch``. Only one request is worked on at a time, so there is one who watches."""
        if left is not None and (number != self._number or self.cycle.disconnected):
            return False
        self._left = left
        return True

    def _send_whole(self, number: int, status: int, lines: bytes, body: bytes) -> bool:
        """See ``SendWhole``. Says False to whatever is not the plain case; ASGI messages do for that."""
        cycle = self.cycle
        if number != self._number or cycle.response_started or cycle.disconnected or not cycle.keep_alive:
            return False
        if cycle.flow.write_paused or cycle.scope["method"] == "HEAD":
            return False
        cycle.waiting_for_100_continue = False
        cycle.response_started = cycle.response_complete = True
        head = (_start_of(status, tuple(cycle.default_headers)), lines, b"\r\n")
        if len(body) <= _COPIED_BYTES:
            cycle.transport.write(b"".join((*head, body)))
        else:
            cycle.transport.writelines((b"".join(head), body))
        cycle.message_event.set()
        cycle.on_response()
        return True


@lru_cache(maxsize=64)
def _start_of(status: int, fields: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Status line and the server's own fields, which change once a second."""
    return STATUS_LINE[status] + b"".join([b"%s: %s\r\n" % field for field in fields])
