"""Makes tokens of every kind, good and bad, without the code under test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.auth.token_authenticator import TokenAuthenticator
from cachecore_gateway.core.ports import Clock
from cachecore_gateway.testing import FakeClock

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_700_000_000
HEADER = {"alg": "HS256", "typ": "JWT"}
CLAIMS = {"tenant_id": "acme", "exp": NOW + 3600}
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(header: bytes, payload: bytes, secret: bytes = SECRET.encode(), algorithm: str = "HS256") -> str:
    """A token over these very bytes, with a good MAC."""
    signed = f"{b64(header)}.{b64(payload)}"
    return f"{signed}.{b64(hmac.new(secret, signed.encode(), HASHES[algorithm]).digest())}"


def token(claims: dict[str, Any] | None = None, header: dict[str, Any] | None = None, **more: Any) -> str:
    """A token with a good MAC; ``more`` are claims over the usual ones, ``...`` takes one out."""
    merged = {name: value for name, value in {**(claims or CLAIMS), **more}.items() if value is not ...}
    return raw(json.dumps(header or HEADER).encode(), json.dumps(merged).encode())


def authenticator(clock: Clock | None = None, **settings: Any) -> TokenAuthenticator:
    return TokenAuthenticator(AuthSettings(**{"jwt_secret": SECRET, **settings}), clock or FakeClock(NOW))
