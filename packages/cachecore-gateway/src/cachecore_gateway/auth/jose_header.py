"""The token's header: it may name the algorithm and the key, and decides neither (RFC 8725 §3.1, §3.5, §3.10)."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.errors import NotAuthenticated

__all__ = ["JoseHeader", "checked_header"]

_FORBIDDEN = ("jku", "jwk", "x5u", "x5c", "crit", "b64", "enc", "zip")
_TYPES = ("jwt", "at+jwt", "application/at+jwt")
_KEY_ID = re.compile(r"[A-Za-z0-9._:@+=-]{1,256}")


@dataclass(frozen=True, slots=True)
class JoseHeader:
    """What is left to read: the algorithm, which is one of those configured, and the key id, empty for none."""

    algorithm: str
    key_id: str


def checked_header(header: JsonObject, algorithms: Set[str]) -> JoseHeader:
    """The header if it asks for nothing that is not configured.

    Raises:
        NotAuthenticated: another algorithm, keys brought along, extensions that must be understood, a nested token, or
            a key id that is more than a name.
    """
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise NotAuthenticated("The token's header names an algorithm (alg) that is not configured.")
    for name in _FORBIDDEN:
        if name in header:
            raise NotAuthenticated(f"The token's header holds {name}, which is not accepted.")
    _check_type(header)
    key_id = header.get("kid", "")
    if not isinstance(key_id, str) or (key_id and not _KEY_ID.fullmatch(key_id)):
        raise NotAuthenticated("The token's header holds a key id (kid) that is not a plain name.")
    return JoseHeader(algorithm, key_id)


def _check_type(header: JsonObject) -> None:
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise NotAuthenticated("The token's header holds a type (typ) other than JWT.")
    if "cty" in header:
        raise NotAuthenticated("The token's header holds a content type (cty): nested tokens are not accepted.")
