"""Rate limits at the door: per tenant, per address for anonymous callers."""

from __future__ import annotations

from math import ceil

from cachecore_gateway.core.errors import RateLimited
from cachecore_gateway.core.identity import Principal, Rate
from cachecore_gateway.core.ports import Admission, RateLimiter
from cachecore_gateway.limits import ClientAddresses, LimitSettings, address_subject

from .exchange import Headers
from .head import Head

__all__ = ["Doorkeeper"]


class Doorkeeper:
    """Admits requests or refuses them with 429."""

    def __init__(self, limiter: RateLimiter, settings: LimitSettings) -> None:
        self._limiter = limiter
        self._settings = settings
        self._addresses = ClientAddresses(settings)

    def admit_at_once(self, principal: Principal) -> Headers | None:
        """As ``admit``, where that need not wait; ``None``: nothing was counted, use ``admit``.

        Raises:
            RateLimited: the allowance is used up.
        """
        rate = principal.rate or self._settings.tenant
        if rate is None:
            return []
        admission = self._limiter.admit_at_once(_subject(principal), rate)
        return None if admission is None else self._headers(admission, rate)

    async def admit(self, head: Head, principal: Principal | None) -> Headers:
        """The ``x-ratelimit-*`` headers of an admitted request; empty where no limit holds.

        Raises:
            RateLimited: the allowance is used up.
        """
        if principal is None:
            address = self._addresses.of(head.peer, head.raw)
            subject, rate = address_subject(address), self._settings.anonymous
        else:
            chosen = principal.rate or self._settings.tenant
            if chosen is None:
                return []
            subject, rate = _subject(principal), chosen
        return self._headers(await self._limiter.admit(subject, rate), rate)

    def _headers(self, admission: Admission, rate: Rate) -> Headers:
        headers = [
            (b"x-ratelimit-limit-requests", b"%d" % admission.limit),
            (b"x-ratelimit-remaining-requests", b"%d" % admission.remaining),
            (b"x-ratelimit-reset-requests", f"{admission.reset_seconds:.3f}s".encode()),
        ]
        if not admission.allowed:
            raise RateLimited(
                f"The limit of {rate.requests} requests per {rate.seconds:g} seconds is used up;"
                f" try again in {ceil(admission.retry_after_seconds)} seconds.",
                retry_after_seconds=admission.retry_after_seconds,
                headers=tuple(headers),
            )
        return headers


def _subject(principal: Principal) -> str:
    return f"tenant:{principal.tenant_id}"
