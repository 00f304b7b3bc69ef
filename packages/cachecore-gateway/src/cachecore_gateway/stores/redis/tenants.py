"""Which tenants have written lately, so that sizes can be summed and entries found without knowing whose they are."""

from __future__ import annotations

import contextlib

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Clock

from .keys import Keys
from .link import Link

__all__ = ["Tenants"]

_NOTE_SECONDS = 600.0


class Tenants:
    """A sorted set of hashes of tenants by last writing; who has not written for ``keep_seconds`` has no entries."""

    def __init__(self, link: Link, keys: Keys, clock: Clock, keep_seconds: float) -> None:
        self.clock = clock
        self._link = link
        self._name = keys.tenants
        self._keep_seconds = keep_seconds + _NOTE_SECONDS
        self._noted: dict[str, float] = {}

    async def note(self, tag: str) -> None:
        """The tenant writes. Cheap when it wrote just now; a failed note costs a count, no more."""
        now = self.clock.now()
        if abs(now - self._noted.get(tag, 0.0)) < _NOTE_SECONDS:
            return
        with contextlib.suppress(StoreUnavailable):
            await self._link.call(
                ("ZADD", self._name, now, tag),
                ("ZREMRANGEBYSCORE", self._name, "-inf", now - self._keep_seconds),
                ("PEXPIRE", self._name, int(self._keep_seconds * 1000)),
            )
            if len(self._noted) > 100_000:
                self._noted.clear()
            self._noted[tag] = now

    async def tags(self) -> list[str]:
        """Hashes of all tenants that may have entries.

        Raises:
            StoreUnavailable: the server did not answer.
        """
        (tags,) = await self._link.call(("ZRANGE", self._name, 0, -1))
        return [tag.decode() for tag in tags]
