"""The tenant's token as the client sees it: an opaque credential with an expiry that it can read."""

from __future__ import annotations

import base64
import math
import re

from cachecore.wire.jsonvalue import parsed

_VISIBLE = re.compile(r"[!-~]+")


def checked_token(token: object) -> str:
    """The token, if a header can carry it. Raises ``TypeError`` or ``ValueError``; messages never show the token."""
    if not isinstance(token, str):
        raise TypeError(f"the token must be a str, not {type(token).__name__}")
    if not _VISIBLE.fullmatch(token):
        raise ValueError("the token is empty or holds spaces, line ends or non-ASCII characters; strip it first")
    return token


def expiry_of(token: str) -> float | None:
    """``exp`` of a JWT or ``cc_live_<id>.<jwt>``, in seconds since 1970; None where there is none to read.

    The signature is not checked: this only decides when to ask for a new token (RFC 7519 §4.1.4).
    """
    segments = token.split(".")
    if len(segments) < 3:
        return None
    payload = segments[-2]
    try:
        claims = parsed(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    return _seconds(claims.get("exp")) if isinstance(claims, dict) else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None
