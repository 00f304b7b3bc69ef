"""Who may ask, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..identity import Principal, Rate

__all__ = ["Admission", "Authenticator", "RateLimiter"]


class Authenticator(Protocol):
    """Verifies CacheCore tokens. The algorithm comes from configuration, never from the token (RFC 8725 §3.1)."""

    @property
    def generation(self) -> int:
        """Grows when keys change: whoever was verified under an older one must be verified again."""

    def looks_like_token(self, credential: str) -> bool:
        """Is this meant to be a CacheCore token (``cc_live_…`` or a JWT), whether or not it is a good one?"""

    def verify(self, token: str) -> Principal:
        """The caller behind a good token.

        Raises:
            NotAuthenticated: anything is wrong with it; the message says what to change, without the token's text.
        """


@dataclass(frozen=True, slots=True)
class Admission:
    """Outcome of a rate check: what the ``x-ratelimit-*`` headers say. Seconds until reset and until retry."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: float
    retry_after_seconds: float = 0.0


class RateLimiter(Protocol):
    """Counts requests per subject (tenant or address), across all processes that share the store."""

    def admit_at_once(self, subject: str, rate: Rate) -> Admission | None:
        """What ``admit`` would return, where it need not wait; ``None``: nothing was taken, use ``admit``."""

    async def admit(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance. Fails open: store trouble admits."""
