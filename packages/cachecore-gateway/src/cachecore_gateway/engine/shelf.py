"""Writing: a whole good answer becomes an entry, unless its data changed while it was fetched."""

from __future__ import annotations

import secrets

from cachecore_gateway.core.dependencies import PREFIX_DEP_ID, DepState, Snapshot, dep_state, tags_of, watched
from cachecore_gateway.core.entry import Answer, Entry, Meaning
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.freshness import Lifetime
from cachecore_gateway.core.ports import Vector
from cachecore_gateway.core.request import Ask

from .parts import Parts

__all__ = ["Shelf"]


class Shelf:
    """Puts answers into the store. The request's own lifetime outweighs the token's, the token's the configured one."""

    def __init__(self, parts: Parts) -> None:
        self._entries = parts.stores.entries
        self._ledger = parts.stores.ledger
        self._observer = parts.observer
        self._clock = parts.clock
        self._lifetime = parts.settings.lifetime
        self._model_id = parts.embedder.model_id if parts.embedder is not None else ""

    async def store(self, ask: Ask, started: Snapshot | None, answer: Answer, vector: Vector | None) -> tuple[str, str]:
        """Store under the generations read at the start; (entry id, "") or ("", why not)."""
        if started is None:
            return "", "store-unavailable"
        entry = self._entry(ask, started, answer, vector)
        try:
            current = await self._ledger.snapshot(ask.principal.tenant_id, watched(ask.deps))
            unlisted = current.of(PREFIX_DEP_ID) != started.of(PREFIX_DEP_ID)
            if unlisted or dep_state(entry.tags, entry.epoch, ask.deps, current) is not DepState.VALID:
                return "", "invalidated-while-fetched"
            await self._entries.put(entry, vector)
        except StoreUnavailable as error:
            self._observer.fault("entries", error)
            return "", "store-unavailable"
        return entry.entry_id, ""

    def _entry(self, ask: Ask, started: Snapshot, answer: Answer, vector: Vector | None) -> Entry:
        meaning = None
        if vector is not None and ask.question is not None:
            meaning = Meaning(ask.question.scope, ask.question.text, self._model_id)
        return Entry(
            key=ask.key,
            entry_id=secrets.token_hex(12),
            tenant_id=ask.principal.tenant_id,
            namespace=ask.namespace,
            protocol=ask.protocol,
            model=ask.call.model,
            window=self._lifetime_for(ask).starting_at(self._clock.now()),
            tags=tags_of(ask.deps, started),
            epoch=started.epoch,
            answer=answer,
            meaning=meaning,
        )

    def _lifetime_for(self, ask: Ask) -> Lifetime:
        controls, principal, configured = ask.controls, ask.principal, self._lifetime
        return Lifetime(
            _first(controls.fresh_seconds, principal.fresh_seconds, configured.fresh_seconds),
            _first(controls.stale_seconds, principal.stale_seconds, configured.stale_seconds),
            configured.stale_if_error_seconds,
        )


def _first(*choices: float | None) -> float:
    return next(choice for choice in choices if choice is not None)
