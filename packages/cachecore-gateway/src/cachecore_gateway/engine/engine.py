"""The serve loop: do what the state says, ask the core for the next state."""

from __future__ import annotations

from typing import assert_never

from cachecore_gateway.core.dependencies import Snapshot, watched
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.errors import StoreUnavailable
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
    tells_enough,
)
from cachecore_gateway.core.ports import Looked
from cachecore_gateway.core.request import Ask, Question

from .batch import Batches
from .budget import HourlyBudget
from .chores import Chores
from .errand import Errand
from .evidence import EvidenceDesk, Summary
from .evidence.comparing import AnswerComparer
from .evidence.feedback import Feedback, entry_tag
from .evidence.sampling import Sampler
from .fetch import Departure, Fetcher, from_entry
from .flyer import Flyer
from .judging import Judge, JudgeDesk
from .judging.queue import NearMissQueue
from .meaning import Found, MeaningTier
from .outcome import Outcome
from .parts import Parts
from .refresh import Refresher
from .refusal import OnlyIfCached
from .shelf import Shelf

__all__ = ["Engine"]


class Engine:
    """Answers asks: at once from the store, or as a ``Departure`` to wait for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._fetcher = Fetcher(parts, Flyer(parts, Shelf(parts)))
        self._refresher = Refresher(parts, self._fetcher)
        self.batches = Batches(parts, self._fetcher, self._refresher)
        self._chores = Chores(parts.observer, "judge", 1)
        self.evidence = EvidenceDesk(parts)
        self.feedback = Feedback(parts.stores, self.evidence, parts.clock)
        self.judging: JudgeDesk | None = None
        judge = _judge(parts)
        if judge is not None:
            self.judging = JudgeDesk(parts, judge, self.evidence.record.count)
        comparer = AnswerComparer(parts.embedder, judge, parts.settings.meaning.same_answer_similarity, parts.observer)
        self.sampler = Sampler(parts, self._fetcher, self.evidence, comparer)
        self.meaning: MeaningTier | None = None
        if parts.embedder is not None and parts.judge is not None:
            self.meaning = MeaningTier(parts, parts.embedder, parts.judge, self._is_shadow)

    def begin(self) -> None:
        """Start the work that no request starts: the judge's queue, or its clearing where there is no judge."""
        if self.judging is not None:
            self.judging.begin()
        else:
            self._chores.start(NearMissQueue(self._parts.stores.cells, 0).clear())

    async def serve(self, ask: Ask) -> Outcome | Departure:
        """Walk the states of :mod:`..core.lookup` until there is an answer or a call to wait for.

        Raises:
            OnlyIfCached: the request forbade the upstream call that it needs.
        """
        walk = _Walk(self, ask)
        state: State = begin(ask.controls)
        while True:
            match state:
                case LookExact():
                    state = await walk.look_exact()
                case Serve():
                    return self._serve(walk, state)
                case LookMeaning():
                    state = await walk.look_meaning(state)
                case Fetch():
                    return await self._depart(walk, state)
                case Refuse():
                    raise OnlyIfCached(state.reason)
                case _:
                    assert_never(state)

    def at_once(self, ask: Ask) -> Outcome | None:
        """The outcome of an exact hit that needs no waiting and leaves nothing to do; ``None``: ``serve``."""
        if not isinstance(begin(ask.controls), LookExact):
            return None
        try:
            looked = self._parts.stores.entries.at_hand(ask.key, ask.principal.tenant_id, watched(ask.deps))
        except StoreUnavailable:
            return None
        if looked is None:
            return None
        now = self.now()
        state = _after_look(ask, looked, now)
        if not isinstance(state, Serve) or state.refresh:
            return None
        return from_entry(self._parts.adapters[ask.protocol], ask, state, now)

    async def look(self, ask: Ask) -> Looked | None:
        """The entry under the ask's key with the generations that hold now; ``None`` when the store does not answer."""
        dep_ids = watched(ask.deps)
        try:
            return await self._parts.stores.entries.look((ask.key,), ask.principal.tenant_id, dep_ids)
        except StoreUnavailable as error:
            self._parts.observer.fault("entries", error)
            return None

    async def summary(self) -> Summary:
        """What is known of the semantic tier's errors.

        Raises:
            StoreUnavailable: it cannot be read.
        """
        if self.judging is None:
            return await self.evidence.summary()
        return await self.evidence.summary(await self.judging.waiting_count(), await self.judging.left())

    async def aclose(self) -> None:
        """End refreshes, checks and upstream calls."""
        await self._chores.aclose()
        await self.sampler.aclose()
        await self.evidence.aclose()
        if self.judging is not None:
            await self.judging.aclose()
        await self._refresher.aclose()
        await self._fetcher.aclose()

    async def refreshed(self) -> None:
        """Return once no background refresh runs."""
        await self._refresher.settled()

    async def landed(self) -> None:
        """Return once no upstream call for the cache runs."""
        await self._fetcher.settled()

    def now(self) -> float:
        """Wall-clock seconds."""
        return self._parts.clock.now()

    def _serve(self, walk: _Walk, state: Serve) -> Outcome:
        ask = walk.ask
        if state.refresh:
            self._refresher.refresh(_filed_as(state.entry, ask))
        adapter = self._parts.adapters[ask.protocol]
        outcome = from_entry(adapter, ask, state, self.now())
        if state.tier is Tier.HIT_L2 and ask.question is not None:
            self.sampler.served(ask, walk.found)
            tag = entry_tag(outcome.entry_id, ask.question.text)
            return outcome._replace(entry_id=tag, judgements=walk.found.judgements)
        return outcome

    async def _depart(self, walk: _Walk, state: Fetch) -> Departure:
        started = walk.started
        if started is None and not walk.store_down:
            started = await self._snapshot(walk.ask)
        departure = self._fetcher.depart(Errand(walk.ask, started, walk.found.vector), state)
        if walk.found.shadow and departure.leads:
            self.sampler.shadowed(walk.ask, walk.found, departure.attempt)
        if walk.found.near is not None and self.judging is not None:
            self.judging.offer(walk.found.near)
        return departure

    async def _is_shadow(self, tenant_id: str) -> bool:
        return await self.evidence.cause(tenant_id) is not None

    async def _snapshot(self, ask: Ask) -> Snapshot | None:
        try:
            dep_ids = watched(ask.deps)
            return await self._parts.stores.ledger.snapshot(ask.principal.tenant_id, dep_ids)
        except StoreUnavailable as error:
            self._parts.observer.fault("ledger", error)
            return None


def _after_look(ask: Ask, looked: Looked, now: float) -> State:
    entry = looked.entries[0]
    if entry is not None and not tells_enough(entry, ask.call):
        return LookMeaning(Reason.USAGE_UNTOLD)
    return after_exact(entry, ask.deps, looked.snapshot, ask.controls, now)


def _filed_as(entry: Entry, ask: Ask) -> Ask:
    """A caller who compares nothing himself leaves the entry that he refreshes where others find it by meaning."""
    if ask.question is not None or entry.meaning is None:
        return ask
    return ask._replace(question=Question(entry.meaning.scope, entry.meaning.question))


def _judge(parts: Parts) -> Judge | None:
    if parts.judge_model is None:
        return None
    budget = HourlyBudget(parts.stores.cells, parts.clock, "judge", parts.settings.judge.per_hour)
    return Judge(parts.judge_model, budget, parts.observer, parts.clock)


_NOTHING_FOUND = Found()


class _Walk:
    """What one request has learnt on its way."""

    def __init__(self, engine: Engine, ask: Ask) -> None:
        self._engine = engine
        self.ask = ask
        self.started: Snapshot | None = None
        self.store_down = False
        self.found = _NOTHING_FOUND

    async def look_exact(self) -> State:
        looked = await self._engine.look(self.ask)
        if looked is None:
            self.store_down = True
            return after_exact(None, self.ask.deps, None, self.ask.controls, self._engine.now())
        self.started = looked.snapshot
        return _after_look(self.ask, looked, self._engine.now())

    async def look_meaning(self, state: LookMeaning) -> State:
        tier, question = self._engine.meaning, self.ask.question
        hit = None
        if tier is not None and question is not None:
            self.found = await tier.find(self.ask, question)
            if self.found.entry is not None and not self.found.shadow:
                hit = (self.found.entry, self.found.similarity)
        return after_meaning(state, hit, self.ask.controls, self._engine.now())
