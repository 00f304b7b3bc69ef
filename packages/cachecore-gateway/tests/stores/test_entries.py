"""Contract of ``EntryStore``."""

from __future__ import annotations

from dataclasses import replace

from cachecore_gateway.core.entry import Answer, Entry
from cachecore_gateway.core.ports import StoredCounts, Stores

from .conftest import Opener
from .eventually import eventually
from .records_of import TENANT, entry_of, key_of, random_vector, vector_of


async def stored(stores: Stores, name: object, *deps: str, vector: bytes | None = None, **options: str) -> Entry:
    started = await stores.ledger.snapshot(options.get("tenant", TENANT), deps)
    entry = entry_of(name, started, *deps, **options)  # type: ignore[arg-type]
    await stores.entries.put(entry, vector)
    return entry


async def looked(stores: Stores, name: object, tenant: str = TENANT) -> Entry | None:
    return (await stores.entries.look([key_of(name)], tenant, ())).entries[0]


async def test_an_entry_is_found_as_it_was_put(stores: Stores) -> None:
    body = bytes(range(256)) * 40
    entry = replace(
        await stored(stores, "a", "doc:1", scope="s"),
        answer=Answer(body, ((b"x-odd", b"\xff\x00"), (b"x-odd", b"2"))),
    )
    await stores.entries.put(entry, vector_of(1))
    assert await looked(stores, "a") == entry


async def test_an_entry_is_the_same_after_the_store_was_opened_again(another: Opener) -> None:
    first = await another()
    entry = await stored(first, "a", "doc:1", scope="s", vector=vector_of(1))
    await first.aclose()
    assert await looked(await another(), "a") == entry


async def test_entries_come_in_the_order_of_the_keys_with_none_for_what_is_absent(stores: Stores) -> None:
    a, b = await stored(stores, "a"), await stored(stores, "b")
    found = await stores.entries.look([key_of("b"), key_of("absent"), key_of("a")], TENANT, ())
    assert list(found.entries) == [b, None, a]


async def test_a_look_holds_the_generations_of_the_request_and_of_all_entries_found(stores: Stores) -> None:
    await stores.ledger.invalidate(TENANT, [("doc:1", "h"), ("doc:2", "h"), ("doc:3", "h")])
    await stored(stores, "a", "doc:1", "doc:2")
    found = await stores.entries.look([key_of("a")], TENANT, ["doc:3", "never"])
    now = await stores.ledger.snapshot(TENANT, ["doc:1", "doc:2", "doc:3"])
    assert {dep: found.snapshot.of(dep) for dep in now.generations} == now.generations
    assert now.of("doc:1") > 0
    assert found.snapshot.of("never") == 0
    assert found.snapshot.epoch == now.epoch


async def test_another_tenant_does_not_see_an_entry(stores: Stores) -> None:
    await stored(stores, "a")
    assert await looked(stores, "a", "other") is None


async def test_a_newer_entry_replaces_the_whole_older_one(stores: Stores) -> None:
    await stored(stores, "a", "doc:1", scope="s", vector=vector_of(1))
    newer = await stored(stores, "a", "doc:2", entry_id="id-2")
    assert await looked(stores, "a") == newer
    assert await stores.entries.find(TENANT, "id-a") is None
    assert await stores.index.search("s", "model-a", vector_of(1), 5, -1.0) == []
    assert await stores.entries.counts() == StoredCounts(1, 0, len(newer.answer.body), 1)


async def test_find_knows_entries_by_their_opaque_id_within_their_tenant(stores: Stores) -> None:
    entry = await stored(stores, "a", entry_id="opaque")
    assert await stores.entries.find(TENANT, "opaque") == entry
    assert await stores.entries.counts() == StoredCounts(1, 0, len(entry.answer.body), 0)
    assert await stores.entries.find(TENANT, "opaque") == entry
    assert await stores.entries.find("other", "opaque") is None
    assert await stores.entries.find(TENANT, "unknown") is None


async def test_a_deleted_entry_is_gone_from_both_tiers_in_every_process(another: Opener) -> None:
    one, two = await another(), await another()
    await stored(one, "a", scope="s", vector=vector_of(1))
    await eventually(lambda: looked(two, "a"))
    assert await two.index.search("s", "model-a", vector_of(1), 5, 0.5)
    assert await one.entries.delete(key_of("a"))
    for stores in (one, two):
        assert await looked(stores, "a") is None
        assert await stores.entries.find(TENANT, "id-a") is None
        assert not await stores.index.search("s", "model-a", vector_of(1), 5, 0.5)
    assert await one.entries.delete(key_of("a")) is False


async def test_a_key_deleted_may_be_stored_again(another: Opener) -> None:
    one, two = await another(), await another()
    await stored(one, "a", entry_id="first")
    await eventually(lambda: looked(two, "a"))
    await two.entries.delete(key_of("a"))
    again = await stored(one, "a", entry_id="second")
    assert await looked(one, "a") == again
    assert await eventually(lambda: looked(two, "a")) == again


async def test_other_processes_see_an_entry_soon(another: Opener) -> None:
    one, two = await another(), await another()
    entry = await stored(one, "a")
    assert await eventually(lambda: looked(two, "a")) == entry


async def test_other_processes_see_a_newer_entry_once_the_older_is_no_longer_valid(another: Opener) -> None:
    one, two = await another(), await another()
    await stored(one, "a", "doc:1", entry_id="older")
    await eventually(lambda: looked(two, "a"))
    await one.ledger.invalidate(TENANT, [("doc:1", "h")])
    newer = await stored(one, "a", "doc:1", entry_id="newer")

    async def sees_newer() -> bool:
        return await looked(two, "a") == newer

    assert await eventually(sees_newer)


async def test_an_entry_whose_data_changed_before_it_was_put_is_not_stored(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ["doc:1"])
    await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    await stores.entries.put(entry_of("late", started, "doc:1", scope="s"), vector_of(1))
    assert await looked(stores, "late") is None
    assert await stores.entries.counts() == StoredCounts(0, 0, 0, 0)


async def test_counts_are_kept_per_tenant_and_shrink_again(stores: Stores) -> None:
    a = await stored(stores, "a", "doc:1", scope="s", vector=vector_of(1))
    b = await stored(stores, "b", "doc:1", "doc:2", tenant="other")
    size_a, size_b = len(a.answer.body) + len(vector_of(1)), len(b.answer.body)
    assert await stores.entries.counts(TENANT) == StoredCounts(1, 1, size_a, 1)
    assert await stores.entries.counts("other") == StoredCounts(1, 0, size_b, 2)
    assert await stores.entries.counts() == StoredCounts(2, 1, size_a + size_b, 3)
    await stores.entries.delete(a.key)
    await stores.ledger.invalidate("other", [("doc:2", "h")])
    assert await stores.entries.counts() == StoredCounts(0, 0, 0, 0)


async def test_many_entries_keep_their_own_bodies(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    for number in range(500):
        await stores.entries.put(entry_of(number, started, body=b"%d" % number), random_vector(number))
    for number in range(500):
        entry = await looked(stores, number)
        assert entry is not None
        assert entry.answer.body == b"%d" % number
