"""The compact form of a token (RFC 7515 §7.1), read strictly: one text for one meaning."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from functools import lru_cache

from cachecore_gateway.core.canonical import JsonObject, parse_object
from cachecore_gateway.core.errors import InvalidRequest, NotAuthenticated

__all__ = ["PREFIX", "Compact", "encoded", "looks_like_token", "parse_compact"]

PREFIX = "cc_live_"
"""Start of ``cc_live_<id>.<jwt>``."""

_TOKEN = re.compile(
    rf"(?:{PREFIX}([A-Za-z0-9_-]{{1,64}})\.)?([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII
)
_JSON_START = re.compile(rb"\s*\{")
_TOKEN_INSIDE = re.compile(r"""(?:\.|%2e)ey[JA][\w-]{8,}(?:\.|%2e)|"payload"\s*:\s*"ey[JA]""", re.ASCII | re.IGNORECASE)
"""The coded claims of a token between two dots, whatever stands around them, or as a member of JSON."""


@dataclass(frozen=True, slots=True)
class Compact:
    """A token taken apart; nothing is verified yet."""

    token_id: str
    header: JsonObject = field(repr=False)
    claims: JsonObject = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def looks_like_token(credential: str) -> bool:
    """Is this meant to be a CacheCore token: ``cc_live_…``, text that begins like a JWT, or one that holds a JWT?

    A good token in quotes or behind a second "Bearer" must be refused here: passed on as the caller's provider key, it
    would be told to the provider.
    """
    start = credential[:8]
    if start.lower() == PREFIX or ("." in credential and _begins_jose_header(start)):
        return True
    return _TOKEN_INSIDE.search(credential) is not None


@lru_cache(maxsize=1024)  # the first letters of all tokens of an issuer are the same, and hold no secret
def _begins_jose_header(start: str) -> bool:
    first = start.partition(".")[0]
    try:
        decoded = urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except ValueError:
        return False
    return _JSON_START.match(decoded) is not None


def parse_compact(token: str, max_bytes: int) -> Compact:
    """Take a token apart.

    Raises:
        NotAuthenticated: too long, not of this form, base64 that is not canonical, or parts that are not one strict
            JSON object each.
    """
    if len(token) > max_bytes:
        raise NotAuthenticated(f"The token is longer than {max_bytes} bytes.")
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise NotAuthenticated("The token is not of the form cc_live_<id>.<jwt> or <header>.<payload>.<signature>.")
    token_id, header, payload, signature = found.groups()
    return Compact(
        token_id or "",
        _object(header, "header"),
        _object(payload, "payload"),
        f"{header}.{payload}".encode("ascii"),
        decoded(signature, "signature"),
    )


def decoded(part: str, name: str) -> bytes:
    """Bytes of base64url without padding; the unused bits of the last letter must be zero (RFC 4648 §3.5)."""
    try:
        data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise NotAuthenticated(f"The token's {name} is not base64url.") from None
    if encoded(data) != part:
        raise NotAuthenticated(f"The token's {name} is not canonical base64url.")
    return data


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _object(part: str, name: str) -> JsonObject:
    try:
        return parse_object(decoded(part, name))
    except InvalidRequest:
        # The reason may quote the token.
        raise NotAuthenticated(f"The token's {name} is not one plain JSON object.") from None
