"""A pair judge that is sure of one candidate and says nothing of those after it."""

from __future__ import annotations

from collections.abc import Sequence

from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import PairView, Verdict
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
