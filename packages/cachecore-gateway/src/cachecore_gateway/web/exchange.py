"""One HTTP exchange over ASGI: read the body, write the answer, notice that the caller has gone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias, TypedDict

from cachecore_gateway.core.canonical import JsonValue
from cachecore_gateway.core.errors import (
    BodyTimeout,
    BodyTooLarge,
    GatewayError,
    InvalidRequest,
    Overloaded,
    RateLimited,
)
from cachecore_gateway.engine import within

from .error_body import error_body
from .head import Head

__all__ = ["SERVER", "AtOnce", "CallerGone", "Exchange", "Headers", "Offers", "SendWhole", "Watch", "whole_lines"]

Message: TypeAlias = MutableMapping[str, Any]
Headers: TypeAlias = list[tuple[bytes, bytes]]

SERVER = "cachecore.server"
"""ASGI extension of our server: ``Offers``."""

SendWhole: TypeAlias = Callable[[int, bytes, bytes], bool]
"""``(status, field lines, body)``: sends head and body in one write, or says False and has done nothing."""

Watch: TypeAlias = Callable[[Callable[[], None] | None], bool]
"""Calls back once when the caller disconnects before its answer is whole, or ``None``: not any more; or says False and
will not."""


AtOnce: TypeAlias = Callable[[tuple[tuple[bytes, bytes], ...], bytes, bytes], tuple[int, bytes, bytes] | None]
"""``(fields, target, body)`` of a whole POST as it came: ``(status, field lines, body)`` of its answer where that is
known without waiting, else ``None``, and nothing has been done. Our server asks before it makes a request of ASGI."""


class Offers(TypedDict):
    """What our server does beyond ASGI."""

    send: SendWhole
    watch: Watch


_PIECE_BYTES = 16 * 1024
_BODILESS = frozenset({204, 304})
"""Statuses without a body, nor a length of one (RFC 9110 §8.6)."""
_JOINED = b": ".join
_BAD_IN_LINES = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})


class CallerGone(Exception):
    """The caller disconnected; nobody is left to answer."""


class Exchange:
    """The two directions of one request."""

    __slots__ = ("_offers", "_receive", "_send", "head", "started")

    def __init__(
        self,
        head: Head,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
        offers: Offers | None = None,
    ) -> None:
        self.head = head
        self._receive = receive
        self._send = send
        self._offers = offers
        self.started = False

    async def body(self, limit: int, timeout_seconds: float) -> bytes:
        """The whole request body.

        Raises:
            BodyTooLarge: more than ``limit`` bytes; the rest is not read.
            BodyTimeout: it did not come within ``timeout_seconds``.
            InvalidRequest: it is content-encoded.
            CallerGone: the caller left before its end.
        """
        fields = self.head.fields
        if b"content-encoding" in fields and self.head.get(b"content-encoding").lower() not in ("", "identity"):
            raise InvalidRequest("Send the request body without Content-Encoding.", param="content-encoding")
        declared = fields.get(b"content-length", b"")
        if declared.isdigit() and int(declared[:20]) > limit:
            raise _too_large(limit)
        try:
            return await within(timeout_seconds, self._whole_body(limit))
        except TimeoutError as error:
            raise BodyTimeout(f"The request body did not arrive within {timeout_seconds:g} seconds.") from error

    async def gone(self) -> None:
        """Return once the caller has disconnected."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def watch(self, left: Callable[[], None] | None) -> bool:
        """See ``Watch``. False: await ``gone`` instead."""
        return self._offers is not None and self._offers["watch"](left)

    async def whole(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a complete answer."""
        if status not in _BODILESS:
            headers.append((b"content-length", b"%d" % len(body)))
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    async def at_once(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a complete answer whose ``headers`` say nothing of the connection: in one write where the server can."""
        offers = self._offers
        if offers is not None and status not in _BODILESS:
            lines = whole_lines(headers, body)
            if lines and offers["send"](status, lines, body):
                self.started = True
                return
        await self.whole(status, headers, body)

    async def json(self, status: int, value: JsonValue, headers: Headers | None = None) -> None:
        """Send a JSON answer."""
        body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        await self.whole(status, [(b"content-type", b"application/json"), *(headers or [])], body)

    async def pieces(self, status: int, headers: Headers, parts: Iterable[bytes]) -> None:
        """Send a stored stream: its events in a few writes."""
        await self._start(status, headers)
        waiting, size = [], 0
        for part in parts:
            waiting.append(part)
            size += len(part)
            if size >= _PIECE_BYTES:
                await self._send({"type": "http.response.body", "body": b"".join(waiting), "more_body": True})
                waiting, size = [], 0
        await self._send({"type": "http.response.body", "body": b"".join(waiting)})

    async def begin(self, status: int, headers: Headers) -> None:
        """Start a live answer."""
        await self._start(status, headers)

    async def chunk(self, data: bytes) -> None:
        """Next bytes of a live answer."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        """Proper end of a live answer. Not called for a broken one: the server then cuts the connection."""
        await self._send({"type": "http.response.body", "body": b""})

    async def error(self, error: GatewayError, headers: Headers | None = None) -> None:
        """Send an error in the shape that the path's SDKs read, with ``Retry-After`` where it helps."""
        extra = list(headers or [])
        if isinstance(error, (RateLimited, Overloaded)):
            extra.append((b"retry-after", b"%d" % max(1, round(error.retry_after_seconds + 0.5))))
        if isinstance(error, RateLimited):
            extra += error.headers
        if error.status == 401:
            extra.append((b"www-authenticate", b'Bearer realm="cachecore"'))
        if isinstance(error, (BodyTooLarge, BodyTimeout)):
            extra.append((b"connection", b"close"))
        await self.json(error.status, error_body(error, self.head.path), extra)

    async def _start(self, status: int, headers: Headers) -> None:
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _whole_body(self, limit: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
            data: bytes = message.get("body", b"")
            size += len(data)
            if size > limit:
                raise _too_large(limit)
            if not message.get("more_body"):
                return b"".join((*parts, data)) if parts else data
            parts.append(data)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {limit} bytes; send less, or raise server.max_body_bytes.")


def whole_lines(headers: Headers, body: bytes) -> bytes:
    """The fields of a whole answer as they stand in its head; empty where one holds what none may (RFC 9110 §5.5)."""
    return _field_lines([*headers, (b"content-length", b"%d" % len(body))])


def _field_lines(headers: Headers) -> bytes:
    lines = b"\r\n".join(map(_JOINED, headers)) + b"\r\n"
    count = len(headers)
    if lines.count(b"\n") != count or lines.count(b"\r") != count or lines.translate(None, _BAD_IN_LINES) != lines:
        return b""
    return lines
