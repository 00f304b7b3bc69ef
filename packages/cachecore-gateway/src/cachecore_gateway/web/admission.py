"""Rate limits at the door: per tenant, per address for anonymous callers."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from cachecore_gateway.core.errors import RateLimited
from cachecore_gateway.core.identity import Principal, Rate
from cachecore_gateway.core.ports import Admission, RateLimiter

from .exchange import Headers
from .head import Head
from .settings import WebSettings

__all__ = ["Doorkeeper"]


class Doorkeeper:
    """Admits requests or refuses them with 429.

    Args:
        address_of: the address a request counts for, forwarded-for headers considered.
    """

    def __init__(self, limiter: RateLimiter, settings: WebSettings, address_of: Callable[[Head], str]) -> None:
        self._limiter = limiter
        self._settings = settings
        self._address_of = address_of

    async def admit(self, head: Head, principal: Principal | None) -> Headers:
        """The ``x-ratelimit-*`` headers of an admitted request; empty where no limit holds.

        Raises:
            RateLimited: the allowance is used up.
        """
        if principal is None:
            subject, rate = f"address:{self._address_of(head)}", self._settings.anonymous_rate
        else:
            chosen = principal.rate or self._settings.tenant_rate
            if chosen is None:
                return []
            subject, rate = f"tenant:{principal.tenant_id}", chosen
        return self._headers(await self._limiter.admit(subject, rate), rate)

    def _headers(self, admission: Admission, rate: Rate) -> Headers:
        if not admission.allowed:
            raise RateLimited(
                f"The limit of {rate.requests} requests per {rate.seconds:g} seconds is used up;"
                f" try again in {ceil(admission.retry_after_seconds)} seconds.",
                retry_after_seconds=admission.retry_after_seconds,
            )
        return [
            (b"x-ratelimit-limit-requests", b"%d" % admission.limit),
            (b"x-ratelimit-remaining-requests", b"%d" % admission.remaining),
            (b"x-ratelimit-reset-requests", f"{admission.reset_seconds:.3f}s".encode()),
        ]
