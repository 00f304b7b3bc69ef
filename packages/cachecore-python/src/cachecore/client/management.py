"""What management calls of sync and async clients share: the request, and the words for what went wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cachecore.errors import CachecoreError
from cachecore.transports.link import Link
from cachecore.transports.routing import Gateway
from cachecore.wire import INVALIDATE_PATH, InvalidateResult, Invalidation, check_answer

MOST_IN_FLIGHT: Final = 16
"""Invalidations that ``invalidate_many`` has under way at once."""

_USER_AGENT: Final = "cachecore-python/0.2.0"


@dataclass(frozen=True, slots=True)
class Management:
    """Makes the requests for one gateway; ``timeout`` in seconds, for each of connecting, sending and receiving."""

    gateway: Gateway
    link: Link
    timeout: float

    @classmethod
    def of(cls, link: Link, timeout: float) -> Management:
        if link.boundary.gateway is None:
            raise TypeError("gateway_url must be a str, not None")
        if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
            raise TypeError(f"timeout must be a number of seconds, not {type(timeout).__name__}")
        if not (math.isfinite(timeout) and timeout > 0):
            raise ValueError(f"timeout must be above 0 seconds, not {timeout}")
        return cls(link.boundary.gateway, link, float(timeout))

    def request_arguments(self, invalidation: Invalidation) -> dict[str, Any]:
        """Arguments for the ``Request`` of httpx or httpx2. The transport adds the token."""
        return {
            "method": "POST",
            "url": f"{self.gateway}{INVALIDATE_PATH}",
            "content": invalidation.body(),
            "headers": {
                "Authorization": f"Bearer {self.link.token.value}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": _USER_AGENT,
            },
            "extensions": {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self.timeout)},
        }

    def unreachable(self, error: Exception) -> CachecoreError:
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        return CachecoreError(f"no answer from the gateway at {self.gateway} ({said})")

    def result(
        self, invalidation: Invalidation, status_code: int, headers: Mapping[str, str], body: bytes
    ) -> InvalidateResult:
        """The confirmed result, or the ``CachecoreError`` that fits; it quotes the answer without our token."""
        try:
            check_answer(status_code, headers, body)
        except CachecoreError as error:
            error.args = (str(error).replace(self.link.token.value, "[token]"),)
            raise
        return InvalidateResult(invalidation.dep_id, ok=True)


def invalidations(dep_ids: Iterable[str], new_hash: str | None) -> list[Invalidation]:
    """All of them, checked before the first is sent. Raises ``TypeError`` or ``ValueError``."""
    if isinstance(dep_ids, (str, bytes)) or not isinstance(dep_ids, Iterable):
        raise TypeError(f"dep_ids must be a list of str, not {type(dep_ids).__name__}: ['table:products']")
    return [Invalidation.of(dep_id, new_hash) for dep_id in dep_ids]
