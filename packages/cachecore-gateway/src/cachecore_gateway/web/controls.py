"""Request headers that steer the cache: ``Cache-Control`` (RFC 9111 §5.2.1) and CacheCore's own.

An unknown ``X-Cachecore-*`` header or a malformed value is an error, never ignored; unknown ``Cache-Control``
directives are ignored as RFC 9111 §5.2.3 demands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from cachecore_gateway.core.controls import NO_CONTROLS, Controls, Preset
from cachecore_gateway.core.errors import InvalidRequest

from .head import Head

__all__ = ["CACHECORE_HEADERS", "read_controls"]

CACHECORE_HEADERS = {
    b"x-cachecore-token": "the tenant's token",
    b"x-cachecore-deps": "what the answer depends on: base64url of a JSON array",
    b"x-cachecore-bypass": "the tenant's token, or 1 beside a token: neither look up nor store",
    b"x-cachecore-exact-only": "1: no semantic hit for this request",
    b"x-cachecore-l2": "off, balanced or strict: raises the bar for a semantic hit, never lowers it",
    b"x-cachecore-min-similarity": "lowest cosine for a semantic hit, 0 to 1: raises the bar, never lowers it",
    b"x-cachecore-fresh-seconds": "how long the new answer stays fresh, in seconds",
    b"x-cachecore-stale-seconds": "how long it may be served stale after that, in seconds",
}
"""Every CacheCore request header and its meaning."""

_TUNING = (
    b"cache-control",
    b"pragma",
    b"x-cachecore-exact-only",
    b"x-cachecore-l2",
    b"x-cachecore-min-similarity",
    b"x-cachecore-fresh-seconds",
    b"x-cachecore-stale-seconds",
)
T = TypeVar("T")
_LONGEST_SECONDS = 366 * 86400.0


def read_controls(head: Head) -> Controls:
    """What the request asks of the cache.

    Raises:
        InvalidRequest: a CacheCore header is unknown or malformed, or a directive has no readable number.
    """
    if not _tuned(tuple(head.fields)):
        return NO_CONTROLS
    values = tuple(head.get(name) for name in _TUNING)
    return _parsed(values) if any(values) else NO_CONTROLS


@lru_cache(maxsize=256)
def _tuned(names: tuple[bytes, ...]) -> bool:
    """Does a field of these names steer the cache? Clients send the same names each time, so this is remembered."""
    for name in names:
        if name.startswith(b"x-cachecore-") and name not in CACHECORE_HEADERS:
            known = ", ".join(sorted(known.decode() for known in CACHECORE_HEADERS))
            raise InvalidRequest(f"Unknown header {name.decode('latin-1')}; known are {known}.", code="unknown_header")
    return not set(names).isdisjoint(_TUNING)


@lru_cache(maxsize=1024)
def _parsed(values: tuple[str, ...]) -> Controls:
    cache_control, pragma, exact_only, l2, similarity, fresh, stale = values
    directives = _directives(cache_control)
    preset = _preset(l2)
    return Controls(
        no_store="no-store" in directives,
        no_cache="no-cache" in directives or (not cache_control and "no-cache" in pragma.lower()),
        only_if_cached="only-if-cached" in directives,
        max_age_seconds=_delta(directives, "max-age"),
        max_stale_seconds=_delta(directives, "max-stale") if directives.get("max-stale") else None,
        min_fresh_seconds=_delta(directives, "min-fresh") or 0.0,
        preset=Preset.OFF if _flag(exact_only, "x-cachecore-exact-only") else preset,
        min_similarity=_number(similarity, "x-cachecore-min-similarity", 1.0),
        fresh_seconds=_number(fresh, "x-cachecore-fresh-seconds", _LONGEST_SECONDS),
        stale_seconds=_number(stale, "x-cachecore-stale-seconds", _LONGEST_SECONDS),
    )


def _directives(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name:
            found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _delta(directives: dict[str, str], name: str) -> float | None:
    value = directives.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()):
        raise InvalidRequest(f"Cache-Control: {name} needs whole seconds, like {name}=60.", param="cache-control")
    return float(value[:12])


def _number(text: str, name: str, most: float) -> float | None:
    if not text:
        return None
    value = _read(float, text)
    if value is None or not 0.0 <= value <= most:
        raise InvalidRequest(f"{name} must be a number from 0 to {most:g}.", param=name)
    return value


def _flag(text: str, name: str) -> bool:
    if text.lower() in ("", "0", "false"):
        return False
    if text.lower() in ("1", "true"):
        return True
    raise InvalidRequest(f"{name} must be 1 or 0.", param=name)


def _preset(text: str) -> Preset | None:
    if not text:
        return None
    found = _read(Preset, text.lower())
    if found is None:
        raise InvalidRequest("x-cachecore-l2 must be off, balanced or strict.", param="x-cachecore-l2")
    return found


def _read(kind: Callable[[str], T], text: str) -> T | None:
    try:
        return kind(text)
    except ValueError:
        return None
