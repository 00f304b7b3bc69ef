"""Comparing what the semantic tier serves, or would serve, with what the provider says to the very question."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from cachecore_gateway.core.dependencies import watched
from cachecore_gateway.core.entry import Answer, Entry
from cachecore_gateway.core.evidence import Source
from cachecore_gateway.core.flight import Landed, Landing
from cachecore_gateway.core.meaning import Memory, handle_of
from cachecore_gateway.core.request import Ask

from ..broadcast import Broadcast
from ..chores import Chores
from ..errand import Errand
from ..fetch import Fetcher
from ..meaning import Found
from ..parts import Parts
from .comparing import AnswerComparer
from .desk import EvidenceDesk

__all__ = ["Sampler"]

_RECHECKS_AT_ONCE = 16
_FOLLOWED_AT_ONCE = 1024
"""Lookups in shadow whose answer is awaited; each costs a task that sleeps while the provider works."""


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What was asked, what would be served for it, and when (seconds since the epoch)."""

    ask: Ask
    entry: Entry
    at: float


class Sampler:
    """Re-checks a share of the hits served, and follows lookups in shadow to their answer.

    Args:
        draw: a number from 0 (included) to 1 (excluded) for each hit.
    """

    def __init__(
        self,
        parts: Parts,
        fetcher: Fetcher,
        desk: EvidenceDesk,
        comparer: AnswerComparer,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._parts = parts
        self._fetcher = fetcher
        self._desk = desk
        self._comparer = comparer
        self._draw = draw
        self._share = parts.settings.meaning.recheck_share
        self._rechecks = Chores(parts.observer, "evidence", _RECHECKS_AT_ONCE)
        self._followed = Chores(parts.observer, "evidence", _FOLLOWED_AT_ONCE)

    def served(self, ask: Ask, found: Found) -> None:
        """A semantic hit goes out; perhaps it is checked."""
        self._desk.record.served(ask.principal.tenant_id)
        may_ask = not ask.controls.only_if_cached and ask.principal.expires_at > self._parts.clock.now()
        if found.entry is not None and may_ask and self._draw() < self._share:
            self._rechecks.start(self._recheck(_Lookup(ask, found.entry, self._parts.clock.now()), found))

    def shadowed(self, ask: Ask, found: Found, attempt: Broadcast) -> None:
        """A hit was held back; ``attempt`` is the upstream call made in its place."""
        if found.entry is not None:
            self._followed.start(self._follow(_Lookup(ask, found.entry, self._parts.clock.now()), attempt))

    async def settled(self) -> None:
        """Return once nothing is being checked."""
        await self._rechecks.settled()
        await self._followed.settled()

    async def aclose(self) -> None:
        """Drop what is being checked."""
        await self._rechecks.aclose()
        await self._followed.aclose()

    async def _recheck(self, lookup: _Lookup, found: Found) -> None:
        if not await self._desk.rechecks.take():
            return
        ask = lookup.ask
        dep_ids = watched(ask.deps)
        started = await self._parts.stores.ledger.snapshot(ask.principal.tenant_id, dep_ids)
        subscription = self._fetcher.join(Errand(ask, started, found.vector, purpose="recheck"))
        try:
            landed = await subscription.attempt.wait_landed()
        finally:
            subscription.close()
        await self._weigh(lookup, landed, Source.RECHECK)

    async def _follow(self, lookup: _Lookup, attempt: Broadcast) -> None:
        same = await self._weigh(lookup, await attempt.wait_landed(), Source.SHADOW)
        if same:
            await self._desk.saved_in_shadow(lookup.entry.answer.usage)

    async def _weigh(self, lookup: _Lookup, landed: Landed, source: Source) -> bool | None:
        """Compare and count. An answer that may not be stored, or whose data has changed since, proves nothing."""
        ask, entry = lookup.ask, lookup.entry
        question, answer = ask.question, landed.answer
        if landed.landing is not Landing.WHOLE or landed.uncacheable_reason or answer is None or question is None:
            return None
        same = await self._compared(ask, question.text, entry.answer, answer)
        if same is None:
            return None
        if not same and entry.meaning is not None:
            handles = handle_of(question.text), handle_of(entry.meaning.question)
            if handles[0] != handles[1]:
                tenant_id = ask.principal.tenant_id
                await self._parts.stores.pairs.remember(tenant_id, question.scope, *handles, Memory.DIFFERENT)
        await self._desk.weigh(ask.principal.tenant_id, source, same=same, begun_at=lookup.at)
        return same

    async def _compared(self, ask: Ask, question: str, stored: Answer, fresh: Answer) -> bool | None:
        adapter = self._parts.adapters[ask.protocol]
        return await self._comparer.same(question, adapter.text_of(stored.body), adapter.text_of(fresh.body))
