"""Driving the semantic tier: embed, search, fetch the neighbours, ask guards and verifier, let the core decide."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.lookup import serves_by_meaning, tells_enough
from cachecore_gateway.core.meaning import (
    Bar,
    Judgement,
    Memory,
    Neighbour,
    PairView,
    Verdict,
    bar_for,
    first_accepted,
    handle_of,
    judge,
    with_probability,
)
from cachecore_gateway.core.ports import Embedder, Judged, PairJudge, Vector
from cachecore_gateway.core.request import Ask, Question

from .breaker import Breaker
from .judging import NearMiss
from .parts import Parts
from .settings import TenantSettings
from .wordings import Wordings

__all__ = ["Found", "IsShadow", "MeaningTier"]

IsShadow: TypeAlias = Callable[[str], Awaitable[bool]]
"""Does the tier only watch for this tenant?"""

_NO_FLOOR = -1.0
_JUDGED_FIRST = 1
"""Candidates that are judged before the others: mostly the nearest is the one, and each costs as much."""
_FAR_BEHIND = 0.15
"""A candidate whose cosine is so much below the nearest one's is not judged; of 221 hits of a stream two were."""
_NO_TENANT_SETTINGS = TenantSettings()
_NEAR = frozenset({Verdict.VETOED, Verdict.IMPROBABLE, Verdict.BELOW_GATE})


@dataclass(frozen=True, slots=True)
class Found:
    """What the semantic tier made of one request."""

    entry: Entry | None = None
    """Accepted; served unless the tier only watches."""
    similarity: float = 0.0
    vector: Vector | None = None
    """Of the question, for the entry that a miss will write."""
    judgements: Sequence[Judgement] = ()
    shadow: bool = False
    near: NearMiss | None = None
    """The nearest candidate of a miss, where it is worth a question to the judge."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    neighbour: Neighbour
    entry: Entry
    question: str


class MeaningTier:
    """Looks for a stored answer to the same question in other words. Never raises: in trouble it finds nothing."""

    def __init__(self, parts: Parts, embedder: Embedder, pair_judge: PairJudge, is_shadow: IsShadow) -> None:
        self._stores = parts.stores
        self._observer = parts.observer
        self._clock = parts.clock
        self._settings = parts.settings.meaning
        self._tenants = parts.settings.tenants
        self._near_floor = parts.settings.judge.min_similarity if parts.judge_model is not None else 1.0
        self._embedder = embedder
        self._judge = pair_judge
        self._points = with_probability(pair_judge.points, parts.settings.meaning.probability)
        self._breaker = Breaker(parts.clock)
        self._wordings = Wordings()
        self._is_shadow = is_shadow

    async def find(self, ask: Ask, question: Question) -> Found:
        """The best accepted entry for ``question``, if any, with the evidence."""
        bar = self._bar(ask)
        if bar is None or not self._breaker.allows():
            return Found()
        began = self._clock.monotonic()
        vector: Vector | None = None
        try:
            async with asyncio.timeout(self._settings.deadline_seconds):
                place = self._place(question, bar)
                found = await self._same_wording(ask, question, bar, place) if place else None
                if found is None:
                    vector = await self._embedder.embed(question.text)
                    found = await self._search(ask, question, vector, bar)
                    self._remember(place, ask, found)
        except (StoreUnavailable, TimeoutError) as error:
            self._breaker.failed()
            self._observer.fault("meaning", error)
            return Found(vector=vector)
        self._breaker.succeeded()
        if found.judgements:
            seconds = self._clock.monotonic() - began
            served = found.entry is not None and not found.shadow
            self._observer.judged(Judged(ask.principal.tenant_id, found.judgements, served, found.shadow, seconds))
        return found

    def _place(self, question: Question, bar: Bar) -> bytes:
        """Where entries of this wording are remembered; empty for nowhere, and where somebody asks for a cosine."""
        wording = "" if bar.floor > _NO_FLOOR else self._judge.wording(question.text)
        return self._wordings.place(question.scope, wording) if wording else b""

    async def _same_wording(self, ask: Ask, question: Question, bar: Bar, place: bytes) -> Found | None:
        """The living entry of the same wording, if guards and verifier are sure of it; without a search, so the cosine,
        which decides nothing here, is called 1. ``None`` where the question must be searched for.
        """
        key = self._wordings.get(place)
        if not key or await self._is_shadow(ask.principal.tenant_id):
            return None
        candidates, _ = await self._alive(ask, question, [Neighbour(key, 1.0)])
        candidates, judgements = await self._judged(question, candidates, bar)
        if first_accepted(judgements) is None or judgements[0].probability != 1.0:
            return None
        return Found(candidates[0].entry, 1.0, None, judgements)

    def _remember(self, place: bytes, ask: Ask, found: Found) -> None:
        """After a search: a miss will be stored under its own key; of a hit only one of the same wording is kept."""
        if not place:
            return
        if found.entry is None:
            self._wordings.put(place, ask.key)
        elif any(
            judgement.probability == 1.0 and judgement.entry_id == found.entry.entry_id
            for judgement in found.judgements
        ):
            self._wordings.put(place, found.entry.key)

    def _bar(self, ask: Ask) -> Bar | None:
        """The most careful of configuration, tenant, token and request."""
        principal, settings = ask.principal, self._settings
        preset = settings.preset.at_least(self._tenants.get(principal.tenant_id, _NO_TENANT_SETTINGS).l2)
        preset = preset if principal.preset is None else preset.at_least(principal.preset)
        return bar_for(self._points, preset, ask.controls, settings.similarity_threshold)

    async def _search(self, ask: Ask, question: Question, vector: Vector, bar: Bar) -> Found:
        floor = max(bar.floor, min(bar.point.gate, self._near_floor))
        neighbours = await self._stores.index.search(
            question.scope, self._embedder.model_id, vector, self._settings.candidate_count, floor
        )
        if not neighbours:
            return Found(vector=vector)
        candidates, dead = await self._alive(ask, question, neighbours)
        candidates, judgements = await self._judged(question, candidates, bar)
        best = first_accepted(judgements)
        if best is None:
            near = self._near(ask, question, candidates, judgements)
            return Found(vector=vector, judgements=[*judgements, *dead], near=near)
        chosen = candidates[best]
        shadow = await self._is_shadow(ask.principal.tenant_id)
        return Found(chosen.entry, chosen.neighbour.similarity, vector, [*judgements, *dead], shadow)

    def _near(
        self, ask: Ask, question: Question, candidates: list[_Candidate], judgements: list[Judgement]
    ) -> NearMiss | None:
        """The candidate most worth a question: rather improbable than vetoed or far, then the nearest."""
        worth = [
            (judgement.verdict is Verdict.IMPROBABLE, judgement.similarity, index)
            for index, judgement in enumerate(judgements)
            if judgement.verdict in _NEAR and judgement.similarity >= self._near_floor
        ]
        if not worth:
            return None
        stored = candidates[max(worth)[2]].question
        return NearMiss(ask.principal.tenant_id, question.scope, question.text, stored)

    async def _alive(
        self, ask: Ask, question: Question, neighbours: Sequence[Neighbour]
    ) -> tuple[list[_Candidate], list[Judgement]]:
        keys = [neighbour.key for neighbour in neighbours]
        looked = await self._stores.entries.look(keys, ask.principal.tenant_id, [dep.dep_id for dep in ask.deps])
        now = self._clock.now()
        alive: list[_Candidate] = []
        dead: list[Judgement] = []
        for neighbour, entry in zip(neighbours, looked.entries, strict=True):
            if entry is None or entry.meaning is None or entry.meaning.scope != question.scope:
                continue
            if not tells_enough(entry, ask.call):
                continue
            if serves_by_meaning(entry, ask.deps, looked.snapshot, ask.controls, now):
                alive.append(_Candidate(neighbour, entry, entry.meaning.question))
            else:
                dead.append(Judgement(entry.entry_id, neighbour.similarity, Verdict.NOT_ALIVE))
        return alive, dead

    async def _judged(
        self, question: Question, candidates: list[_Candidate], bar: Bar
    ) -> tuple[list[_Candidate], list[Judgement]]:
        """A judgement of each candidate; of the nearest alone where it passes the strict point."""
        if not candidates:
            return [], []
        others = [candidate.question for candidate in candidates]
        handles = [handle_of(other) for other in others]
        memories = await self._stores.pairs.recall(question.scope, handle_of(question.text), handles)
        unknown = _worth_judging(candidates, memories, bar.point.gate)
        enough = max(bar.point.probability, self._points.get(Preset.STRICT, bar.point).probability)
        views: dict[int, PairView] = {}
        for some in (unknown[:_JUDGED_FIRST], unknown[_JUDGED_FIRST:]):
            if some and not any(view.probability >= enough for view in views.values()):
                compared = await self._judge.compare(
                    question.text,
                    [others[index] for index in some],
                    [candidates[index].neighbour.similarity for index in some],
                )
                views.update(zip(some, compared, strict=False))
        left_out = set(unknown) - views.keys()
        judged = [index for index in range(len(candidates)) if index not in left_out]
        return [candidates[index] for index in judged], [
            judge(candidates[index].neighbour, candidates[index].entry.entry_id, memories[index], views.get(index), bar)
            for index in judged
        ]


def _worth_judging(candidates: Sequence[_Candidate], memories: Sequence[Memory], gate: float) -> list[int]:
    """Places of the candidates of which nothing was learnt and that are near enough, nearest first."""
    similarities = [candidate.neighbour.similarity for candidate in candidates]
    unknown = [place for place, memory in enumerate(memories) if memory is Memory.UNKNOWN]
    least = max(gate, max((similarities[place] for place in unknown), default=0.0) - _FAR_BEHIND)
    return [place for place in unknown if similarities[place] >= least]
