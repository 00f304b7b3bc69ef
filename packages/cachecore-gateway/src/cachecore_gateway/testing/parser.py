"""Bytes of one connection to requests, in the order of their arrival."""

from __future__ import annotations

from collections import deque

import h11

from .request import Request

_LARGEST_HEAD_BYTES = 1 << 20
"""More than any client may send to a real provider: the double wants to see what came through."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class RequestParser:
    """Reads HTTP/1.1 and HTTP/1.0 requests, pipelined ones included.

    h11 checks the syntax; a fresh h11 connection for each request keeps answers, which the double writes by itself
    and not always by the rules, out of its state.
    """

    def __init__(self) -> None:
        self._http = _fresh()
        self._head: h11.Request | None = None
        self._body: list[bytes] = []
        self.requests: deque[Request] = deque()
        self.wants_continue = False

    def feed(self, data: bytes) -> None:
        """Takes bytes from the wire; whole requests come out in `requests`. Raises ValueError where it is no HTTP."""
        try:
            self._http.receive_data(data)
            while self._step():
                pass
        except h11.RemoteProtocolError as error:
            raise ValueError(str(error)) from error

    def _step(self) -> bool:
        """Takes one event; False when more bytes are needed."""
        event = self._http.next_event()
        if isinstance(event, h11.Request):
            self._head = event
            self.wants_continue = self._http.they_are_waiting_for_100_continue
        elif isinstance(event, h11.Data):
            self._body.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            self._finish()
        else:
            return False
        return True

    def _finish(self) -> None:
        head = self._head
        assert head is not None, "a message ends after its head"
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
        method, target = head.method.decode("ascii"), head.target.decode("latin-1")
        version = head.http_version.decode("ascii")
        self.requests.append(Request(method, target, headers, b"".join(self._body), version))
        rest, _ = self._http.trailing_data
        self._http, self._head, self._body = _fresh(), None, []
        if rest:
            self._http.receive_data(rest)


def _fresh() -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD_BYTES)
