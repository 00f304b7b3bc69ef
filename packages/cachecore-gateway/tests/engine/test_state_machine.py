"""The engine over the real embedded store, against a dictionary: tier, freshness and answers as promised, in any order.

The model knows of each (tenant, question) the answer stored last, when, under which deps, and of each dep how often it
was invalidated. It says what the next request must be: served fresh, served stale, or fetched. No answer that was
fetched before an invalidation of one of its deps is ever seen after it.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.engine import Order, invalidate
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings
from cachecore_gateway.testing import Fail, Request
from cachecore_gateway.testing.engine_bench import ALICE, EngineBench, engine_bench

FRESH_SECONDS, STALE_SECONDS = 3000.0, 600.0
EXAMPLES = int(os.environ.get("CACHECORE_PROOF_EXAMPLES", "10"))
TENANTS = st.sampled_from(["alice", "bob"])
TEXTS = st.sampled_from(["one", "two", "three"])
DEP_IDS = st.sampled_from(["a", "b"])
DEPS = st.frozensets(st.tuples(DEP_IDS, st.sampled_from(["v1", "v2"])), max_size=2)
STEPS = st.sampled_from([1.0, 599.0, 601.0, 2400.0, 2999.0, 3001.0, 3601.0])


@dataclass(frozen=True)
class Stored:
    """What the model thinks is stored."""

    body: str
    at: float
    deps: frozenset[tuple[str, str]]
    generations: tuple[tuple[str, int], ...]
    told_usage: bool
    """A stream that did not ask for it leaves no usage behind, and serves streams alone."""


class EngineMachine(RuleBasedStateMachine):
    """One engine, one store directory; requests come one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.rows: dict[tuple[str, str], Stored] = {}
        self.generations: dict[tuple[str, str], int] = {}
        self.served = 0
        self.reason: object = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, 10))

    @initialize()
    def start(self) -> None:
        self.bench: EngineBench = self.run(self._opened())

    async def _opened(self) -> EngineBench:
        bench = await self.stack.enter_async_context(engine_bench())
        directory = self.stack.enter_context(tempfile.TemporaryDirectory())
        chosen = EmbeddedSettings(directory=Path(directory) / "store", sweep_seconds=3600)
        stores = await EmbeddedStores.open(chosen, bench.clock)
        self.stack.push_async_callback(stores.aclose)
        parts = replace(bench.parts, stores=stores)
        made = EngineBench(bench.up, parts, bench.stores, bench.clock, bench.seen)
        self.stack.push_async_callback(made.engine.aclose)
        bench.up.answer_with(self.answer)
        return made

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    def answer(self, request: Request) -> str:
        messages: Any = request.fields["messages"]
        return f"{messages[0]['content']} {self.bench.up.call_count}"

    def generation(self, tenant: str, deps: frozenset[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
        return tuple(sorted((name, self.generations.get((tenant, name), 0)) for name, _ in deps))

    def expected(self, tenant: str, text: str, deps: frozenset[tuple[str, str]], *, stream: bool = False) -> Tier:
        row = self.rows.get((tenant, text))
        if row is None or row.generations != self.generation(tenant, row.deps) or not deps <= row.deps:
            return Tier.MISS
        if not (row.told_usage or stream):
            return Tier.MISS
        age = self.bench.clock.now() - row.at
        if age < FRESH_SECONDS:
            return Tier.HIT_L1
        return Tier.HIT_L1_STALE if age < FRESH_SECONDS + STALE_SECONDS else Tier.MISS

    def note(
        self, tenant: str, text: str, deps: frozenset[tuple[str, str]], body: str, *, stream: bool = False
    ) -> None:
        generations = self.generation(tenant, deps)
        self.rows[tenant, text] = Stored(body, self.bench.clock.now(), deps, generations, not stream)

    def ask(self, tenant: str, text: str, deps: frozenset[tuple[str, str]], **more: Any) -> tuple[Tier, str]:
        principal = replace(ALICE, tenant_id=tenant)
        declared = [Dep(name, value) for name, value in deps]
        outcome, raw = self.run(self.bench.serve(text, principal=principal, deps=declared, **more))
        assert outcome.status == 200
        assert outcome.age >= 0
        self.reason = outcome.reason
        return outcome.tier, text_of(raw)

    @rule(tenant=TENANTS, text=TEXTS, deps=DEPS, stream=st.booleans())
    def asks(self, tenant: str, text: str, deps: frozenset[tuple[str, str]], stream: bool) -> None:
        expected, calls = self.expected(tenant, text, deps, stream=stream), self.bench.up.call_count
        tier, body = self.ask(tenant, text, deps, stream=stream)
        assert tier is expected, self.reason
        assert body.startswith(f"{text} "), "an answer to another question"
        if tier is Tier.MISS:
            assert body == f"{text} {calls + 1}", "a miss is answered by its own call"
            self.note(tenant, text, deps, body, stream=stream)
        else:
            assert body == self.rows[tenant, text].body
            self.served += 1
        if tier is Tier.HIT_L1_STALE:
            self.run(self.bench.engine.refreshed())
            self.note(tenant, text, deps, f"{text} {calls + 1}", stream=stream)
        assert self.bench.up.call_count == calls + (tier is not Tier.HIT_L1)

    @rule(tenant=TENANTS, text=TEXTS, deps=DEPS)
    def asks_anew(self, tenant: str, text: str, deps: frozenset[tuple[str, str]]) -> None:
        tier, body = self.ask(tenant, text, deps, controls=Controls(no_cache=True))
        assert (tier, body) == (Tier.MISS, f"{text} {self.bench.up.call_count}")
        self.note(tenant, text, deps, body)

    @rule(tenant=TENANTS, dep=DEP_IDS)
    def invalidates(self, tenant: str, dep: str) -> None:
        self.run(invalidate(self.bench.parts, tenant, Order((dep,))))
        self.generations[tenant, dep] = self.generations.get((tenant, dep), 0) + 1

    @rule(tenant=TENANTS, text=TEXTS, dep=DEP_IDS, stream=st.booleans())
    def invalidates_in_flight(self, tenant: str, text: str, dep: str, stream: bool) -> None:
        """A call that began before the invalidation answers its own caller, and nobody else."""
        deps = frozenset({(dep, "v1")})
        row = self.rows.get((tenant, text))
        hold = self.bench.up.hold(times=1)

        async def race() -> str:
            principal = replace(ALICE, tenant_id=tenant)
            anew = Controls(no_cache=True)
            slow = asyncio.create_task(
                self.bench.serve(text, principal=principal, deps=[Dep(dep)], controls=anew, stream=stream)
            )
            await hold.wait_reached(1)
            await invalidate(self.bench.parts, tenant, Order((dep,)))
            hold.release()
            outcome, raw = await slow
            assert outcome.tier is Tier.MISS
            return text_of(raw)

        self.run(race())
        self.generations[tenant, dep] = self.generations.get((tenant, dep), 0) + 1
        if row is not None and row.generations == self.generation(tenant, row.deps):
            return  # the answer of before stays, because it does not depend on what changed
        assert self.expected(tenant, text, deps) is Tier.MISS

    @rule(tenant=TENANTS, text=TEXTS, deps=DEPS)
    def asks_while_the_provider_fails(self, tenant: str, text: str, deps: frozenset[tuple[str, str]]) -> None:
        expected = self.expected(tenant, text, deps)
        if expected is Tier.HIT_L1_STALE:
            return  # a failed refresh holds the next one off: see test_engine
        with self.bench.up.inject(Fail(500)):
            principal = replace(ALICE, tenant_id=tenant)
            declared = [Dep(name, value) for name, value in deps]
            outcome, raw = self.run(self.bench.serve(text, principal=principal, deps=declared))
        assert (outcome.tier, outcome.status) == (expected, 200 if expected is Tier.HIT_L1 else 500)
        if expected is Tier.HIT_L1:
            assert text_of(raw) == self.rows[tenant, text].body

    @rule(seconds=STEPS)
    def time_passes(self, seconds: float) -> None:
        self.bench.clock.advance(seconds)

    @invariant()
    def nothing_is_left_running(self) -> None:
        assert self.bench.up.in_flight == 0


def text_of(content: bytes) -> str:
    if not content.startswith(b"data:"):
        return str(json.loads(content)["choices"][0]["message"]["content"])
    pieces = [json.loads(line[6:]) for line in content.decode().splitlines() if line.startswith("data: {")]
    return "".join(piece["choices"][0]["delta"].get("content") or "" for piece in pieces if piece["choices"])


TestEngine = EngineMachine.TestCase
TestEngine.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
