"""Reports: what they take away, what they teach, and whose they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cachecore_gateway.core.errors import NotFound
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import handle_of
from cachecore_gateway.testing.engine_bench import ALICE
from cachecore_gateway.testing.fake_semantics import SemanticBench

BOB = replace(ALICE, tenant_id="bob")


async def test_a_hit_by_meaning_names_its_entry_and_its_question(world: SemanticBench) -> None:
    worker = world.worker()
    miss, _ = await worker.serve("reset a password")
    hit, _ = await worker.serve("how to reset a password")
    exact, _ = await worker.serve("reset a password")
    assert (miss.tier, hit.tier, exact.tier) == (Tier.MISS, Tier.HIT_L2, Tier.HIT_L1)
    assert hit.entry_id == f"{miss.entry_id}.{handle_of('how to reset a password')}"
    assert exact.entry_id == miss.entry_id


async def test_a_wrong_hit_is_quarantined_and_never_matches_again(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("a")
    hit, _ = await worker.serve("b")
    assert await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert not world.bench.stores.rows
    assert (await worker.serve("a"))[0].tier is Tier.MISS
    assert (await worker.serve("b"))[0].tier is Tier.MISS, "a has a new entry, but b must never match it again"
    other, _ = await worker.serve("c")
    assert other.tier is Tier.HIT_L2, "other questions still match"


async def test_a_report_holds_in_every_worker_and_after_a_restart(world: SemanticBench) -> None:
    one, two = world.worker(), world.worker()
    await one.serve("a")
    hit, _ = await one.serve("b")
    await two.engine.feedback.report("alice", hit.entry_id, correct=False)
    await one.serve("a")
    assert (await one.serve("b"))[0].tier is Tier.MISS
    await one.serve("a")
    assert (await world.worker().serve("b"))[0].tier is Tier.HIT_L1


async def test_a_pair_never_matches_whichever_way_round(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("a")
    hit, _ = await worker.serve("b")
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    await worker.serve("b")
    assert (await worker.serve("a"))[0].tier is Tier.MISS


async def test_no_texts_are_remembered(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("how old is the king")
    hit, _ = await worker.serve("age of the king")
    await worker.engine.feedback.report("alice", hit.entry_id, correct=False)
    assert "king" not in repr(world.bench.stores.known) + repr(world.bench.stores.values) + hit.entry_id


@pytest.mark.parametrize("tag", ["{}", "{}.{}"])
async def test_another_tenant_reaches_nothing(world: SemanticBench, tag: str) -> None:
    worker = world.worker()
    miss, _ = await worker.serve("a")
    with pytest.raises(NotFound):
        await worker.engine.feedback.report("bob", tag.format(miss.entry_id, handle_of("b")), correct=False)
    assert (await worker.serve("b"))[0].tier is Tier.HIT_L2
    assert not world.bench.stores.known


async def test_a_tenants_reports_never_switch_off_another_tenants_hits(world: SemanticBench) -> None:
    worker = world.worker()
    for number in range(30):
        miss, _ = await worker.serve(f"question {number}", principal=BOB, temperature=number)
        tag = f"{miss.entry_id}.{handle_of('made up')}"
        await worker.engine.feedback.report("bob", tag, correct=False)
    await worker.serve("a")
    assert (await worker.serve("b"))[0].tier is Tier.HIT_L2
    await worker.serve("a", principal=BOB)
    assert (await worker.serve("b", principal=BOB))[0].tier is Tier.MISS, "Bob has put himself into shadow"


@pytest.mark.parametrize("tag", ["nothing", "", "x.y", "../../etc", "a" * 24 + "." + "g" * 32])
async def test_an_unknown_entry_is_not_found(world: SemanticBench, tag: str) -> None:
    with pytest.raises(NotFound, match="X-Cache-Entry"):
        await world.worker().engine.feedback.report("alice", tag, correct=False)


async def test_a_second_report_is_not_found(world: SemanticBench) -> None:
    worker = world.worker()
    miss, _ = await worker.serve("a")
    await worker.engine.feedback.report("alice", miss.entry_id, correct=False)
    with pytest.raises(NotFound):
        await worker.engine.feedback.report("alice", miss.entry_id, correct=False)


async def test_praise_keeps_the_entry_and_counts(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("a")
    hit, _ = await worker.serve("b")
    assert not await worker.engine.feedback.report("alice", hit.entry_id, correct=True)
    assert (await worker.serve("b"))[0].tier is Tier.HIT_L2
    evidence = (await worker.engine.summary()).evidence
    assert (evidence.report_trials, evidence.report_errors, evidence.served) == (1, 0, 2)


async def test_a_report_on_an_exact_answer_says_nothing_of_the_semantic_tier(world: SemanticBench) -> None:
    worker = world.worker()
    miss, _ = await worker.serve("a")
    assert await worker.engine.feedback.report("alice", miss.entry_id, correct=False)
    assert (await worker.engine.summary()).evidence.report_trials == 0


async def test_hits_that_were_counted_last_are_not_lost_at_the_end(world: SemanticBench) -> None:
    worker = world.worker()
    await worker.serve("a")
    await worker.serve("b")
    await worker.engine.aclose()
    assert (await world.worker().engine.summary()).evidence.served == 1
