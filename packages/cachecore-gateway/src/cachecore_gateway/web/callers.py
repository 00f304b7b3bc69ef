"""Who is calling: a tenant, a tenant that bypasses, or nobody we know (SPEC 2.2, 2.3)."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Authenticator

from .head import Head

__all__ = ["Caller", "identify"]


_OTHER_CREDENTIALS = frozenset({b"x-cachecore-token", b"x-cachecore-bypass", b"x-api-key"})


class Caller(NamedTuple):
    """``principal`` is ``None`` for anonymous callers. ``authorization`` is the caller's own provider key, if any."""

    principal: Principal | None
    bypass: bool
    authorization: bytes = b""
    good_until: float = inf
    """Wall-clock seconds at which the first of the request's tokens expires."""


def identify(head: Head, authenticator: Authenticator) -> Caller:
    """The caller behind a request head.

    A CacheCore token may come as bearer, in ``X-Cachecore-Token``, in ``X-Cachecore-Bypass`` or as Anthropic's
    ``x-api-key``. Every one that is there must verify, and all must name one tenant.

    Raises:
        NotAuthenticated: a token is bad, or two tokens name two tenants.
    """
    bearer = _only_bearer(head.fields)
    if bearer and authenticator.looks_like_token(bearer):
        principal = authenticator.verify(bearer)
        return Caller(principal, False, good_until=principal.expires_at)
    bypass, tokens = _asked_bypass(head)
    if b"x-cachecore-token" in head.fields:
        tokens.append(head.get(b"x-cachecore-token"))
    own_key = b""
    for credential, value in _provider_credentials(head):
        if authenticator.looks_like_token(credential):
            tokens.insert(0, credential)
        else:
            own_key = own_key or value
    if not tokens:
        return Caller(None, True, own_key)
    principals = [authenticator.verify(token) for token in dict.fromkeys(tokens)]
    if len({principal.tenant_id for principal in principals}) > 1:
        raise NotAuthenticated("The request carries tokens of two tenants; send one token.")
    return Caller(principals[0], bypass, own_key, min(principal.expires_at for principal in principals))


def _only_bearer(fields: dict[bytes, bytes]) -> str:
    """The bearer of a request that brings nothing else to be known by, as nearly all do; empty for the others."""
    authorization = fields.get(b"authorization", b"")
    if authorization[:7].lower() != b"bearer " or not fields.keys().isdisjoint(_OTHER_CREDENTIALS):
        return ""
    return authorization[7:].decode("latin-1").strip()


def _asked_bypass(head: Head) -> tuple[bool, list[str]]:
    if b"x-cachecore-bypass" not in head.fields:
        return False, []
    value = head.get(b"x-cachecore-bypass")
    if value.lower() in ("", "0", "false"):
        return False, []
    return True, [] if value.lower() in ("1", "true") else [value]


def _provider_credentials(head: Head) -> list[tuple[str, bytes]]:
    found = []
    authorization = head.fields.get(b"authorization")
    if authorization:
        text = authorization.decode("latin-1").strip()
        scheme, _, credential = text.partition(" ")
        found.append((credential.strip() if scheme.lower() == "bearer" else text, authorization))
    api_key = head.fields.get(b"x-api-key")
    if api_key:
        found.append((api_key.decode("latin-1").strip(), api_key))
    return found
