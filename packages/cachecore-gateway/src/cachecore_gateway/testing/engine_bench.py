"""An engine over the memory store, a real upstream client and the upstream double, for tests of the engine."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from cachecore_gateway.core.controls import NO_CONTROLS, Controls
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Answered, Judged, Segments, UpstreamCalled
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import Arrival, Departure, Engine, EngineSettings, Intake, Outcome, Parts
from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings, UpstreamSettings

from .clock import FakeClock
from .memory_stores import MemoryStores
from .upstream import UpstreamDouble

__all__ = ["ALICE", "EngineBench", "Record", "body_of", "engine_bench"]

ALICE = Principal("alice", 4e9)


class WholeTurn:
    """Segmenter that takes every turn as one question."""

    def split(self, text: str, instructions: str = "", earlier: Sequence[str] = ()) -> Segments:
        return Segments((), text)


@dataclass
class Record:
    """Observer that keeps what it sees."""

    answers: list[Answered] = field(default_factory=list)
    judged_events: list[Judged] = field(default_factory=list)
    calls: list[UpstreamCalled] = field(default_factory=list)
    stored_reasons: list[str] = field(default_factory=list)
    faults: list[tuple[str, Exception]] = field(default_factory=list)

    def answered(self, event: Answered) -> None:
        self.answers.append(event)

    def judged(self, event: Judged) -> None:
        self.judged_events.append(event)

    def upstream_called(self, event: UpstreamCalled) -> None:
        self.calls.append(event)

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        self.stored_reasons.append(refused_reason)

    def fault(self, part: str, error: Exception) -> None:
        self.faults.append((part, error))


class EngineBench:
    """Everything a test of the engine touches."""

    def __init__(self, up: UpstreamDouble, parts: Parts, stores: MemoryStores, clock: FakeClock, seen: Record) -> None:
        self.up = up
        self.parts = parts
        self.stores = stores
        self.clock = clock
        self.seen = seen
        self.engine = Engine(parts)
        self.intake = Intake(WholeTurn())
        self.adapter = ChatCompletions()

    def ask(
        self,
        text: str = "hello",
        *,
        principal: Principal = ALICE,
        deps: Sequence[Dep] = (),
        controls: Controls = NO_CONTROLS,
        **fields: Any,
    ) -> Ask:
        body = {"model": "m", "messages": [{"role": "user", "content": text}], **fields}
        headers = ((b"content-type", b"application/json"),)
        raw = json.dumps(body).encode()
        path = "/v1/chat/completions"
        return self.intake.ask(Arrival(principal, self.adapter, path, "", headers, raw, tuple(deps), controls, b""))

    async def serve(self, text: str = "hello", **fields: Any) -> tuple[Outcome, bytes]:
        """The outcome and its whole body."""
        return await self.answer(self.ask(text, **fields))

    async def answer(self, ask: Ask) -> tuple[Outcome, bytes]:
        answer = await self.engine.serve(ask)
        outcome = await answer.arrive() if isinstance(answer, Departure) else answer
        return outcome, await body_of(outcome)

    def with_settings(self, **changes: Any) -> EngineBench:
        """Another engine over the same world, with other settings."""
        parts = replace(self.parts, settings=replace(self.parts.settings, **changes))
        return EngineBench(self.up, parts, self.stores, self.clock, self.seen)


async def body_of(outcome: Outcome) -> bytes:
    if isinstance(outcome.body, bytes):
        return outcome.body
    if hasattr(outcome.body, "__aiter__"):
        return b"".join([data async for data in outcome.body])
    return b"".join(outcome.body)


@asynccontextmanager
async def engine_bench(settings: EngineSettings | None = None) -> AsyncIterator[EngineBench]:
    """A bench whose provider is an ``UpstreamDouble``; everything is closed at the end."""
    clock, stores, seen = FakeClock(), MemoryStores(), Record()
    async with UpstreamDouble() as up:
        provider = ProviderSettings(up.base_url, api_key="sk-operator")
        upstream = await HttpUpstream.open(UpstreamSettings(openai=provider, head_timeout_seconds=5.0))
        adapter = ChatCompletions()
        parts = Parts(stores, upstream, {adapter.name: adapter}, seen, clock, settings or EngineSettings())
        bench = EngineBench(up, parts, stores, clock, seen)
        try:
            yield bench
        finally:
            await bench.engine.aclose()
            await upstream.aclose()
