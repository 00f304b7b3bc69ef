"""Invalidation as callers ask for it: single, batch, by prefix, dry run (SPEC 2.5)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cachecore_gateway.core.dependencies import PREFIX_DEP_ID
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.ports import Invalidation

from .parts import Parts

__all__ = ["MAX_BATCH", "Order", "invalidate"]

MAX_BATCH = 1000
"""Dep ids that one call may invalidate."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to invalidate: named deps, or all known deps that start with ``prefix`` (``None``: by name)."""

    dep_ids: tuple[str, ...] = ()
    new_hash: str | None = None
    prefix: str | None = None
    dry_run: bool = False


async def invalidate(parts: Parts, tenant_id: str, order: Order) -> Sequence[Invalidation]:
    """Carry out ``order`` for one tenant; durable when it returns.

    A dry run changes nothing and counts the entries that carry each dep.

    Raises:
        InvalidRequest: more than ``MAX_BATCH`` deps.
        StoreUnavailable: nothing was invalidated.
    """
    new_hash = order.new_hash or str(uuid.uuid4())
    counts = dict.fromkeys(order.dep_ids, 0)
    if order.prefix is not None and not order.dry_run:
        await parts.stores.ledger.invalidate(tenant_id, [(PREFIX_DEP_ID, new_hash)])
    if order.prefix is not None or order.dry_run:
        counts = await _known(parts, tenant_id, order)
    if len(counts) > MAX_BATCH:
        raise InvalidRequest(f"One call may invalidate {MAX_BATCH} deps; use a longer prefix or several calls.")
    if order.dry_run:
        return [Invalidation(dep_id, new_hash, count) for dep_id, count in counts.items()]
    if not counts:
        return []
    return await parts.stores.ledger.invalidate(tenant_id, [(dep_id, new_hash) for dep_id in counts])


async def _known(parts: Parts, tenant_id: str, order: Order) -> dict[str, int]:
    if order.prefix is not None:
        return dict(await parts.stores.ledger.matching(tenant_id, order.prefix, MAX_BATCH + 1))
    counts: dict[str, int] = {}
    for dep_id in order.dep_ids:
        matches = dict(await parts.stores.ledger.matching(tenant_id, dep_id, 1))
        counts[dep_id] = matches.get(dep_id, 0)
    return counts
