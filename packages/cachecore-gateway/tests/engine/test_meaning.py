"""A pair judge that is sure of one candidate and says nothing of those after it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import PairView, Verdict
from cachecore_gateway.engine import MeaningSettings
from cachecore_gateway.engine.wordings import Wordings
from cachecore_gateway.testing.fake_semantics import FakePairJudge, SemanticBench

OTHER = PairView("number", 0.0)


class EndsWithTheFirstCertain(FakePairJudge):
    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        views = await super().compare(question, others, similarities)
        certain = [index for index, view in enumerate(views) if view == PairView("", 1.0)]
        return views[: certain[0] + 1] if certain else views


def three_questions(world: SemanticBench) -> None:
    """Of c, a is the nearest and b comes next; each is another question than the others."""
    world.pairs = EndsWithTheFirstCertain()
    world.embedder.angles = {"a": 0.1, "b": 0.2, "c": 0.0}
    for one, two in (("a", "b"), ("a", "c"), ("b", "c")):
        world.pairs.say(one, two, OTHER)


async def test_what_comes_after_a_certain_candidate_is_not_judged(world: SemanticBench) -> None:
    three_questions(world)
    worker = world.worker()
    stored, _ = await worker.serve("a")
    await worker.serve("b")
    world.pairs.say("a", "c", PairView("", 1.0))
    hit, _ = await worker.serve("c")
    assert hit.tier is Tier.HIT_L2
    assert hit.entry_id.startswith(stored.entry_id)
    (judgement,) = worker.seen.judged_events[-1].judgements
    assert (judgement.entry_id, judgement.verdict) == (stored.entry_id, Verdict.ACCEPTED)


async def test_a_certain_candidate_after_others_is_served_and_they_are_judged(world: SemanticBench) -> None:
    three_questions(world)
    worker = world.worker()
    await worker.serve("a")
    stored, _ = await worker.serve("b")
    world.pairs.say("b", "c", PairView("", 1.0))
    hit, _ = await worker.serve("c")
    assert hit.entry_id.startswith(stored.entry_id)
    verdicts = [judgement.verdict for judgement in worker.seen.judged_events[-1].judgements]
    assert verdicts == [Verdict.VETOED, Verdict.ACCEPTED]


async def test_a_pair_that_never_matches_is_judged_beside_a_certain_one(world: SemanticBench) -> None:
    three_questions(world)
    worker = world.worker()
    await worker.serve("a")
    world.pairs.say("a", "c", PairView("", 1.0))
    hit, _ = await worker.serve("c")
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    await worker.serve("a")
    assert (await worker.serve("c"))[0].tier is Tier.MISS


@pytest.mark.parametrize(("probability", "judged"), [(0.99, 1), (0.95, 2)])
async def test_the_others_are_judged_unless_the_nearest_passes_the_strict_point(
    world: SemanticBench, probability: float, judged: int
) -> None:
    three_questions(world)
    worker = world.worker()
    nearest, _ = await worker.serve("a")
    other, _ = await worker.serve("b")
    world.pairs.say("a", "c", PairView("", probability))
    world.pairs.say("b", "c", PairView("", 0.98))
    hit, _ = await worker.serve("c")
    assert hit.entry_id.startswith(nearest.entry_id if judged == 1 else other.entry_id)
    assert len(worker.seen.judged_events[-1].judgements) == judged


@pytest.mark.parametrize(("angle", "tier"), [(0.5, Tier.HIT_L2), (0.62, Tier.MISS)])
async def test_a_candidate_far_behind_the_nearest_is_not_judged(world: SemanticBench, angle: float, tier: Tier) -> None:
    three_questions(world)
    world.embedder.angles["b"] = angle
    worker = world.worker()
    await worker.serve("a")
    await worker.serve("b")
    world.pairs.say("b", "c", PairView("", 1.0))
    outcome, _ = await worker.serve("c")
    assert outcome.tier is tier
    if tier is Tier.MISS:
        verdicts = [judgement.verdict for judgement in worker.seen.judged_events[-1].judgements]
        assert verdicts == [Verdict.VETOED, Verdict.IMPROBABLE]


async def test_what_never_matches_is_not_the_nearest_one(world: SemanticBench) -> None:
    three_questions(world)
    world.embedder.angles["b"] = 0.62
    worker = world.worker()
    await worker.serve("a")
    world.pairs.say("a", "c", PairView("", 1.0))
    hit, _ = await worker.serve("c")
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    stored, _ = await worker.serve("b")
    await worker.serve("a")
    world.pairs.say("b", "c", PairView("", 1.0))
    hit, _ = await worker.serve("c")
    assert hit.entry_id.startswith(stored.entry_id)


def one_wording(world: SemanticBench, *texts: str) -> None:
    """The questions are of one wording, and far from each other for the embedding model."""
    world.pairs.wordings = dict.fromkeys(texts, "the wording")
    world.embedder.angles = {text: 0.4 * place for place, text in enumerate(texts)}


async def test_a_question_of_the_same_wording_needs_no_vector(world: SemanticBench) -> None:
    one_wording(world, "a", "A?")
    worker = world.worker()
    stored, _ = await worker.serve("a")
    hit, _ = await worker.serve("A?")
    assert (hit.tier, hit.similarity) == (Tier.HIT_L2, 1.0)
    assert hit.entry_id.startswith(stored.entry_id)
    assert world.embedder.embedded == ["a"]
    (judgement,) = worker.seen.judged_events[-1].judgements
    assert (judgement.verdict, judgement.probability) == (Verdict.ACCEPTED, 1.0)


async def test_the_same_wording_in_another_scope_is_another_question(world: SemanticBench) -> None:
    one_wording(world, "a", "A?")
    worker = world.worker()
    await worker.serve("a")
    assert (await worker.serve("A?", tenant="bob"))[0].tier is Tier.MISS


@pytest.mark.parametrize("view", [OTHER, PairView("", 0.95)])
async def test_the_same_wording_does_not_pass_by_guards_and_verifier(world: SemanticBench, view: PairView) -> None:
    one_wording(world, "a", "A?")
    world.pairs.say("a", "A?", view)
    worker = world.worker()
    await worker.serve("a")
    await worker.serve("A?")
    assert world.embedder.embedded == ["a", "A?"]


async def test_who_asks_for_a_cosine_gets_one(world: SemanticBench) -> None:
    one_wording(world, "a", "A?")
    worker = world.worker(MeaningSettings(similarity_threshold=0.9))
    await worker.serve("a")
    await worker.serve("A?")
    assert world.embedder.embedded == ["a", "A?"]


async def test_an_invalidated_entry_of_the_same_wording_is_not_served(world: SemanticBench) -> None:
    one_wording(world, "a", "A?", "a!")
    worker = world.worker()
    stored, _ = await worker.serve("a")
    await worker.engine.feedback.report("alice", stored.entry_id, correct=False)
    fresh, _ = await worker.serve("A?")
    assert fresh.tier is Tier.MISS
    hit, _ = await worker.serve("a!")
    assert hit.entry_id.startswith(fresh.entry_id)
    assert world.embedder.embedded == ["a", "A?"]


async def test_a_hit_by_search_of_the_same_wording_is_found_at_once_the_next_time(world: SemanticBench) -> None:
    one_wording(world, "a", "A?", "a!")
    world.embedder.angles = {}
    first, second = world.worker(), world.worker()
    await first.serve("a")
    await second.serve("A?")
    await second.serve("a!")
    assert world.embedder.embedded == ["a", "A?"]


async def test_wordings_are_forgotten_when_there_are_too_many() -> None:
    known = Wordings(limit_count=2)
    for text in "abc":
        known.put(known.place("scope", text), f"entry {text}")
    assert [known.get(known.place("scope", text)) for text in "abc"] == ["", "entry b", "entry c"]
    known.put(known.place("scope", "b"), "entry b again")
    known.put(known.place("other", "b"), "another")
    assert known.get(known.place("scope", "b")) == "entry b again"
    assert known.get(known.place("scope", "c")) == ""
