"""Reading a tenant: entries and generations in one round trip."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cachecore_gateway.core.errors import StoreUnavailable

from .keys import Keys
from .link import Link
from .scripts import BEGIN, LOOK

__all__ = ["Read", "Reader", "field_of"]

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Read:
    """What holds at one moment.

    ``items``, one per entry asked for: ``None`` absent, 1 the one that the caller holds is current, else the record and
    the generation of each of its deps.
    """

    epoch: str
    generations: list[int]
    items: list[Any]


class Reader:
    """Reads over one link.

    An epoch is that of the tenant's ledger and, unless ``restart_keeps_data``, the id of the server's present
    life: a server that restarted, or another one that took over, may lack the latest invalidations, so nothing that was
    recorded before is valid there.
    """

    def __init__(self, link: Link, keys: Keys, *, restart_keeps_data: bool) -> None:
        self._link = link
        self._keys = keys
        self._restart_keeps_data = restart_keeps_data

    async def read(
        self, tenant_id: str, dep_ids: Sequence[str], keys: Sequence[str] = (), held: Sequence[str] = ()
    ) -> Read:
        """Generations of ``dep_ids`` and the entries under ``keys``, of which the caller holds the ids ``held``.

        Raises:
            StoreUnavailable: the server did not answer.
        """
        root = self._keys.root(self._keys.tag(tenant_id))
        names = [f"{root}g", *(f"{root}e:{key}" for key in keys)]
        fields = [field_of(dep_id) for dep_id in dep_ids]
        for _ in range(_TRIES):
            life = self._link.server.life
            epoch, generations, *items = await self._link.run(LOOK, names, len(fields), *fields, *held)
            if epoch is None:
                await self._link.run(BEGIN, names[:1], secrets.token_hex(8))
            elif life == self._link.server.life:
                return Read(self._epoch(epoch.decode()), [int(one or 0) for one in generations], items)
        raise StoreUnavailable(
            "The store forgets what it is told or changes hands all the time; check its eviction policy and replicas."
        )

    def ledger_epoch(self, epoch: str) -> str | None:
        """The ledger's part of ``epoch``; ``None`` when the epoch is over already."""
        own, _, life = epoch.partition(".")
        return own if self._epoch(own) == epoch or not life else None

    def _epoch(self, own: str) -> str:
        return own if self._restart_keeps_data else f"{own}.{self._link.server.life}"


def field_of(dep_id: str) -> bytes:
    """The dep's field in its tenant's ledger."""
    return b"d" + dep_id.encode("utf-8", "surrogatepass")
