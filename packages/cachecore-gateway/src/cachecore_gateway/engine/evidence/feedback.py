"""A user says of an answer whether it was right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cachecore_gateway.core.entry import Meaning
from cachecore_gateway.core.errors import NotFound
from cachecore_gateway.core.evidence import Source
from cachecore_gateway.core.meaning import Memory, handle_of
from cachecore_gateway.core.ports import Clock, Stores

from .desk import EvidenceDesk

__all__ = ["Feedback", "entry_tag"]

_TAG = re.compile(r"([0-9A-Za-z_-]{1,64})(?:\.([0-9a-f]{32}))?")


def entry_tag(entry_id: str, question: str) -> str:
    """``X-Cache-Entry`` of a semantic hit: it names the entry and, under its handle, the question that it answered.

    Nothing is kept for it, so it holds in every worker and after a restart.
    """
    return f"{entry_id}.{handle_of(question)}"


@dataclass(frozen=True, slots=True)
class Feedback:
    """Takes reports in."""

    stores: Stores
    desk: EvidenceDesk
    clock: Clock

    async def report(self, tenant_id: str, tag: str, *, correct: bool) -> bool:
        """A report on the answer that was sent with ``tag``; was its entry quarantined?

        A wrong answer is deleted from both tiers in every process, and the pair of questions never matches again. Only
        reports that name a pair, which are those on semantic hits, are evidence on the semantic tier.

        Raises:
            NotFound: the tenant has no such entry, or no longer.
            StoreUnavailable: nothing was done, or not all of it; the report may be sent again.
        """
        found = _TAG.fullmatch(tag)
        entry = await self.stores.entries.find(tenant_id, found.group(1)) if found is not None else None
        if found is None or entry is None:
            raise NotFound(
                "This tenant has no such entry: it was reported before, was invalidated or has expired, or the id is"
                " not the value of an X-Cache-Entry header.",
                code="unknown_entry",
            )
        asker = found.group(2)
        if not correct:
            if asker and entry.meaning is not None:
                await self._part(tenant_id, entry.meaning, asker)
            await self.stores.entries.delete(entry.key)
        if asker and entry.meaning is not None:
            await self.desk.weigh(tenant_id, Source.REPORT, same=correct, begun_at=self.clock.now())
        return not correct

    async def _part(self, tenant_id: str, meaning: Meaning, asker: str) -> None:
        """Never match this pair again. A question does not differ from itself: then the answer alone was bad."""
        own = handle_of(meaning.question)
        if own != asker:
            await self.stores.pairs.remember(tenant_id, meaning.scope, asker, own, Memory.DIFFERENT)
