"""From claims to ``Principal``: each claim is of its type, or the token is bad and the message names the claim."""

from __future__ import annotations

import math
from typing import NoReturn

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Permissions, Principal, Rate

from .settings import AuthSettings

__all__ = ["checked_times", "finite_number", "principal_of"]

_MOST_NAME_LETTERS = 128
_MOST_GRANT_LETTERS = 512
_YEAR_10000 = 253_402_300_800.0
_MOST_RATE_REQUESTS = 10**9
_MOST_RATE_SECONDS = 366 * 86_400.0


def checked_times(claims: JsonObject, now: float, leeway_seconds: float) -> float:
    """``exp``, in seconds since the epoch, if the token is good now.

    Raises:
        NotAuthenticated: it has expired, is not good yet, or says when in a way that cannot be trusted.
    """
    if claims.get("exp") is None:
        _bad("exp", "is missing; every token must expire")
    expires_at = _time(claims, "exp", 0.0)
    if expires_at <= now:
        raise NotAuthenticated("The token has expired; get a new one.", code="token_expired")
    for name in ("nbf", "iat"):
        if _time(claims, name, now) > now + leeway_seconds:
            _bad(name, "lies in the future; check the issuer's clock")
    return expires_at


def principal_of(claims: JsonObject, token_id: str, settings: AuthSettings, expires_at: float) -> Principal:
    """The caller that verified claims describe.

    Raises:
        NotAuthenticated: a claim is missing or of the wrong type.
    """
    _check_addressing(claims, settings)
    if claims.get("cc_id", token_id) != token_id and token_id:
        _bad("cc_id", "is not the id in front of the token")
    if claims.get("tenant_id") is None:
        _bad("tenant_id", "is missing")
    return Principal(
        tenant_id=_name(claims, "tenant_id"),
        expires_at=expires_at,
        project_id=_name(claims, "project_id"),
        policy_version=_policy_version(claims),
        permissions=_permissions(claims),
        fresh_seconds=_capped(claims, "fresh_ttl_secs", settings.max_fresh_seconds),
        stale_seconds=_capped(claims, "stale_window_secs", settings.max_stale_seconds),
        rate=_rate(claims.get("rate_limit")),
        preset=_preset(claims.get("l2")),
        token_id=token_id,
    )


def _bad(claim: str, what: str) -> NoReturn:
    raise NotAuthenticated(f"The token's claim {claim} {what}.")


def _time(claims: JsonObject, name: str, absent: float) -> float:
    value = claims.get(name)
    if value is None:
        return absent
    number = finite_number(value)
    if number is None:
        _bad(name, "must be a number of seconds since 1970")
    if not 0 <= number < _YEAR_10000:
        _bad(name, "is past the year 9999; it counts seconds, not milliseconds")
    return number


def finite_number(value: JsonValue) -> float | None:
    """The value if it is a number (a boolean is none) that a double can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _check_addressing(claims: JsonObject, settings: AuthSettings) -> None:
    audience, issuer = claims.get("aud"), claims.get("iss")
    audiences = [audience] if audience is None or isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(part is None or isinstance(part, str) for part in audiences):
        _bad("aud", "must be a string or a list of strings")
    if settings.audience and settings.audience not in audiences:
        _bad("aud", "does not name this gateway (auth.audience)")
    if issuer is not None and not isinstance(issuer, str):
        _bad("iss", "must be a string")
    if settings.issuer and settings.issuer != issuer:
        _bad("iss", "is not the configured issuer (auth.issuer)")


def _name(claims: JsonObject, name: str) -> str:
    value = claims.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not value:
        _bad(name, "must be a non-empty string")
    if len(value) > _MOST_NAME_LETTERS or not value.isprintable() or value.strip() != value:
        _bad(name, f"must be at most {_MOST_NAME_LETTERS} printable characters without white space around")
    return value


def _policy_version(claims: JsonObject) -> str:
    value = claims.get("policy_version")
    if isinstance(value, bool):
        _bad("policy_version", "must be a string or a number")
    if isinstance(value, (int, float)):
        text = str(value) if finite_number(value) is not None else ""
        if not 0 < len(text) <= _MOST_NAME_LETTERS:
            _bad("policy_version", "is too large a number")
        return text
    return _name(claims, "policy_version")


def _permissions(claims: JsonObject) -> Permissions:
    """Everything that any of the three claims grants; what is left out of the namespace would be shared."""
    roles, scope = _texts(claims.get("roles"), "roles"), _texts(claims.get("scope"), "scope", split=True)
    both = claims.get("permissions")
    if isinstance(both, dict):
        if not set(both) <= {"roles", "scope"}:
            _bad("permissions", "may hold roles and scope, nothing else")
        roles += _texts(both.get("roles"), "permissions.roles")
        scope += _texts(both.get("scope"), "permissions.scope", split=True)
    else:
        scope += _texts(both, "permissions", split=True)
    return Permissions.of(roles, scope)


def _texts(value: JsonValue, name: str, *, split: bool = False) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        value = [*value.split()] if split else [value]
    if not isinstance(value, list):
        _bad(name, "must be a list of strings or a string")
    return [_grant(part, name) for part in value]


def _grant(part: JsonValue, name: str) -> str:
    if not isinstance(part, str) or not 0 < len(part) <= _MOST_GRANT_LETTERS or not part.isprintable():
        _bad(name, "must hold non-empty printable strings")
    return part


def _capped(claims: JsonObject, name: str, most: float) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    number = finite_number(value)
    if number is None or number < 0:
        _bad(name, "must be a number of seconds, 0 or more")
    return min(number, most)


def _rate(value: JsonValue) -> Rate | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        return Rate(_requests(value))
    if not {"requests"} <= set(value) <= {"requests", "seconds"}:
        _bad("rate_limit", "must hold requests and may hold seconds")
    seconds = finite_number(value.get("seconds", 60))
    if seconds is None or not 0 < seconds <= _MOST_RATE_SECONDS:
        _bad("rate_limit", "must name a positive number of seconds, a year at most")
    return Rate(_requests(value["requests"]), seconds)


def _preset(value: JsonValue) -> Preset | None:
    if value is None:
        return None
    presets = {preset.value: preset for preset in Preset}
    if not isinstance(value, str) or value not in presets:
        _bad("l2", "must be off, balanced or strict")
    return presets[value]


def _requests(value: JsonValue) -> int:
    number = finite_number(value)
    if number is None or number != int(number) or not 1 <= number <= _MOST_RATE_REQUESTS:
        _bad("rate_limit", "must be a whole number of requests, 1 or more")
    return int(number)
