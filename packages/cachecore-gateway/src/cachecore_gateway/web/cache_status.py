"""The headers that say where an answer came from: ``X-Cache*`` (SPEC 2.4) and ``Cache-Status`` (RFC 9211)."""

from __future__ import annotations

from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.engine import Outcome

__all__ = ["FORWARDED", "cache_headers", "cache_status"]

FORWARDED = {
    Reason.ABSENT: "uri-miss",
    Reason.EXPIRED: "stale",
    Reason.INVALIDATED: "miss",
    Reason.UNCOVERED: "vary-miss",
    Reason.TOO_OLD: "request",
    Reason.NO_CACHE: "request",
    Reason.NO_STORE: "request",
    Reason.STORE_DOWN: "miss",
    Reason.BYPASS_ASKED: "bypass",
    Reason.ANONYMOUS: "bypass",
    Reason.NOT_CACHEABLE: "bypass",
    Reason.STATEFUL: "bypass",
    Reason.USAGE_UNTOLD: "vary-miss",
}
"""RFC 9211 §2.2: why the request went forward."""

_HIT_DETAILS = {Tier.HIT_L2: b"; detail=semantic", Tier.HIT_L1_STALE: b"; detail=stale"}

_TIERS = {tier: tier.value.encode() for tier in Tier}


def cache_headers(outcome: Outcome) -> list[tuple[bytes, bytes]]:
    """All cache headers of an answer."""
    similarity = b"0.00"
    if outcome.tier is Tier.HIT_L2:
        similarity = f"{outcome.similarity:.4f}".encode()
    elif outcome.tier in (Tier.HIT_L1, Tier.HIT_L1_STALE):
        similarity = b"1.00"
    headers = [
        (b"x-cache", _TIERS[outcome.tier]),
        (b"x-cache-similarity", similarity),
        (b"x-cache-age", b"%d" % outcome.age),
        (b"cache-status", cache_status(outcome)),
    ]
    if outcome.entry_id:
        headers.append((b"x-cache-entry", outcome.entry_id.encode()))
    return headers


def cache_status(outcome: Outcome) -> bytes:
    """The ``Cache-Status`` member of this cache."""
    if outcome.reason is not None:
        return _forwarded(outcome).encode()
    ttl = b"" if outcome.ttl is None else b"; ttl=%d" % outcome.ttl
    return b"CacheCore; hit" + ttl + _HIT_DETAILS.get(outcome.tier, b"")


def _forwarded(outcome: Outcome) -> str:
    assert outcome.reason is not None
    parts = [f"CacheCore; fwd={FORWARDED[outcome.reason]}"]
    if outcome.tier is not Tier.HIT_L1_STALE:
        parts.append(f"fwd-status={outcome.status}")
    if outcome.entry_id and not outcome.stored_detail:
        parts.append("stored")
    if outcome.collapsed:
        parts.append("collapsed")
    parts.append(f"detail={_detail(outcome)}")
    return "; ".join(parts)


def _detail(outcome: Outcome) -> str:
    reason = outcome.reason.value if outcome.reason is not None else ""
    return f'"{reason}, not stored: {outcome.stored_detail}"' if outcome.stored_detail else reason
