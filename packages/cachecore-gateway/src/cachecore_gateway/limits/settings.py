"""Settings of the limits; checked where they are made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from ipaddress import ip_network

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.identity import Rate

__all__ = ["FORWARDED_HEADERS", "LimitSettings"]

FORWARDED_HEADERS = ("x-forwarded-for", "forwarded")
"""Headers that a proxy may tell the client's address in: the usual one, and RFC 7239's."""


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """Who may ask how often.

    Raises:
        SettingError: a value cannot be honoured; the message names the setting.
    """

    anonymous: Rate = Rate(100, 60.0)  # noqa: RUF009 - frozen
    """Per client address, for requests without a CacheCore token."""
    tenant: Rate | None = None
    """Per tenant, where its token names no rate of its own; ``None``: no limit."""
    max_subjects: int = 16_384
    """Tenants and addresses counted at once, >= 8; past it the least recently seen are forgotten."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (``10.0.0.0/8``, ``::1``) whose word about the client's address is taken."""
    forwarded_header: str = "x-forwarded-for"
    """The one header that these proxies set themselves; another one could come from anybody."""

    def __post_init__(self) -> None:
        _check_rate("limits.anonymous", self.anonymous)
        if self.tenant is not None:
            _check_rate("limits.tenant", self.tenant)
        if self.max_subjects < 8:
            raise SettingError("limits.max_subjects must be 8 or more.")
        if self.forwarded_header not in FORWARDED_HEADERS:
            raise SettingError(f"limits.forwarded_header must be one of {', '.join(FORWARDED_HEADERS)}.")
        for network in self.trusted_proxies:
            _check_network(network)


def _check_rate(name: str, rate: Rate) -> None:
    if rate.requests < 1 or not (math.isfinite(rate.seconds) and rate.seconds > 0):
        raise SettingError(f"{name} must allow at least 1 request in a positive number of seconds.")


def _check_network(network: str) -> None:
    try:
        ip_network(network)
    except ValueError as error:
        raise SettingError(f"limits.trusted_proxies holds {network!r}: {error}.") from None
