"""Which header fields pass: to the provider and back (RFC 9110 §7.6.1 and our own rules)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cachecore_gateway.core.errors import InvalidRequest

from .keys import KEY_HEADERS, Key, is_cachecore_token

__all__ = ["reply_headers", "request_headers", "request_lines"]

Headers = tuple[tuple[bytes, bytes], ...]

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_REQUEST_DROPPED = (
    _HOP_BY_HOP
    | KEY_HEADERS
    | {
        b"host",
        b"content-length",
        b"expect",
        b"accept-encoding",
        b"cookie",
        b"cookie2",
        # The caller's address is between the caller and this gateway.
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-proto",
        b"x-real-ip",
    }
)
_REPLY_DROPPED = _HOP_BY_HOP | {
    b"content-length",
    b"content-encoding",
    b"set-cookie",
    b"set-cookie2",
    b"age",
    b"cache-status",
    # Our server stamps its own.
    b"date",
    # These speak of the provider's host, not of ours.
    b"alt-svc",
    b"strict-transport-security",
}


def request_headers(headers: Headers, key: Key) -> list[tuple[str, str]]:
    """The fields that travel upstream, in order, with the paying key and our own accept-encoding.

    Raises:
        InvalidRequest: a value is not UTF-8 or holds control characters, so it could not travel unchanged.
    """
    sent = [("accept-encoding", "identity"), (key.header, key.value)]
    for name, value in _without_named(headers):
        kept = _request_name(name)
        if kept and not is_cachecore_token(value):
            sent.append((kept, _text(name, value)))
    return sent


@lru_cache(maxsize=256)
def request_lines(headers: Headers, key: Key) -> bytes:
    """``request_headers`` as they stand in a head. Callers send the same fields again and again.

    Raises:
        InvalidRequest: as ``request_headers``.
    """
    return "".join([f"{name}: {value}\r\n" for name, value in request_headers(headers, key)]).encode()


def reply_headers(raw: Sequence[tuple[bytes, bytes]]) -> Headers:
    """The fields of an answer that travel on, lower-case names, in order, repetitions kept."""
    return tuple([(kept, value) for name, value in _without_named(raw) if (kept := _reply_name(name))])


@lru_cache(maxsize=1024)
def _request_name(name: bytes) -> str:
    """The name as it is sent; empty for a field that does not travel."""
    if name in _REQUEST_DROPPED or name.startswith(b"x-cachecore-"):
        return ""
    return name.decode("latin-1")


@lru_cache(maxsize=1024)
def _reply_name(name: bytes) -> bytes:
    """The name in lower case; empty for a field that does not travel."""
    lowered = name.lower()
    return b"" if lowered in _REPLY_DROPPED or lowered.startswith(b"x-cache") else lowered


def _without_named(headers: Sequence[tuple[bytes, bytes]]) -> Sequence[tuple[bytes, bytes]]:
    """Without the fields that a Connection field names."""
    values = [value for name, value in headers if len(name) == 10 and name.lower() == b"connection"]
    if not values:
        return headers
    named = {token.strip().lower() for value in values for token in value.split(b",")}
    return tuple((name, value) for name, value in headers if name.lower() not in named)


def _text(name: bytes, value: bytes) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = "\n"
    if "\n" in text or "\r" in text or "\x00" in text:
        shown = name.decode("latin-1")[:80]
        raise InvalidRequest(f"The header {shown!r} holds characters that cannot travel; send UTF-8 on one line.")
    return text
