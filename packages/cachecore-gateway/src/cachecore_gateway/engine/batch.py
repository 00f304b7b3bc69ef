"""Batches: items that are stored are served from the store, the others are fetched in one upstream call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cachecore_gateway.core.dependencies import Snapshot, watched
from cachecore_gateway.core.entry import Answer, Entry, Usage
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.freshness import age_seconds
from cachecore_gateway.core.lookup import (
    Fetch,
    LookExact,
    LookMeaning,
    Reason,
    Refuse,
    Serve,
    State,
    Tier,
    after_exact,
    after_meaning,
    begin,
)

from .errand import Errand
from .fetch import Departure, Fetcher, from_entry
from .items import Batch
from .outcome import Outcome
from .parts import Parts
from .refresh import Refresher
from .refusal import OnlyIfCached

__all__ = ["BatchDeparture", "Batches"]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the exact tier said of each distinct item, by key; ``started`` is ``None`` when the store did not answer."""

    states: Mapping[str, State]
    started: Snapshot | None


class Batches:
    """Serves batches: at once when every item is stored, else as a departure for what is missing."""

    def __init__(self, parts: Parts, fetcher: Fetcher, refresher: Refresher) -> None:
        self._parts = parts
        self._fetcher = fetcher
        self._refresher = refresher

    async def serve(self, batch: Batch) -> Outcome | BatchDeparture:
        """The merged answer, or a call to wait for.

        Stale items are served while a refresh runs, but fetched along where a call is made anyway.

        Raises:
            OnlyIfCached: the request forbade the upstream call that it needs.
        """
        looked = await self._look(batch)
        served = {key: state for key, state in looked.states.items() if isinstance(state, Serve)}
        if len(served) == len(looked.states):
            outcome = self._serve(batch, served)
            return outcome or self._depart(batch, {}, Fetch(_allowed(batch, Reason.ABSENT)), looked.started)
        fresh = {key: state.entry for key, state in served.items() if state.tier is Tier.HIT_L1}
        missing = [item for item in batch.distinct if item.key not in fresh]
        return self._depart(batch, fresh, self._fetch(batch.part(missing), looked.states), looked.started)

    async def _look(self, batch: Batch) -> _Looked:
        ask, items, entries = batch.ask, batch.distinct, self._parts.stores.entries
        first = begin(ask.controls)
        dep_ids = watched(ask.deps)
        try:
            if not isinstance(first, LookExact):
                started = await self._parts.stores.ledger.snapshot(ask.principal.tenant_id, dep_ids)
                return _Looked({item.key: first for item in items}, started)
            looked = await entries.look([item.key for item in items], ask.principal.tenant_id, dep_ids)
        except StoreUnavailable as error:
            self._parts.observer.fault("entries", error)
            return _Looked({item.key: self._state(batch, None, None) for item in items}, None)
        found = zip(items, looked.entries, strict=True)
        return _Looked({item.key: self._state(batch, entry, looked.snapshot) for item, entry in found}, looked.snapshot)

    def _state(self, batch: Batch, entry: Entry | None, current: Snapshot | None) -> State:
        ask, now = batch.ask, self._parts.clock.now()
        state = after_exact(entry, ask.deps, current, ask.controls, now)
        return after_meaning(state, None, ask.controls, now) if isinstance(state, LookMeaning) else state

    def _serve(self, batch: Batch, served: Mapping[str, Serve]) -> Outcome | None:
        """All from the store; ``None`` where the stored answers do not belong together."""
        entry = _joined(batch, {key: state.entry for key, state in served.items()})
        if entry is None:
            return None
        stale = [item for item in batch.distinct if served[item.key].refresh]
        if stale:
            self._refresher.refresh_items(batch.part(stale))
        now = self._parts.clock.now()
        tier = Tier.HIT_L1_STALE if stale else Tier.HIT_L1
        adapter = self._parts.adapters[batch.ask.protocol]
        return from_entry(adapter, batch.ask, Serve(tier, entry, age_seconds(entry.window, now)), now)

    def _fetch(self, missing: Batch, states: Mapping[str, State]) -> Fetch:
        spares, reason = {}, Reason.ABSENT
        for item in missing.items:
            state = states[item.key]
            if isinstance(state, Refuse):
                raise OnlyIfCached(state.reason)
            if isinstance(state, Fetch):
                reason = state.reason
            if isinstance(state, Fetch | Serve) and (entry := _spare(state)) is not None:
                spares[item.key] = entry
        return Fetch(reason, _joined(missing, spares) if len(spares) == len(missing.distinct) else None)

    def _depart(
        self, batch: Batch, stored: Mapping[str, Entry], state: Fetch, started: Snapshot | None
    ) -> BatchDeparture:
        def fly(part: Batch) -> Departure:
            return self._fetcher.depart(Errand(part.ask, started, batch=part), state)

        return BatchDeparture(batch, {key: entry.answer.body for key, entry in stored.items()}, fly)


class BatchDeparture:
    """A batch with missing items under way. Await ``arrive``, or ``close`` when the caller has gone.

    Args:
        stored: answers of the items that need no call, by key.
        fly: starts, or joins, the call for a batch.
    """

    def __init__(self, batch: Batch, stored: Mapping[str, bytes], fly: Callable[[Batch], Departure]) -> None:
        self._batch = batch
        self._stored = stored
        self._fly = fly
        self._missing = batch.part([item for item in batch.distinct if item.key not in stored])
        self._departure = fly(self._missing)

    async def arrive(self) -> Outcome:
        """The answer to the whole batch.

        A second call is made only where what came cannot be joined with what is stored: the provider's model has
        changed in between, or its answer does not hold one result for each item.

        Raises:
            GatewayError: no usable answer came.
        """
        outcome = await self._departure.arrive()
        if outcome.status != 200 or self._missing is self._batch or not isinstance(outcome.body, bytes):
            return outcome
        body = self._merged(outcome.body)
        if body is not None:
            return outcome._replace(body=body)
        self._departure = self._fly(self._batch)
        return await self._departure.arrive()

    def close(self) -> None:
        """Leave the shared call."""
        self._departure.close()

    def _merged(self, fetched: bytes) -> bytes | None:
        answers = self._missing.divide(fetched)
        return None if answers is None else self._batch.merge({**self._stored, **answers})


def _joined(batch: Batch, entries: Mapping[str, Entry]) -> Entry | None:
    """One entry that stands for those of all items: as old as the oldest; ``None`` where they cannot be merged."""
    body = batch.merge({key: entry.answer.body for key, entry in entries.items()})
    if body is None:
        return None
    used = [entries[item.key] for item in batch.items]
    oldest = min(used, key=lambda entry: entry.window.created_at)
    single = len(entries) == 1
    answer = Answer(body, oldest.answer.headers, _added_up([entry.answer.usage for entry in used]))
    return replace(oldest, answer=answer, entry_id=oldest.entry_id if single else "")


def _added_up(usages: Sequence[Usage]) -> Usage:
    return Usage(sum(usage.input_tokens for usage in usages), sum(usage.output_tokens for usage in usages))


def _spare(state: Fetch | Serve) -> Entry | None:
    return state.entry if isinstance(state, Serve) else state.spare


def _allowed(batch: Batch, reason: Reason) -> Reason:
    if batch.ask.controls.only_if_cached:
        raise OnlyIfCached(reason)
    return reason
