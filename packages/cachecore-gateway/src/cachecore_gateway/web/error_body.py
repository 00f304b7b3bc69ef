"""Errors as bodies and as events, in the shape that the SDK behind a path reads.

Below ``/v1/messages`` an error is one object that both families of SDKs read: Anthropic's shape, ``{"type": "error",
"error": {"type", "message"}}``, with OpenAI's ``code`` and ``param`` beside the message.
"""

from __future__ import annotations

import json

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.upstream.providers import is_anthropic

__all__ = ["error_body", "error_event"]

_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


def error_body(error: GatewayError, path: str) -> JsonObject:
    """The error object for a request to ``path``."""
    shown: JsonObject = dict(error.body()["error"])
    if not is_anthropic(path):
        return {"error": shown}
    return {"type": "error", "error": {**shown, "type": _ANTHROPIC_TYPES.get(error.status, "api_error")}}


def error_event(error: GatewayError, path: str) -> bytes:
    """The server-sent event that ends a broken stream."""
    name = b"event: error\n" if is_anthropic(path) else b""
    return name + b"data: " + json.dumps(error_body(error, path)).encode() + b"\n\n"
