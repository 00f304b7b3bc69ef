"""The store's parts over one server, opened and closed together."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Self

from cachecore_gateway.core.ports import Clock, Health

from ..settings import RedisSettings
from .address import Address
from .cells import RedisCells
from .checkup import Checkup
from .entries import RedisEntries
from .flights import RedisFlights
from .inbox import Inbox
from .index import RedisIndex
from .keys import Keys
from .leases import Leases
from .ledger import RedisLedger
from .limiter import RedisRateLimiter
from .link import Link
from .pairs import RedisPairs
from .post import Post
from .reader import Reader
from .tenants import Tenants

__all__ = ["RedisStores"]

_LOG = logging.getLogger(__name__)


class RedisStores:
    """One gateway's share of a server. Make it with :meth:`open`, inside the event loop that uses it.

    Five connections: what requests wait for, bulky writes and messages, searches, invalidations, the inbox.
    """

    def __init__(self, address: Address, settings: RedisSettings, clock: Clock) -> None:
        keys = Keys(settings.key_prefix)
        call, connect = settings.call_timeout_seconds, settings.connect_timeout_seconds
        self._address = address
        self._settings = settings
        self._main = Link(address, call, connect)
        self._bulk = Link(address, call, connect)
        self._search = Link(address, settings.search_timeout_seconds, connect)
        self._raise = Link(address, settings.invalidate_timeout_seconds, connect)
        self._links = (self._main, self._bulk, self._search, self._raise)
        reader = Reader(self._main, keys, restart_keeps_data=settings.restart_keeps_data)
        tenants = Tenants(self._bulk, keys, clock, settings.generation_retention_seconds)
        self.index = RedisIndex(self._search, clock, settings)
        self.entries = RedisEntries(reader, self._bulk, self.index, tenants, settings)
        self.ledger = RedisLedger(reader, self._main, self._raise, settings)
        self.pairs = RedisPairs(self._main, settings)
        self.cells = RedisCells(self._main, keys)
        self.limiter = RedisRateLimiter(self._main, keys)
        """Rate limits shared by all gateways of the store."""
        name = secrets.token_hex(8)
        lease_seconds = settings.lease_seconds
        leases = Leases(self._main, keys, lease_seconds)
        post = Post(self._bulk, keys, call, 2 * lease_seconds)
        self.flights = RedisFlights(leases, post, name, settings.flight_replay_bytes, lease_seconds)
        self._inbox = Inbox(address, keys.inbox(name), self.flights.receive, self.flights.gap)
        self._closed = False

    @classmethod
    async def open(cls, url: str, settings: RedisSettings, clock: Clock) -> Self:
        """Connect to the server at ``url``. One that cannot be reached now is tried again in the background.

        Raises:
            SettingError: the URL cannot be used.
        """
        address = Address.of(url, settings.connect_timeout_seconds)
        stores = cls(address, settings, clock)
        await asyncio.gather(*(link.open() for link in stores._links))
        await stores.flights.open(stores._inbox, settings.connect_timeout_seconds if stores._main.up else 0.0)
        if not stores._main.up:
            _LOG.warning("The store at %s cannot be used yet: %s", address.shown, stores._main.reason)
        return stores

    async def health(self) -> Sequence[Health]:
        """See :class:`Stores`."""
        checkup = Checkup(self._main, self._search, self.index, self._address.sentinels, self._settings)
        return await checkup.parts()

    async def aclose(self) -> None:
        """See :class:`Stores`. Safe to call twice."""
        if not self._closed:
            self._closed = True
            await self.flights.aclose()
            await self.ledger.aclose()
            await asyncio.gather(*(link.aclose() for link in self._links))
            await self._address.aclose()
