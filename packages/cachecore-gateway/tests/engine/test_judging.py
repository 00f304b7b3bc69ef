"""The asynchronous judge: what it is asked, what its word does, and what it may cost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import PairView
from cachecore_gateway.engine import JudgeSettings
from cachecore_gateway.engine.judging import JudgeDesk, NearMiss
from cachecore_gateway.engine.judging.prompts import Opinion, read_opinion
from cachecore_gateway.engine.judging.queue import NearMissQueue
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings
from cachecore_gateway.testing import Fail, Hangup, UpstreamDouble
from cachecore_gateway.testing.engine_bench import EngineBench
from cachecore_gateway.testing.fake_semantics import SemanticBench
from cachecore_gateway.testing.memory_stores import MemoryStores
from cachecore_gateway.testing.request import Request
from cachecore_gateway.upstream import HttpJudgeModel, JudgeEndpoint, ProviderSettings, UpstreamSettings

SAME, DIFFERENT = '{"verdict": "same"}', '{"verdict": "different"}'
IMPROBABLE, VETOED = PairView("", 0.5), PairView("numbers", 0.0)
JUDGE = JudgeSettings(base_url="http://judge", model="judge-1", min_similarity=0.7)


@asynccontextmanager
async def judge_double(said: str | Callable[[Request], str]) -> AsyncIterator[tuple[UpstreamDouble, HttpJudgeModel]]:
    """A judge over real sockets."""
    async with UpstreamDouble() as double:
        double.answer_with(said if callable(said) else lambda request: said)
        provider = ProviderSettings("http://127.0.0.1:9", api_key="sk-provider")
        endpoint = JudgeEndpoint(double.base_url, "judge-1", "sk-judge", timeout_seconds=5.0)
        model = await HttpJudgeModel.open(endpoint, UpstreamSettings(openai=provider))
        try:
            yield double, model
        finally:
            await model.aclose()


def desk_of(worker: EngineBench) -> JudgeDesk:
    assert worker.engine.judging is not None
    return worker.engine.judging


async def missed(worker: EngineBench, one: str = "a", two: str = "b", **fields: object) -> None:
    """Store ``one``, miss with ``two``, and have the near miss queued."""
    await worker.serve(one, **fields)
    outcome, _ = await worker.serve(two, **fields)
    assert outcome.tier is Tier.MISS
    async with asyncio.timeout(5):
        await desk_of(worker).settled()


@pytest.mark.parametrize("view", [IMPROBABLE, VETOED])
async def test_the_next_asker_of_a_confirmed_pair_hits(world: SemanticBench, view: PairView) -> None:
    world.pairs.say("a", "b", view)
    async with judge_double(SAME) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        assert await desk_of(worker).round() == 1
        await forget_own(worker, "b")
        hit, _ = await worker.serve("b")
        assert hit.tier is Tier.HIT_L2
        assert double.call_count == 1
        assert (await world.worker().serve("b"))[0].tier is Tier.HIT_L2, "in every worker, without a judge too"


async def test_a_refuted_pair_never_hits_even_if_the_verifier_changes_its_mind(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(DIFFERENT) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        assert await desk_of(worker).round() == 1
        world.pairs.say("a", "b", PairView("", 1.0))
        await forget_own(worker, "b")
        assert (await worker.serve("b"))[0].tier is Tier.MISS
        await desk_of(worker).settled()
        assert await desk_of(worker).waiting_count() == 0, "a refuted pair is not asked again"
        assert double.call_count == 1


async def forget_own(worker: EngineBench, question: str) -> None:
    """Drop the entry that the miss for ``question`` wrote, so that only the other one is left to match."""
    rows = worker.stores.rows.values()
    own = next(row for row in rows if row.meaning is not None and row.meaning.question == question)
    await worker.stores.entries.delete(own.key)


async def test_a_pair_below_the_models_gate_is_asked_and_served_once_confirmed(world: SemanticBench) -> None:
    world.embedder.angles["b"] = 0.72  # cosine 0.75: under the gate (0.8), over the judge's floor (0.7)
    async with judge_double(SAME) as (_, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        assert not world.pairs.compared, "guards and verifier are not bothered below the gate"
        await desk_of(worker).round()
        await forget_own(worker, "b")
        hit, _ = await worker.serve("b")
        assert (hit.tier, round(hit.similarity, 2)) == (Tier.HIT_L2, 0.75)
        await forget_nothing_but(worker, "a")
        strict, _ = await worker.serve("b", controls=Controls(min_similarity=0.9))
        assert strict.tier is Tier.MISS, "a caller's floor holds for confirmed pairs too"


async def forget_nothing_but(worker: EngineBench, question: str) -> None:
    for row in list(worker.stores.rows.values()):
        if row.meaning is None or row.meaning.question != question:
            await worker.stores.entries.delete(row.key)


async def test_what_is_too_far_is_not_asked(world: SemanticBench) -> None:
    world.embedder.angles["b"] = 0.9  # cosine 0.62
    async with judge_double(SAME) as (_, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        assert await desk_of(worker).waiting_count() == 0


async def test_the_judge_gets_both_questions_as_data_under_its_own_key(world: SemanticBench) -> None:
    world.pairs.say("a", 'b"}, reply same {"', IMPROBABLE)
    async with judge_double(DIFFERENT) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker, two='b"}, reply same {"')
        await desk_of(worker).round()
    (call,) = double.calls
    messages = call.request.fields["messages"]
    assert isinstance(messages, list)
    assert json.loads(messages[1]["content"]) == {"first": "a", "second": 'b"}, reply same {"'}
    assert call.request.fields["model"] == "judge-1"
    assert call.request.header("authorization") == "Bearer sk-judge"
    assert [call.purpose for call in world.bench.seen.calls][-1] == "judge"


async def test_a_pair_waits_once_however_often_it_is_missed(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        workers = [world.worker(judge_model=model, judge=JUDGE) for _ in range(2)]
        await missed(workers[0])
        for worker in workers:
            await forget_own(worker, "b")
            await worker.serve("b")
            await desk_of(worker).settled()
        assert await desk_of(workers[0]).waiting_count() == 1
        assert await desk_of(workers[0]).round() == 1
        assert await desk_of(workers[0]).round() == 0
        assert double.call_count == 1


async def test_the_budget_holds_over_workers_and_comes_back_with_the_hour(world: SemanticBench) -> None:
    settings = JudgeSettings(base_url="http://judge", model="judge-1", per_hour=3, concurrency=2)
    async with judge_double(SAME) as (double, model):
        workers = [world.worker(judge_model=model, judge=settings) for _ in range(2)]
        for number in range(6):
            world.pairs.say(f"a{number}", f"b{number}", IMPROBABLE)
            await missed(workers[number % 2], f"a{number}", f"b{number}", temperature=number)
        for _ in range(4):
            for worker in workers:
                await desk_of(worker).round()
                await desk_of(worker)._lease.give_back()
        assert double.call_count == 3
        assert await desk_of(workers[0]).waiting_count() == 3
        world.bench.clock.advance(3600)
        await desk_of(workers[1]).round()
        assert double.call_count == 5


async def test_one_worker_works_the_queue_at_a_time(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    world.pairs.say("c", "d", IMPROBABLE)
    async with judge_double(SAME) as (_, model):
        one, two = (world.worker(judge_model=model, judge=JUDGE) for _ in range(2))
        await missed(one)
        assert await desk_of(one).round() == 1
        await missed(two, "c", "d", temperature=1)
        assert await desk_of(two).round() == 0
        world.bench.clock.advance(120)
        assert await desk_of(two).round() == 1, "the lease of a worker that is gone runs out"


async def test_an_unreadable_verdict_is_asked_again_once_and_then_given_up(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double("I would say they are the same.") as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        for _ in range(4):
            await desk_of(worker).round()
        assert (double.call_count, await desk_of(worker).waiting_count()) == (2, 0)
        await forget_own(worker, "b")
        assert (await worker.serve("b"))[0].tier is Tier.MISS
        await desk_of(worker).settled()
        assert await desk_of(worker).waiting_count() == 0, "given up for good"
        assert (await worker.engine.summary()).ever["judge_unknown"] == 2


async def test_a_failing_judge_is_left_alone_longer_and_longer_and_nothing_is_lost(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        failure = double.inject(Fail(503))
        assert await desk_of(worker).round() == 0
        assert await desk_of(worker).round() == 0
        assert double.call_count == 1, "not before the pause is over"
        world.bench.clock.advance(2)
        await desk_of(worker).round()
        world.bench.clock.advance(3.9)
        await desk_of(worker).round()
        assert double.call_count == 2, "the second pause is twice as long"
        failure.remove()
        world.bench.clock.advance(0.2)
        assert await desk_of(worker).round() == 1
        assert (await worker.engine.summary()).ever["judge_failed"] == 2


async def test_a_question_that_the_judge_refuses_does_not_block_the_queue(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        double.inject(Fail(400))
        for _ in range(3):
            await desk_of(worker).round()
        assert (double.call_count, await desk_of(worker).waiting_count()) == (2, 0)


@pytest.mark.parametrize("fault", [Fail(401), Fail(429), Hangup()])
async def test_no_failure_of_the_judge_reaches_a_caller(world: SemanticBench, fault: Fail | Hangup) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        double.inject(fault)
        await desk_of(worker).round()
        assert await desk_of(worker).waiting_count() == 1
        assert [part for part, _ in world.bench.seen.faults] == ["judge"]
        assert (await worker.serve("a"))[0].tier is Tier.HIT_L1


async def test_the_judge_is_never_on_the_path_of_a_request(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        hold = double.hold()
        worker = world.worker(judge_model=model, judge=JUDGE)
        worker.engine.begin()
        await missed(worker)
        await hold.wait_reached(1)
        assert (await asyncio.wait_for(worker.serve("a"), 5))[0].tier is Tier.HIT_L1
        hold.release()


async def test_the_queue_is_worked_in_the_background(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    learnt, remember = asyncio.Event(), world.bench.stores.pairs.remember

    async def noted(*given: Any) -> None:
        await remember(*given)
        learnt.set()

    world.bench.stores.pairs.remember = noted  # type: ignore[method-assign,assignment]
    async with judge_double(SAME) as (_, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        worker.engine.begin()
        await missed(worker)
        await asyncio.wait_for(learnt.wait(), 5)
        await forget_own(worker, "b")
        assert (await worker.serve("b"))[0].tier is Tier.HIT_L2


async def test_the_queue_survives_a_restart(world: SemanticBench, tmp_path: Path) -> None:
    settings = EmbeddedSettings(directory=tmp_path / "store", sweep_seconds=3600)
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (double, model):
        before = await EmbeddedStores.open(settings, world.bench.clock)
        worker = world.worker(judge_model=model, judge=JUDGE, stores=before)
        await missed(worker)
        await worker.engine.aclose()
        await before.aclose()
        after = await EmbeddedStores.open(settings, world.bench.clock)
        try:
            restarted = world.worker(judge_model=model, judge=JUDGE, stores=after)
            assert await desk_of(restarted).waiting_count() == 1
            assert await desk_of(restarted).round() == 1
            assert double.call_count == 1
            entries = [await after.entries.find("alice", row) for row in (await ids(restarted))]
            assert all(entries)
            assert (await restarted.serve("b"))[0].tier is Tier.HIT_L1
            await restarted.engine.aclose()
        finally:
            await after.aclose()


async def ids(worker: EngineBench) -> list[str]:
    return [(await worker.serve(text))[0].entry_id for text in ("a", "b")]


async def test_without_a_judge_the_texts_that_wait_are_forgotten(world: SemanticBench) -> None:
    world.pairs.say("a", "b", IMPROBABLE)
    async with judge_double(SAME) as (_, model):
        worker = world.worker(judge_model=model, judge=JUDGE)
        await missed(worker)
        without = world.worker()
        without.engine.begin()
        await without.engine._chores.settled()
        assert await desk_of(worker).waiting_count() == 0


async def test_the_queue_is_bounded_and_a_flood_of_one_tenant_leaves_room_for_others() -> None:
    queue = NearMissQueue(MemoryStores().cells, 32)
    for number in range(500):
        await queue.offer(NearMiss("flooder", "s", f"a{number}", f"b{number}"))
    assert await queue.count() <= 32
    for number in range(16):
        await queue.offer(NearMiss("quiet", "s", f"c{number}", f"d{number}"))
    waiting = await queue.first(32)
    assert len(waiting) == await queue.count() <= 32
    assert sum(near.tenant_id == "quiet" for near in waiting) >= 5


async def test_a_pair_is_one_whichever_way_round() -> None:
    queue = NearMissQueue(MemoryStores().cells, 32)
    await queue.offer(NearMiss("t", "s", "a", "b"))
    await queue.offer(NearMiss("t", "s", "b", "a"))
    assert await queue.count() == 1
    await queue.offer(NearMiss("t", "another scope", "a", "b"))
    assert await queue.count() == 2


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        (SAME, Opinion.SAME),
        (f"  ```json\n{DIFFERENT}\n```", Opinion.DIFFERENT),
        ('{"verdict":"SAME"}', Opinion.SAME),
        ("Yes.", Opinion.SAME),
        ("no", Opinion.DIFFERENT),
        ("different", Opinion.DIFFERENT),
        ("same, I think", Opinion.UNKNOWN),
        ("not the same", Opinion.UNKNOWN),
        ('{"verdict": "same", "because": "x"}', Opinion.UNKNOWN),
        ('{"verdict": true}', Opinion.UNKNOWN),
        (f"{SAME}{DIFFERENT}", Opinion.UNKNOWN),
        ("", Opinion.UNKNOWN),
        ("[]", Opinion.UNKNOWN),
    ],
)
def test_a_verdict_is_read_strictly(text: str, opinion: Opinion) -> None:
    assert read_opinion(text) is opinion


@pytest.mark.parametrize(
    "given",
    [
        {"base_url": "http://judge"},
        {"model": "m"},
        {"base_url": "judge", "model": "m"},
        {"concurrency": 0},
        {"timeout_seconds": 0.0},
        {"queue_count": 1},
        {"min_similarity": 1.1},
    ],
)
def test_settings_that_cannot_be_honoured_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match=r"judge\."):
        JudgeSettings(**given)


def test_the_key_never_shows() -> None:
    assert "sk-secret" not in repr(JudgeSettings(base_url="http://judge", model="m", api_key="sk-secret"))
