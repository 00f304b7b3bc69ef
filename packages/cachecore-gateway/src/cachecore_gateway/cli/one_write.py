"""uvicorn's protocol with an ASGI extension and a question of its own before ASGI.

uvicorn writes head and body one after the other, each a system call that wakes the caller's machine; for a hit, the
second of them costs as much as finding the answer. Over ASGI alone, who waits for the provider needs a second task to
learn that the caller has gone. And an exact hit is found in less time than it takes to make a task for the request; so
a POST that has come whole is first offered to the application as it is (``AtOnce``), and becomes a request of ASGI
where that does not answer it. What this class knows of uvicorn beyond its interface stands here and in one test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from cachecore_gateway.web.exchange import SERVER, AtOnce

__all__ = ["OneWriteProtocol"]

_COPIED_BYTES = 64 * 1024
"""Larger bodies are handed over as they are: copying them costs more than telling the kernel of two pieces."""

_HELD_BYTES = 64 * 1024
_HOLD_SECONDS = 0.05
"""So long and so much of a request is waited for before it becomes one of ASGI, whose limits hold from then on."""


class OneWriteProtocol(HttpToolsProtocol):
    """Makes ``Offers`` to the application, and asks it for answers at once."""

    _number = 0
    _left: Callable[[], None] | None = None
    _held: list[bytes] | None = None
    """Pieces of the body of a request that is not yet one of ASGI."""
    _holding: asyncio.TimerHandle | None = None

    def __init__(self, config: Config, *args: Any, **named: Any) -> None:
        super().__init__(config, *args, **named)
        self._at_once: AtOnce | None = getattr(config.loaded_app, "at_once", None)

    def data_received(self, data: bytes) -> None:
        """What the connection brought is parsed. Many clients send head and body apart, so the rest is waited for."""
        super().data_received(data)
        if self._held is None:
            return
        if self._holding is None:
            self._holding = self.loop.call_later(_HOLD_SECONDS, self._release)
        if sum(map(len, self._held)) > _HELD_BYTES:
            self._release()

    def on_headers_complete(self) -> None:
        """A request's head is there."""
        if self._may_be_answered_at_once():
            self._held = []
        else:
            self._begin()

    def on_body(self, body: bytes) -> None:
        """A piece of its body is there."""
        if self._held is None:
            super().on_body(body)
        else:
            self._held.append(body)

    def on_message_complete(self) -> None:
        """It is there whole."""
        held = self._held
        if held is not None:
            if self._answered(held[0] if len(held) == 1 else b"".join(held)):
                self._let_go()
                return
            self._release()
        super().on_message_complete()

    def _may_be_answered_at_once(self) -> bool:
        """Is it a plain POST, the only request that the connection waits for, on a connection that stays?"""
        parser = self.parser
        cycle: RequestResponseCycle | None = self.cycle
        return (
            self._at_once is not None
            and (cycle is None or cycle.response_complete)
            and not self.flow.write_paused
            and not self.expect_100_continue
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and not parser.should_upgrade()
            and parser.should_keep_alive()
        )

    def _answered(self, body: bytes) -> bool:
        answer = self._at_once(tuple(self.headers), self.url, body) if self._at_once is not None else None
        if answer is None:
            return False
        self._write(*answer, self.server_state.default_headers)
        self.on_response_complete()
        return True

    def _release(self) -> None:
        """Make a request of ASGI of what has come of it."""
        held = self._held or []
        self._let_go()
        if self.transport.is_closing():
            return
        self._begin()
        for piece in held:
            super().on_body(piece)

    def _let_go(self) -> None:
        self._held = None
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None

    def _begin(self) -> None:
        """Its task starts with the loop's next turn."""
        super().on_headers_complete()
        self._number += 1
        # By number, not by the cycle itself: the scope is the cycle's, and two objects that hold each other would
        # wait for the garbage collector.
        number = self._number
        send, watch = partial(self._send_whole, number), partial(self._watch, number)
        self.scope["extensions"] = {SERVER: {"send": send, "watch": watch}}

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has gone."""
        self._let_go()
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
        self._write(status, lines, body, cycle.default_headers)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _write(self, status: int, lines: bytes, body: bytes, fields: list[tuple[bytes, bytes]]) -> None:
        head = (_start_of(status, tuple(fields)), lines, b"\r\n")
        if len(body) <= _COPIED_BYTES:
            self.transport.write(b"".join((*head, body)))
        else:
            self.transport.writelines((b"".join(head), body))


@lru_cache(maxsize=64)
def _start_of(status: int, fields: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Status line and the server's own fields, which change once a second."""
    return STATUS_LINE[status] + b"".join([b"%s: %s\r\n" % field for field in fields])
