"""Shadow: who switches it, what it compares, and how it comes back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.shadow import ShadowCause
from cachecore_gateway.engine import MeaningSettings
from cachecore_gateway.engine.evidence.switch import POLL_SECONDS
from cachecore_gateway.testing import Answer, Fail
from cachecore_gateway.testing.engine_bench import ALICE, EngineBench
from cachecore_gateway.testing.fake_semantics import SemanticBench

SHADOW = MeaningSettings(shadow=True)
BOB = replace(ALICE, tenant_id="bob")


async def settled(worker: EngineBench) -> None:
    async with asyncio.timeout(5):
        await worker.engine.sampler.settled()


async def ask_twice(worker: EngineBench, number: int, **fields: object) -> Tier:
    """Two wordings of a question of its own scope; the tier of the second."""
    await worker.serve(f"first wording {number}", temperature=number, **fields)
    outcome, _ = await worker.serve(f"second wording {number}", temperature=number, **fields)
    await settled(worker)
    return outcome.tier


async def test_in_shadow_nothing_is_served_and_the_answers_are_compared(world: SemanticBench) -> None:
    worker = world.worker(SHADOW)
    world.bench.up.answer_with("forty-two")
    assert await ask_twice(worker, 1) is Tier.MISS
    summary = await worker.engine.summary()
    assert (summary.evidence.shadow_trials, summary.evidence.shadow_errors) == (1, 0)
    assert summary.cause is ShadowCause.CONFIGURATION
    assert summary.ever["shadow_saved_answers"] == 1
    assert summary.ever["shadow_saved_output_tokens"] > 0
    assert world.bench.seen.judged_events[-1].shadow
    assert not world.bench.seen.judged_events[-1].served


async def test_a_different_answer_in_shadow_is_an_error_and_teaches_the_pair(world: SemanticBench) -> None:
    worker = world.worker(SHADOW)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    await ask_twice(worker, 1)
    summary = await worker.engine.summary()
    assert (summary.evidence.shadow_trials, summary.evidence.shadow_errors) == (1, 1)
    assert summary.ever.get("shadow_saved_answers", 0) == 0
    assert [memory.value for memory in world.bench.stores.known.values()] == ["different"]


async def test_equal_lookups_in_shadow_count_once(world: SemanticBench) -> None:
    worker = world.worker(SHADOW)
    world.bench.up.answer_with("the same")
    await worker.serve("a")
    await asyncio.gather(*(worker.serve("b") for _ in range(20)))
    await settled(worker)
    assert (await worker.engine.summary()).evidence.shadow_trials == 1


async def test_a_failed_call_in_shadow_proves_nothing(world: SemanticBench) -> None:
    worker = world.worker(SHADOW)
    await worker.serve("a")
    world.bench.up.inject(Fail(500))
    assert (await worker.serve("b"))[0].status == 500
    await settled(worker)
    assert (await worker.engine.summary()).evidence.shadow_trials == 0


async def test_the_operators_word_outweighs_the_setting_it_was_spoken_under(world: SemanticBench) -> None:
    worker = world.worker(SHADOW)
    await worker.engine.evidence.speak(shadow=False)
    assert await ask_twice(worker, 1) is Tier.HIT_L2
    restarted = world.worker(SHADOW)
    assert await ask_twice(restarted, 2) is Tier.HIT_L2, "the same configuration: the word still holds"
    reconfigured = world.worker(MeaningSettings(shadow=False))
    assert await ask_twice(reconfigured, 3) is Tier.HIT_L2
    await reconfigured.engine.evidence.speak(shadow=True)
    assert await ask_twice(reconfigured, 4) is Tier.MISS
    assert await reconfigured.engine.evidence.cause("alice") is ShadowCause.OPERATOR


async def test_a_newer_configuration_outweighs_an_older_word(world: SemanticBench) -> None:
    await world.worker(MeaningSettings(shadow=False)).engine.evidence.speak(shadow=False)
    assert await world.worker(SHADOW).engine.evidence.cause("alice") is ShadowCause.CONFIGURATION


async def test_reports_put_the_tenant_into_shadow_and_every_worker_follows(world: SemanticBench) -> None:
    settings = MeaningSettings(max_false_hit_rate=0.01, min_trial_count=10)
    one, two = world.worker(settings), world.worker(settings)
    assert await ask_twice(two, 1000) is Tier.HIT_L2
    for number in range(10):
        await one.serve(f"first {number}", temperature=number)
        hit, _ = await one.serve(f"second {number}", temperature=number)
        assert hit.tier is Tier.HIT_L2, "ten hits are needed before anything is concluded"
        await one.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert await ask_twice(one, 100) is Tier.MISS
    world.bench.clock.advance(POLL_SECONDS)
    assert await ask_twice(two, 101) is Tier.MISS
    assert await ask_twice(world.worker(settings), 102) is Tier.MISS, "a worker that starts now follows at once"
    assert await ask_twice(two, 103, principal=BOB) is Tier.HIT_L2, "the other tenants are served"
    assert (await two.engine.summary()).shadow_tenant_count == 1
    assert await two.engine.evidence.cause("alice") is ShadowCause.TENANT_EVIDENCE


async def test_one_error_switches_nothing_off(world: SemanticBench) -> None:
    worker = world.worker()
    for number in range(20):
        assert await ask_twice(worker, number) is Tier.HIT_L2
    await worker.serve("first", temperature=99)
    hit, _ = await worker.serve("second", temperature=99)
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert await ask_twice(worker, 100) is Tier.HIT_L2


async def test_no_limit_no_switch(world: SemanticBench) -> None:
    worker = world.worker(MeaningSettings(max_false_hit_rate=1.0))
    for number in range(12):
        await worker.serve(f"first {number}", temperature=number)
        hit, _ = await worker.serve(f"second {number}", temperature=number)
        await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert await ask_twice(worker, 100) is Tier.HIT_L2


async def test_a_clean_run_in_shadow_brings_the_tier_back(world: SemanticBench) -> None:
    worker = world.worker(MeaningSettings(max_false_hit_rate=0.2, min_trial_count=3))
    for number in range(3):
        await worker.serve(f"first {number}", temperature=number)
        hit, _ = await worker.serve(f"second {number}", temperature=number)
        await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    world.bench.up.answer_with("the same")
    seen = [await ask_twice(worker, number) for number in range(10, 26)]
    # 0 errors in 14: the upper bound is 1 - 0.05 ** (1 / 14) = 0.193.
    assert seen == [Tier.MISS] * 14 + [Tier.HIT_L2] * 2


async def test_the_operator_brings_the_tier_back_with_new_evidence(world: SemanticBench) -> None:
    worker = world.worker(MeaningSettings(min_trial_count=3))
    for number in range(3):
        await worker.serve(f"first {number}", temperature=number)
        hit, _ = await worker.serve(f"second {number}", temperature=number)
        await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert await ask_twice(worker, 10) is Tier.MISS
    await worker.engine.evidence.speak(shadow=False)
    assert await ask_twice(worker, 11) is Tier.HIT_L2
    assert (await worker.engine.summary()).evidence.report_errors == 0


@pytest.mark.parametrize("longest_ago", [0.0, 1.0])
async def test_what_was_under_way_when_the_operator_spoke_is_not_evidence(
    world: SemanticBench, longest_ago: float
) -> None:
    settings = replace(SHADOW, min_trial_count=3, max_false_hit_rate=0.01)
    worker, other = world.worker(settings), world.worker(settings)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    for number in range(4):
        await worker.serve(f"first {number}", temperature=number)
    hold = world.bench.up.hold()
    late = [asyncio.create_task(worker.serve(f"second {number}", temperature=number)) for number in range(4)]
    await hold.wait_reached(4)
    world.bench.clock.advance(longest_ago + 0.001)
    await other.engine.evidence.speak(shadow=False)
    hold.release()
    await asyncio.gather(*late)
    await settled(worker)
    assert (await worker.engine.summary()).evidence.shadow_trials == 0
    assert await worker.engine.evidence.cause("alice") is None
    assert await ask_twice(worker, 100) is Tier.HIT_L2


async def test_a_worker_that_has_not_heard_of_the_way_back_adds_no_evidence(world: SemanticBench) -> None:
    settings = replace(SHADOW, min_trial_count=3, max_false_hit_rate=0.01)
    worker, other = world.worker(settings), world.worker(settings)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    for number in range(4):
        await worker.serve(f"first {number}", temperature=number)
    assert await worker.engine.evidence.cause("alice") is ShadowCause.CONFIGURATION
    await other.engine.evidence.speak(shadow=False)
    world.bench.clock.advance(POLL_SECONDS / 2)
    outcomes = await asyncio.gather(*(worker.serve(f"second {number}", temperature=number) for number in range(4)))
    assert {outcome.tier for outcome, _ in outcomes} == {Tier.MISS}, "it still believes in shadow"
    await settled(worker)
    assert (await worker.engine.summary()).evidence.shadow_trials == 0
    assert await ask_twice(worker, 100) is Tier.HIT_L2


async def test_what_is_weighed_while_the_operator_speaks_switches_nothing_off(
    world: SemanticBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = MeaningSettings(min_trial_count=3, max_false_hit_rate=0.01)
    worker, other = world.worker(settings), world.worker(settings)
    desk = worker.engine.evidence
    for number in range(2):
        await worker.serve(f"first {number}", temperature=number)
        hit, _ = await worker.serve(f"second {number}", temperature=number)
        await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    await worker.serve("first 9", temperature=9)
    hit, _ = await worker.serve("second 9", temperature=9)
    add = desk.record.add

    async def add_and_speak(*given: Any, **named: Any) -> Any:
        weighed = await add(*given, **named)
        world.bench.clock.advance(0.001)
        await other.engine.evidence.speak(shadow=False)
        return weighed

    monkeypatch.setattr(desk.record, "add", add_and_speak)
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    world.bench.clock.advance(POLL_SECONDS)
    assert await desk.cause("alice") is None
    assert await ask_twice(worker, 100) is Tier.HIT_L2


async def test_evidence_of_several_tenants_switches_the_gateway_off_and_of_one_does_not(world: SemanticBench) -> None:
    settings = MeaningSettings(recheck_share=1.0, recheck_per_hour=1000, min_trial_count=3)
    worker = world.worker(settings)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    for number in range(6):
        await ask_twice(worker, number, principal=BOB)
    assert await worker.engine.evidence.cause("bob") is ShadowCause.TENANT_EVIDENCE
    assert await worker.engine.evidence.cause("alice") is None
    for number in range(4):
        await ask_twice(worker, number, principal=replace(ALICE, tenant_id=f"t{number % 2}"))
    assert await worker.engine.evidence.cause("alice") is ShadowCause.EVIDENCE


async def test_while_the_store_is_silent_nothing_is_served_by_meaning(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("a")
    world.bench.stores.broken = True
    outcome, _ = await worker.serve("b")
    assert (outcome.tier, outcome.status) == (Tier.MISS, 200)


@pytest.mark.parametrize("name", ["max_false_hit_rate", "recheck_share", "same_answer_similarity"])
def test_shares_are_checked(name: str) -> None:
    given: dict[str, Any] = {name: 1.5}
    with pytest.raises(SettingError, match=f"l2.{name}"):
        MeaningSettings(**given)
