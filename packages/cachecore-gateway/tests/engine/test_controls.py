"""Who may raise the bar, and what is compared only with declared deps."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cachecore_gateway.core.controls import NO_CONTROLS, Controls, Preset
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import PairView
from cachecore_gateway.core.ports import Segments
from cachecore_gateway.engine import Arrival, EngineSettings, Intake, MeaningSettings, TenantSettings
from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.testing.engine_bench import ALICE
from cachecore_gateway.testing.fake_semantics import MarkedTurn, SemanticBench

BODY = b'{"model": "m", "messages": [{"role": "user", "content": "a"}]}'


@pytest.mark.parametrize(
    ("configured", "tenant", "claim", "asked", "served"),
    [
        (Preset.BALANCED, None, None, None, True),
        (Preset.STRICT, None, None, None, False),
        (Preset.BALANCED, Preset.STRICT, None, None, False),
        (Preset.BALANCED, Preset.OFF, None, None, False),
        (Preset.BALANCED, None, Preset.STRICT, None, False),
        (Preset.BALANCED, None, Preset.OFF, None, False),
        (Preset.BALANCED, None, None, Preset.STRICT, False),
        (Preset.STRICT, Preset.BALANCED, Preset.BALANCED, Preset.BALANCED, False),
        (Preset.OFF, Preset.BALANCED, Preset.BALANCED, Preset.BALANCED, False),
        (Preset.BALANCED, Preset.BALANCED, Preset.BALANCED, Preset.BALANCED, True),
    ],
)
async def test_every_level_raises_the_bar_and_none_lowers_it(
    world: SemanticBench,
    configured: Preset,
    tenant: Preset | None,
    claim: Preset | None,
    asked: Preset | None,
    served: bool,
) -> None:
    world.pairs.say("a", "b", PairView("", 0.95))  # enough for balanced (0.9), not for strict (0.99)
    tenants = {} if tenant is None else {"alice": TenantSettings(l2=tenant)}
    worker = world.worker(MeaningSettings(preset=configured), settings=EngineSettings(tenants=tenants))
    principal: Principal = replace(ALICE, preset=claim)
    await worker.serve("a", principal=principal)
    outcome, _ = await worker.serve("b", principal=principal, controls=Controls(preset=asked))
    assert outcome.tier is (Tier.HIT_L2 if served else Tier.MISS)


async def test_another_tenants_setting_does_not_matter(world: SemanticBench) -> None:
    settings = EngineSettings(tenants={"bob": TenantSettings(l2=Preset.OFF)})
    worker = world.worker(settings=settings)
    await worker.serve("a")
    assert (await worker.serve("b"))[0].tier is Tier.HIT_L2


async def test_data_that_the_text_does_not_show_must_be_declared(world: SemanticBench) -> None:
    worker = world.worker()
    worker.intake = Intake(MarkedTurn())
    await worker.serve("where is my order")
    undeclared = worker.ask("my order is where")
    assert (undeclared.question, undeclared.exact_only_reason) == (None, "private-data")
    assert (await worker.answer(undeclared))[0].tier is Tier.MISS
    declared = [Dep("order:1")]
    await worker.serve("where is my parcel", deps=declared)
    assert (await worker.serve("my parcel is where", deps=declared))[0].tier is Tier.HIT_L2
    await worker.serve("where is Rome")
    assert (await worker.serve("Rome is where"))[0].tier is Tier.HIT_L2, "other texts need no deps"


async def test_one_body_is_judged_for_each_request_by_its_own_deps(world: SemanticBench) -> None:
    worker = world.worker()
    worker.intake = Intake(MarkedTurn())
    text = "where is my order"
    seen = [worker.ask(text, deps=deps).question is None for deps in ((), (Dep("order:1"),), ())]
    assert seen == [True, False, True]


async def test_a_caller_who_compares_nothing_leaves_a_refreshed_entry_where_others_find_it(
    world: SemanticBench,
) -> None:
    worker = world.worker()
    await worker.serve("a")
    worker.clock.advance(3001)
    exact_only = Controls(preset=Preset.OFF)
    assert worker.ask("a", controls=exact_only).question is None
    stale, _ = await worker.serve("a", controls=exact_only)
    assert stale.tier is Tier.HIT_L1_STALE
    await asyncio.wait_for(worker.engine.refreshed(), 5)

    reworded, _ = await worker.serve("b")
    assert (reworded.tier, reworded.age) == (Tier.HIT_L2, 0)


async def test_a_turn_that_nobody_compares_is_not_taken_apart() -> None:
    arrival = Arrival(ALICE, ChatCompletions(), "/v1/chat/completions", "", (), BODY, (), NO_CONTROLS, b"")
    for arrived, intake in (
        (arrival._replace(controls=Controls(preset=Preset.OFF)), Intake(Untouched())),
        (arrival._replace(principal=replace(ALICE, preset=Preset.OFF)), Intake(Untouched())),
        (arrival, Intake(Untouched(), compares=False)),
    ):
        assert intake.ask(arrived).exact_only_reason == "exact-only"
    both = Intake(MarkedTurn())
    assert both.ask(arrival._replace(controls=Controls(preset=Preset.OFF))).question is None
    assert both.ask(arrival).question is not None, "the same body is remembered for each of the two"
    assert both.ask(arrival).key == both.ask(arrival._replace(controls=Controls(preset=Preset.OFF))).key


class Untouched:
    """A segmenter that nobody asks."""

    def split(self, text: str, instructions: str = "", earlier: Sequence[str] = ()) -> Segments:
        raise AssertionError(text)
