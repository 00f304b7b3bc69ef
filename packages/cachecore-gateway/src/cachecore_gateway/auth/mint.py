"""Making tokens, for ``cachecore token`` and for development."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.identity import Permissions, Rate

from .claims import principal_of
from .compact import PREFIX, encoded
from .settings import AuthSettings

__all__ = ["Grant", "dev_secret", "mint"]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says of its bearer; empty and ``None`` leave a claim out. Times in seconds."""

    tenant_id: str
    ttl_seconds: float
    project_id: str = ""
    policy_version: str = ""
    permissions: Permissions = Permissions()  # noqa: RUF009 - frozen
    fresh_seconds: float | None = None
    stale_seconds: float | None = None
    rate: Rate | None = None
    preset: Preset | None = None


def dev_secret() -> str:
    """A throwaway secret for ``--dev``, fit for production too: 48 random bytes."""
    return secrets.token_urlsafe(48)


def mint(settings: AuthSettings, grant: Grant, now: float) -> str:
    """A token ``cc_live_<id>.<jwt>`` that expires ``ttl_seconds`` after ``now`` (seconds since the epoch).

    Raises:
        SettingError: only the issuer's public key is configured, the lifetime is not positive, or the token too long.
        NotAuthenticated: a value is one that verifying would refuse.
    """
    if not settings.is_symmetric:
        raise SettingError("Tokens are made by the issuer whose public key is configured; ask there for one.")
    if not grant.ttl_seconds > 0:
        raise SettingError("A token's lifetime must be a positive number of seconds.")
    token_id = secrets.token_hex(8)
    claims = _claims(settings, grant, now, token_id)
    principal_of(claims, token_id, settings, now + grant.ttl_seconds)
    name = settings.algorithms[0]
    signed = f"{_part({'alg': name, 'typ': 'JWT'})}.{_part(claims)}"
    # RFC 7518 §3.2 by hand: PyJWT would load cryptography, half of the time that `cachecore token` takes.
    signature = hmac.digest(settings.jwt_secret.encode(), signed.encode(), f"sha{name.removeprefix('HS')}")
    token = f"{PREFIX}{token_id}.{signed}.{encoded(signature)}"
    if len(token) > settings.max_token_bytes:
        raise SettingError(f"The token would be longer than {settings.max_token_bytes} bytes; grant less in it.")
    return token


def _claims(settings: AuthSettings, grant: Grant, now: float, token_id: str) -> JsonObject:
    permissions, rate = grant.permissions, grant.rate
    optional: dict[str, JsonValue] = {
        "project_id": grant.project_id or None,
        "policy_version": grant.policy_version or None,
        "permissions": {"roles": [*permissions.roles], "scope": [*permissions.scope]}
        if permissions != Permissions()
        else None,
        "fresh_ttl_secs": grant.fresh_seconds,
        "stale_window_secs": grant.stale_seconds,
        "rate_limit": {"requests": rate.requests, "seconds": rate.seconds} if rate is not None else None,
        "l2": grant.preset.value if grant.preset is not None else None,
        "aud": settings.audience or None,
        "iss": settings.issuer or None,
    }
    required: JsonObject = {
        "tenant_id": grant.tenant_id,
        "iat": int(now),
        "exp": int(now + grant.ttl_seconds),
        "cc_id": token_id,
    }
    return required | {name: value for name, value in optional.items() if value is not None}


def _part(value: JsonObject) -> str:
    return encoded(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
