"""Leases: a key with an owner's token that runs out unless it is renewed."""

from __future__ import annotations

import asyncio
import contextlib

from cachecore_gateway.core.errors import StoreUnavailable

from .keys import Keys
from .link import Link
from .scripts import RELEASE, RENEW

__all__ = ["Leases"]


class Leases:
    """Takes, renews and gives back leases of one gateway. An owner is ``<gateway>.<token>``."""

    def __init__(self, link: Link, keys: Keys, seconds: float) -> None:
        self._link = link
        self._keys = keys
        self._milliseconds = int(seconds * 1000)
        self._held: dict[str, str] = {}
        self._renewing: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start renewing what is held, four times in a lease's life."""
        self._renewing = asyncio.create_task(self._renew_forever(self._milliseconds / 4000))

    async def aclose(self) -> None:
        """Give everything back."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        await asyncio.gather(*(self.release(key, owner) for key, owner in list(self._held.items())))

    async def take(self, key: str, owner: str) -> str:
        """Who has the lease of ``key`` now: ``owner`` if it was free.

        Raises:
            StoreUnavailable: the server did not answer.
        """
        command = ("SET", self._keys.lease(key), owner, "NX", "GET", "PX", self._milliseconds)
        (other,) = await self._link.call(command)
        if other is not None:
            return str(other.decode())
        self._held[key] = owner
        return owner

    async def holder(self, key: str) -> str:
        """Who has the lease of ``key`` now; empty for nobody.

        Raises:
            StoreUnavailable: the server did not answer.
        """
        (owner,) = await self._link.call(("GET", self._keys.lease(key)))
        return "" if owner is None else str(owner.decode())

    async def release(self, key: str, owner: str) -> None:
        """Give a lease back. In trouble it runs out by itself."""
        if self._held.get(key) == owner:
            del self._held[key]
        with contextlib.suppress(StoreUnavailable):
            await self._link.run(RELEASE, (self._keys.lease(key),), owner)

    async def _renew_forever(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await asyncio.gather(*(self._renew(key, owner) for key, owner in list(self._held.items())))

    async def _renew(self, key: str, owner: str) -> None:
        with contextlib.suppress(StoreUnavailable):
            kept = await self._link.run(RENEW, (self._keys.lease(key),), owner, self._milliseconds)
            if self._held.get(key) != owner:
                await self._link.run(RELEASE, (self._keys.lease(key),), owner)  # given back while it was renewed
            elif not kept:
                del self._held[key]  # lost to another gateway; the call that it covered runs on
