"""Generations: raised in the control file, durable before anybody is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from cachecore_gateway.core.dependencies import Snapshot
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import Clock, Invalidation

from . import control_rows
from .database import TROUBLE
from .entries import EmbeddedEntries
from .shared_page import SharedPage
from .view import View
from .writer import Writer

__all__ = ["EmbeddedLedger"]

_PRUNED_COUNT = 10_000
"""Generations forgotten a sweep."""


class EmbeddedLedger:
    """See :class:`DependencyLedger`."""

    def __init__(self, view: View, writer: Writer, entries: EmbeddedEntries, clock: Clock, page: SharedPage) -> None:
        self._view = view
        self._writer = writer
        self._entries = entries
        self._clock = clock
        self._page = page
        self._announced: Sequence[tuple[str, str, int]] = ()

    async def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        """See :class:`DependencyLedger`."""
        return self._view.snapshot(tenant_id, dep_ids)

    async def invalidate(self, tenant_id: str, deps: Sequence[tuple[str, str]]) -> Sequence[Invalidation]:
        """See :class:`DependencyLedger`. The entries that are dropped afterwards are worthless already."""
        if not deps:
            return ()
        generations = await self._raise(tenant_id, [dep_id for dep_id, _ in deps])
        return [
            Invalidation(dep_id, new_hash, await self._drop(tenant_id, dep_id, generation))
            for (dep_id, new_hash), generation in zip(deps, generations, strict=True)
        ]

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """See :class:`DependencyLedger`."""
        return await self._entries.matching(tenant_id, prefix, limit)

    async def prune(self, retention_seconds: float) -> None:
        """Forget old generations in two steps, one a call, so that every view has cleared its memory in between."""
        try:
            announced, self._announced = self._announced, ()
            if announced:
                for tenant_id, dep_id, generation in announced:
                    await self._entries.forget_dep(tenant_id, dep_id, generation)
                await self._writer.call(partial(control_rows.forget_generations, rows=announced))
                return
            before = self._clock.now() - retention_seconds
            old = await self._writer.call(partial(control_rows.forgettable, raised_before=before, limit=_PRUNED_COUNT))
            if old:
                await self._writer.call(control_rows.announce_pruning, self._advance)
                self._announced = old
        except TROUBLE as error:
            raise self._view.control.trouble(error) from error

    async def _raise(self, tenant_id: str, dep_ids: Sequence[str]) -> list[int]:
        """Raise generations, again if the control file was replaced meanwhile: then they went to a dead file."""
        while True:
            incarnation = self._page.incarnation
            run = partial(control_rows.raise_generations, tenant_id=tenant_id, dep_ids=dep_ids, now=self._clock.now())
            try:
                numbers = await self._writer.call(run, lambda numbers: self._advance(numbers[-1]))
            except TROUBLE as error:
                raise self._view.control.trouble(error) from error
            if incarnation == self._page.incarnation:
                return numbers

    def _advance(self, sequence: int) -> None:
        self._page.generation = sequence

    async def _drop(self, tenant_id: str, dep_id: str, generation: int) -> int:
        try:
            return await self._entries.drop_dep(tenant_id, dep_id, generation)
        except StoreUnavailable:
            return 0  # durable already; the entries cannot be counted, and can never be served
