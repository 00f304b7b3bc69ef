"""What a token says, without its secret: for ``cachecore token inspect``."""

from __future__ import annotations

from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject

from .claims import finite_number
from .compact import parse_compact

__all__ = ["Description", "describe"]

_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Description:
    """A token's parts as it states them; **nothing is verified**."""

    token_id: str
    """Empty for a bare JWT."""
    header: JsonObject
    claims: JsonObject
    expires_at: float | None
    """``exp`` in seconds since the epoch, ``None`` where it is missing or no number."""

    def expired(self, now: float) -> bool:
        """Has it expired, or does it never say when?"""
        return self.expires_at is None or self.expires_at <= now


def describe(token: str) -> Description:
    """Read a token without verifying it.

    Raises:
        NotAuthenticated: it is not of a token's form.
    """
    compact = parse_compact(token.strip(), _MOST_BYTES)
    expires_at = finite_number(compact.claims.get("exp"))
    return Description(compact.token_id, compact.header, compact.claims, expires_at)
