"""The HTTP response that the double means to send, before any fault is put on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from .request import Headers

JSON_TYPE = "application/json"
EVENT_STREAM_TYPE = "text/event-stream; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """A response as content: status, own headers, body in the pieces in which it is written.

    A plain reply has its whole body in one chunk and is sent with `Content-Length`. A streamed reply has one
    server-sent event in each chunk and is sent with chunked transfer coding. `duration_seconds` (>= 0) is the time
    that the answer takes: a plain reply waits that long before its head, a stream spreads it over its chunks.
    """

    status: int = 200
    headers: Headers = ()
    chunks: tuple[bytes, ...] = ()
    streamed: bool = False
    duration_seconds: float = 0.0

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(self.chunks)


class ErrorShape(Enum):
    """The form of an error body."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    HTML = "html"
    EMPTY = "empty"


def encode(value: object) -> bytes:
    """Compact JSON in UTF-8; escaped to ASCII where the text holds lone surrogates, which UTF-8 cannot carry."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def event(value: object, name: str | None = None) -> bytes:
    """One server-sent event with JSON data, with an `event:` line where it has a name."""
    line = b"data: " + encode(value) + b"\n\n"
    return line if name is None else b"event: " + name.encode() + b"\n" + line


DONE = b"data: [DONE]\n\n"
"""The event that ends OpenAI's streams."""


def json_reply(value: object, status: int = 200, duration_seconds: float = 0.0) -> Reply:
    """A plain reply with a JSON body."""
    return Reply(status, (("Content-Type", JSON_TYPE),), (encode(value),), duration_seconds=duration_seconds)


def stream_reply(events: list[bytes], duration_seconds: float = 0.0) -> Reply:
    """A streamed reply, one server-sent event a chunk."""
    headers = (("Content-Type", EVENT_STREAM_TYPE), ("Cache-Control", "no-cache"))
    return Reply(200, headers, tuple(events), True, duration_seconds)


def html_reply(status: int, text: str) -> Reply:
    """A page such as proxies and load balancers send in place of the provider's JSON."""
    page = f"<!DOCTYPE html>\n<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>\n"
    return Reply(status, (("Content-Type", "text/html; charset=utf-8"),), (page.encode(),))


def error_reply(status: int, message: str, shape: ErrorShape = ErrorShape.OPENAI) -> Reply:
    """An error response in the given shape, with the error type that providers give to this status."""
    if shape is ErrorShape.EMPTY:
        return Reply(status)
    if shape is ErrorShape.HTML:
        return html_reply(status, f"{status} {message}")
    return json_reply(error_body(status, message, shape), status)


def error_body(status: int, message: str, shape: ErrorShape) -> dict[str, object]:
    """The JSON of an error: OpenAI's `{"error": …}`, or Anthropic's, which adds `"type": "error"`."""
    kind = _ERROR_TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    if shape is ErrorShape.ANTHROPIC:
        kind = _ANTHROPIC_ERROR_TYPES.get(status, "api_error")
        return {"type": "error", "error": {"type": kind, "message": message}}
    return {"error": {"message": message, "type": kind, "param": None, "code": _ERROR_CODES.get(status)}}


_ERROR_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
    503: "service_unavailable",
}
_ERROR_CODES = {401: "invalid_api_key", 404: "not_found", 429: "rate_limit_exceeded"}
_ANTHROPIC_ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}
