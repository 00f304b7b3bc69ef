"""Contract of ``DependencyLedger``."""

from __future__ import annotations

import asyncio

from cachecore_gateway.core.dependencies import DepState, dep_state
from cachecore_gateway.core.ports import Invalidation, Stores

from .conftest import Opener
from .records_of import NOW, TENANT, entry_of, key_of, vector_of


async def test_a_dep_that_was_never_invalidated_has_generation_zero(stores: Stores) -> None:
    snapshot = await stores.ledger.snapshot(TENANT, ["a", "b"])
    assert dict(snapshot.generations) == {"a": 0, "b": 0}
    assert snapshot.epoch


async def test_each_invalidation_raises_the_generation_of_its_dep_only(stores: Stores) -> None:
    seen = [0]
    for _ in range(3):
        await stores.ledger.invalidate(TENANT, [("a", "h")])
        snapshot = await stores.ledger.snapshot(TENANT, ["a", "b"])
        assert snapshot.of("a") > seen[-1]
        assert snapshot.of("b") == 0
        seen.append(snapshot.of("a"))
    assert (await stores.ledger.snapshot("other", ["a"])).of("a") == 0


async def test_an_invalidation_is_seen_at_once_by_every_process(another: Opener) -> None:
    one, two = await another(), await another()
    for _ in range(50):
        before = (await two.ledger.snapshot(TENANT, ["a"])).of("a")
        await one.ledger.invalidate(TENANT, [("a", "h")])
        assert (await two.ledger.snapshot(TENANT, ["a"])).of("a") > before
        assert (await two.entries.look([], TENANT, ["a"])).snapshot.of("a") > before


async def test_generations_and_epoch_survive_a_restart(another: Opener) -> None:
    one = await another()
    await one.ledger.invalidate(TENANT, [("a", "h")])
    before = await one.ledger.snapshot(TENANT, ["a"])
    await one.aclose()
    assert await (await another()).ledger.snapshot(TENANT, ["a"]) == before


async def test_invalidating_counts_the_records_made_worthless_and_drops_them(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("both", started, "a", "b", scope="s"), vector_of(1))
    await stores.entries.put(entry_of("plain", started, "a"), None)
    await stores.entries.put(entry_of("apart", started, "b"), None)
    outcome = await stores.ledger.invalidate(TENANT, [("a", "h1"), ("b", "h2"), ("a", "h3")])
    assert list(outcome) == [Invalidation("a", "h1", 3), Invalidation("b", "h2", 1), Invalidation("a", "h3", 0)]
    assert (await stores.entries.counts()).entry_count == 0
    assert not await stores.index.search("s", "model-a", vector_of(1), 5, 0.5)


async def test_entries_of_other_tenants_and_deps_stay(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    mine = entry_of("mine", started, "b")
    theirs = entry_of("theirs", await stores.ledger.snapshot("other", ()), "a", tenant="other")
    await stores.entries.put(mine, None)
    await stores.entries.put(theirs, None)
    assert await stores.ledger.invalidate(TENANT, [("a", "h")]) == [Invalidation("a", "h", 0)]
    assert (await stores.entries.look([mine.key], TENANT, ())).entries == [mine]
    assert (await stores.entries.look([theirs.key], "other", ())).entries == [theirs]


async def test_nothing_to_invalidate_is_nothing_done(stores: Stores) -> None:
    assert list(await stores.ledger.invalidate(TENANT, [])) == []


async def test_concurrent_invalidations_all_count(stores: Stores) -> None:
    await asyncio.gather(*(stores.ledger.invalidate(TENANT, [("a", "h"), (f"d{n}", "h")]) for n in range(20)))
    snapshot = await stores.ledger.snapshot(TENANT, ["a", *(f"d{n}" for n in range(20))])
    assert len(set(snapshot.generations.values())) == 21


async def test_an_answer_under_way_during_an_invalidation_is_never_valid(another: Opener) -> None:
    one, two = await another(), await another()
    started = await one.ledger.snapshot(TENANT, ["a"])
    await two.ledger.invalidate(TENANT, [("a", "h")])
    await one.entries.put(entry_of("late", started, "a"), None)
    for stores in (one, two):
        found = await stores.entries.look([key_of("late")], TENANT, ["a"])
        entry = found.entries[0]
        assert entry is None or dep_state(entry.tags, entry.epoch, (), found.snapshot) is DepState.INVALIDATED


async def test_matching_lists_dep_ids_by_prefix_with_their_entries(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of(1, started, "doc:1", "doc:2", "do%"), None)
    await stores.entries.put(entry_of(2, started, "doc:2", "user:1"), None)
    await stores.entries.put(entry_of(3, started, "doc:9", tenant="other"), None)
    assert list(await stores.ledger.matching(TENANT, "doc:", 10)) == [("doc:1", 1), ("doc:2", 2)]
    assert list(await stores.ledger.matching(TENANT, "doc:", 1)) == [("doc:1", 1)]
    assert list(await stores.ledger.matching(TENANT, "do%", 9)) == [("do%", 1)]
    assert list(await stores.ledger.matching(TENANT, "DOC", 9)) == []
    assert [dep for dep, _ in await stores.ledger.matching(TENANT, "", 9)] == ["do%", "doc:1", "doc:2", "user:1"]


async def test_dead_entries_are_not_counted_as_made_worthless(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("dead", started, "a", created_at=NOW - 10_000), None)
    assert await stores.ledger.invalidate(TENANT, [("a", "h")]) == [Invalidation("a", "h", 0)]


async def test_odd_dep_ids_are_told_apart(stores: Stores) -> None:
    odd = ["a", "A", "a ", "é", "e\u0301", "a\x00b", "😀", "a" * 2000]
    for dep in odd:
        await stores.ledger.invalidate(TENANT, [(dep, "h")])
    generations = (await stores.ledger.snapshot(TENANT, odd)).generations
    assert len(set(generations.values())) == len(odd)
