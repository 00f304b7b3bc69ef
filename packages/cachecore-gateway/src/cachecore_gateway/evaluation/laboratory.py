"""The serving engine on a bench: real keys, segments, embedding, index, guards and verifier; no provider."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from cachecore_gateway.core.controls import Controls, Preset
from cachecore_gateway.core.entry import Answer
from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import Judgement, OperatingPoint, PairView
from cachecore_gateway.core.ports import (
    Answered,
    Health,
    Judged,
    ProtocolAdapter,
    UpstreamCalled,
    UpstreamReply,
    UpstreamRequest,
)
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import Arrival, Departure, Engine, Intake, OnlyIfCached, Outcome, Parts
from cachecore_gateway.engine.shelf import Shelf

from .workload import chat_body

__all__ = ["CosineOnly", "Laboratory", "LookedUp", "NoUpstream", "Witness"]

_ONLY_STORED = Controls(only_if_cached=True)
_FOREVER = 4e9


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the cache said to one request."""

    tier: Tier
    answer: bytes
    cpu_seconds: float
    judgements: Sequence[Judgement]
    exact_only_reason: str


class NoUpstream:
    """A provider that is never called."""

    def credential(self, principal: Principal | None, path: str, authorization: bytes) -> str:
        return ""

    async def send(self, request: UpstreamRequest) -> UpstreamReply:
        self._refuse()

    async def health(self) -> Health:
        return Health("upstream", ok=True)

    def _refuse(self) -> NoReturn:
        raise UpstreamUnusable("An evaluation never calls the provider.")


class CosineOnly:
    """The rivals' rule, for comparison: serve whatever is at or above one cosine."""

    def __init__(self, threshold: float) -> None:
        self.points: Mapping[Preset, OperatingPoint] = {Preset.BALANCED: OperatingPoint(threshold, 0.0)}

    def wording(self, question: str) -> str:
        """None: by this rule, too, each question is searched for."""
        return ""

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        return [PairView("", 1.0) for _ in others]


class Witness:
    """Observer that keeps the last judgements, which a miss would otherwise not hand out."""

    def __init__(self) -> None:
        self.judgements: Sequence[Judgement] = ()

    def answered(self, event: Answered) -> None:
        """Not needed."""

    def judged(self, event: Judged) -> None:
        self.judgements = event.judgements

    def upstream_called(self, event: UpstreamCalled) -> None:
        """Never happens."""

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """Not needed."""

    def fault(self, part: str, error: Exception) -> None:
        raise RuntimeError(f"the evaluation cannot go on: {part} failed") from error


class Laboratory:
    """Runs lookups and inserts as the gateway would.

    Args:
        parts: with ``NoUpstream`` and a ``Witness``; the stores are the caller's to close.
        intake: as the gateway has it.
        adapter: for chat completions.
    """

    def __init__(self, parts: Parts, intake: Intake, adapter: ProtocolAdapter, witness: Witness) -> None:
        self._parts = parts
        self._intake = intake
        self._adapter = adapter
        self._witness = witness
        self._engine = Engine(parts)
        self._shelf = Shelf(parts)

    def ask(self, request: object, room: str) -> Ask:
        """The request as one of project ``room``; rooms never meet."""
        body = request if isinstance(request, bytes) else chat_body(request)  # type: ignore[arg-type]
        principal = Principal("evaluation", _FOREVER, project_id=room)
        return self._intake.ask(
            Arrival(principal, self._adapter, self._adapter.path, "", (), body, (), _ONLY_STORED, b"")
        )

    async def insert(self, ask: Ask, answer: bytes) -> None:
        """Store ``answer`` as the answer to ``ask``."""
        vector = None
        if ask.question is not None and self._parts.embedder is not None:
            vector = await self._parts.embedder.embed(ask.question.text)
        started = await self._parts.stores.ledger.snapshot("evaluation", [dep.dep_id for dep in ask.deps])
        _, refused = await self._shelf.store(ask, started, Answer(answer), vector)
        if refused:
            raise RuntimeError(f"the evaluation cannot go on: the store refused an entry ({refused})")

    async def look_up(self, request: object, room: str) -> LookedUp:
        """What the cache answers, with the CPU time of the whole process that it took."""
        self._witness.judgements = ()
        began = time.process_time()
        ask = self.ask(request, room)
        outcome = await self._serve(ask)
        spent = time.process_time() - began
        return self._looked_up(ask, outcome, spent)

    async def aclose(self) -> None:
        """End the engine."""
        await self._engine.aclose()

    def with_parts(self, **changes: object) -> Laboratory:
        """Another laboratory over the same stores, with other parts."""
        return Laboratory(replace(self._parts, **changes), self._intake, self._adapter, self._witness)  # type: ignore[arg-type]

    async def _serve(self, ask: Ask) -> Outcome | None:
        try:
            answer = await self._engine.serve(ask)
        except OnlyIfCached:
            return None
        if isinstance(answer, Departure):
            answer.close()
            return None
        return answer

    def _looked_up(self, ask: Ask, outcome: Outcome | None, spent: float) -> LookedUp:
        if outcome is None:
            return LookedUp(Tier.MISS, b"", spent, self._witness.judgements, ask.exact_only_reason)
        assert isinstance(outcome.body, bytes)
        return LookedUp(outcome.tier, outcome.body, spent, self._witness.judgements, ask.exact_only_reason)
