"""What a request would be served."""

from __future__ import annotations

import secrets

from cachecore_gateway.core.dependencies import DepState, dep_state
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.ports import Stores

from ..records_of import TENANT, entry_of, key_of, vector_of


async def served(stores: Stores, name: object, tenant: str = TENANT) -> Entry | None:
    """The entry named ``name`` if it may be served now."""
    found = await stores.entries.look([key_of(name)], tenant, ())
    entry = found.entries[0]
    if entry is None or dep_state(entry.tags, entry.epoch, (), found.snapshot) is not DepState.VALID:
        return None
    return entry


async def stored(stores: Stores, name: object, *deps: str, body: bytes = b"{}", scope: str = "") -> Entry:
    """Store an entry as a request that starts now would."""
    started = await stores.ledger.snapshot(TENANT, deps)
    entry = entry_of(name, started, *deps, body=body, scope=scope, entry_id=secrets.token_hex(8))
    await stores.entries.put(entry, vector_of(1) if scope else None)
    return entry
