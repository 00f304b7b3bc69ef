"""``/admin/*``: the operator's calls, behind a bearer of their own (SPEC 2.1)."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from cachecore_gateway.core.canonical import JsonObject, JsonValue, parse_object
from cachecore_gateway.core.errors import InvalidRequest, NotFound, NotPermitted
from cachecore_gateway.engine import EvidenceDesk, Parts, invalidate

from .exchange import Exchange
from .management import answer_of, order_of

__all__ = ["Admin"]

_BODY_BYTES = 1024 * 1024


class Admin:
    """Handlers of the operator's calls.

    Args:
        token: the bearer; empty switches admin off.
        stats: counters since the start, of all workers.
    """

    def __init__(
        self, parts: Parts, evidence: EvidenceDesk, token: str, stats: Callable[[], Awaitable[JsonObject]]
    ) -> None:
        self._parts = parts
        self._evidence = evidence
        self._token = token.encode()
        self._stats = stats

    async def stats(self, exchange: Exchange) -> None:
        """Counters, sizes and the semantic tier's record."""
        self._check(exchange)
        counts = await self._parts.stores.entries.counts()
        stored: JsonObject = {
            "entry_count": counts.entry_count,
            "vector_count": counts.vector_count,
            "body_bytes": counts.body_bytes,
            "dep_count": counts.dep_count,
        }
        await exchange.json(200, {**await self._stats(), "stored": stored})

    async def invalidate(self, exchange: Exchange) -> None:
        """Invalidate for any tenant: the fields of ``/v1/invalidate`` and ``tenant_id``."""
        self._check(exchange)
        body = parse_object(await exchange.body(_BODY_BYTES, 30.0))
        tenant_id: JsonValue = body.pop("tenant_id", None)
        if not isinstance(tenant_id, str) or not tenant_id:
            raise InvalidRequest("tenant_id must be a non-empty string.", param="tenant_id")
        order = order_of(body)
        await exchange.json(200, answer_of(order, list(await invalidate(self._parts, tenant_id, order))))

    async def l2(self, exchange: Exchange) -> None:
        """``{"shadow": true}``: the semantic tier only watches, in all workers; ``false``: it serves again."""
        self._check(exchange)
        body = parse_object(await exchange.body(_BODY_BYTES, 30.0))
        shadow = body.get("shadow")
        if set(body) != {"shadow"} or not isinstance(shadow, bool):
            raise InvalidRequest('Send {"shadow": true} or {"shadow": false} and nothing else.', param="shadow")
        await self._evidence.speak(shadow=shadow)
        await exchange.json(200, {"ok": True, "shadow": shadow})

    async def unknown(self, exchange: Exchange) -> None:
        """Any other path below ``/admin/``."""
        self._check(exchange)
        raise NotFound("There is no such admin call; see the reference for the list.")

    def _check(self, exchange: Exchange) -> None:
        if not self._token:
            raise NotPermitted("Admin is off; set ADMIN_TOKEN to switch it on.", code="admin_off")
        scheme, _, given = exchange.head.get(b"authorization").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise NotPermitted("This call needs the admin token: 'Authorization: Bearer <ADMIN_TOKEN>'.")
