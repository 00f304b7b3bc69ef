"""Re-checks of hits served: how many, at whose cost, and what they teach."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.ports import JudgeModel
from cachecore_gateway.engine import MeaningSettings
from cachecore_gateway.engine.evidence.comparing import AnswerComparer, numbers_conflict
from cachecore_gateway.testing import Answer, Fail
from cachecore_gateway.testing.engine_bench import ALICE, EngineBench, Record
from cachecore_gateway.testing.fake_semantics import FakeEmbedder, SemanticBench

ALL = MeaningSettings(recheck_share=1.0, recheck_per_hour=100)


async def hit(worker: EngineBench, number: int = 0, **fields: object) -> Tier:
    await worker.serve("first", temperature=number)
    outcome, _ = await worker.serve("second", temperature=number, **fields)
    async with asyncio.timeout(5):
        await worker.engine.sampler.settled()
    return outcome.tier


async def test_an_agreeing_recheck_counts_and_is_stored_under_its_own_key(world: SemanticBench) -> None:
    worker = world.worker(ALL)
    world.bench.up.answer_with("the same")
    assert await hit(worker) is Tier.HIT_L2
    evidence = (await worker.engine.summary()).evidence
    assert (evidence.recheck_trials, evidence.recheck_errors) == (1, 0)
    assert [call.purpose for call in world.bench.seen.calls] == ["miss", "recheck"]
    assert (await worker.serve("second", temperature=0))[0].tier is Tier.HIT_L1


async def test_a_refuting_recheck_parts_the_pair_and_keeps_the_entry(world: SemanticBench) -> None:
    worker = world.worker(ALL)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    await hit(worker)
    assert (await worker.engine.summary()).evidence.recheck_errors == 1
    assert (await worker.serve("first", temperature=0))[0].tier is Tier.HIT_L1
    second = next(row for row in world.bench.stores.rows.values() if row.meaning and row.meaning.question == "second")
    await world.bench.stores.entries.delete(second.key)
    assert (await worker.serve("second", temperature=0))[0].tier is Tier.MISS, "the pair never matches again"


async def test_nothing_is_rechecked_unless_asked_for(world: SemanticBench) -> None:
    worker = world.worker()
    await hit(worker)
    assert world.bench.up.call_count == 1


async def test_the_budget_holds_over_workers_and_comes_back_with_the_hour(world: SemanticBench) -> None:
    settings = replace(ALL, recheck_per_hour=3)
    workers = [world.worker(settings), world.worker(settings)]
    world.bench.up.answer_with("the same")
    for number in range(6):
        assert await hit(workers[number % 2], number) is Tier.HIT_L2
    rechecks = [call for call in world.bench.seen.calls if call.purpose == "recheck"]
    assert len(rechecks) == 3
    assert (await workers[0].engine.summary()).recheck_left == 0
    world.bench.clock.advance(3600)
    await hit(workers[0], 7)
    assert (await workers[1].engine.summary()).recheck_left == 2


async def test_a_share_is_drawn(world: SemanticBench) -> None:
    worker = world.worker(replace(ALL, recheck_share=0.5))
    draws = iter([0.49, 0.5, 0.0, 0.99])
    worker.engine.sampler._draw = lambda: next(draws)
    for number in range(4):
        await hit(worker, number)
    assert (await worker.engine.summary()).evidence.recheck_trials == 2


async def test_who_forbids_upstream_calls_and_whose_token_is_over_is_not_rechecked(world: SemanticBench) -> None:
    worker = world.worker(ALL)
    await hit(worker, 1, controls=Controls(only_if_cached=True))
    await hit(worker, 2, principal=replace(ALICE, expires_at=world.bench.clock.now() - 1))
    assert {call.purpose for call in world.bench.seen.calls} == {"miss"}


async def test_a_failed_recheck_proves_nothing(world: SemanticBench) -> None:
    worker = world.worker(ALL)
    await worker.serve("first")
    world.bench.up.inject(Fail(500))
    assert (await worker.serve("second"))[0].tier is Tier.HIT_L2
    await worker.engine.sampler.settled()
    assert (await worker.engine.summary()).evidence.recheck_trials == 0


class Word:
    """A judging model that always says the same."""

    def __init__(self, said: str | None) -> None:
        self.said = said
        self.asked: list[str] = []

    async def ask(self, instructions: str, material: str) -> str:
        self.asked.append(material)
        if self.said is None:
            raise UpstreamUnusable("out of order")
        return self.said


@pytest.mark.parametrize(
    ("word", "errors"),
    [('{"verdict": "same"}', 0), ('{"verdict": "different"}', 1), ("who knows", 1), (None, 1)],
)
async def test_where_there_is_a_judge_it_decides_about_answers(
    world: SemanticBench, word: str | None, errors: int
) -> None:
    model: JudgeModel = Word(word)
    worker = world.worker(ALL, judge_model=model)
    world.bench.up.answer_with(lambda request: Answer(f"costs {request.number} crowns"))
    await hit(worker)
    evidence = (await worker.engine.summary()).evidence
    assert (evidence.recheck_trials, evidence.recheck_errors) == (1, errors), "without its word the numbers decide"


@pytest.mark.parametrize(
    ("one", "two", "conflict"),
    [
        ("5 days", "14 days", True),
        ("within 30 days", "within 30 days, or 14 if opened", False),
        ("1,000 crowns", "1000 crowns", False),
        ("1. Open it.\n2. Close it.", "- Open it.\n- Close it.", False),
        ("Yes.", "Certainly.", False),
        ("at 2.5 or 3", "at 2.5 or 4", True),
    ],
)
def test_numbers_conflict(one: str, two: str, conflict: bool) -> None:
    assert numbers_conflict(one, two) is conflict


async def test_answers_are_compared_by_their_beginnings_where_they_are_long() -> None:
    embedder = FakeEmbedder(angles={"no" * 125: 1.5}, longest_letters=250)
    comparer = AnswerComparer(embedder, None, 0.85, Record())
    assert await comparer.same("q", "yes" * 500, "yes " * 500)
    assert await comparer.same("q", "yes" * 500, "no" * 500) is False


async def test_what_cannot_be_compared_is_no_evidence() -> None:
    blind = AnswerComparer(None, None, 0.85, Record())
    assert await blind.same("q", "one", "two") is None
    assert await blind.same("q", "one  two", "one two")
    assert await blind.same("q", "", "two") is None
