"""What is kept stays within its limits, and what is dead goes."""

from __future__ import annotations

import contextlib

import pytest

from cachecore_gateway.core.ports import StoredCounts, Stores
from cachecore_gateway.stores.redis.address import Address
from cachecore_gateway.stores.redis.keys import Keys, digest
from cachecore_gateway.stores.redis.link import Link
from cachecore_gateway.stores.redis.scripts import DROP
from cachecore_gateway.stores.settings import Quota

from ..eventually import eventually
from ..records_of import NOW, TENANT, entry_of, key_of, vector_of
from ..servers import Server
from .conftest import Gateway
from .reads import served, stored

pytestmark = pytest.mark.services


async def test_a_tenant_keeps_no_more_entries_than_its_quota(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared, tenant_quota=Quota(max_entry_count=5), tenant_quotas={"big": Quota(7)})
    for number in range(12):
        for tenant in (TENANT, "big"):
            started = await stores.ledger.snapshot(tenant, ())
            entry = entry_of((tenant, number), started, "d", tenant=tenant, scope="s", life=3000 + number)
            await stores.entries.put(entry, vector_of(1, number))
    for tenant, count in ((TENANT, 5), ("big", 7)):
        counts = await stores.entries.counts(tenant)
        assert (counts.entry_count, counts.vector_count, counts.dep_count) == (count, count, 1)
        kept = [number for number in range(12) if await served(stores, (tenant, number), tenant) is not None]
        assert kept == list(range(12 - count, 12))


async def test_a_tenant_keeps_no_more_bytes_than_its_quota(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared, tenant_quota=Quota(max_bytes=10_000))
    for number in range(10):
        await stored(stores, number, body=b"x" * 3000)
    counts = await stores.entries.counts(TENANT)
    assert (counts.entry_count, counts.body_bytes) == (3, 9000)


async def test_dead_entries_leave_nothing_behind(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("short", started, "a", scope="s", life=0.2), vector_of(1))
    await stores.entries.put(entry_of("long", started, "b"), None)

    async def alone() -> bool:
        return (await stores.entries.counts(TENANT)).entry_count == 1

    assert await eventually(alone)
    assert list(await stores.ledger.matching(TENANT, "", 9)) == [("b", 1)]
    assert (await stores.entries.counts(TENANT)).vector_count == 0
    with contextlib.closing(shared.client()) as client:
        assert client.keys("*:v:*") == []
        assert client.keys("*:d:a") == []


async def test_a_tenant_whose_entries_all_died_keeps_its_ledger_only(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("short", started, "a", scope="s", life=0.1), vector_of(1))
    with contextlib.closing(shared.client()) as client:

        async def gone() -> bool:
            return sorted(name.rsplit(b":", 1)[1] for name in client.keys("*")) == [b"g", b"tenants"]

        assert await eventually(gone)
    assert await stores.entries.counts() == StoredCounts(0, 0, 0, 0)


async def test_no_entry_outlives_the_memory_of_invalidations(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared, generation_retention_seconds=3600)
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("a", started, life=1e6), None)
    with contextlib.closing(shared.client()) as client:
        (name,) = client.keys("*:e:*")
        assert 0 < client.ttl(name) <= 3600


async def test_old_generations_are_forgotten_and_young_ones_kept(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stores.ledger.invalidate(TENANT, [("young", "h")])
    with contextlib.closing(shared.client()) as client:
        (ledger,) = client.keys("*:g")
        client.hset(ledger, mapping={f"dold{number}": 1_000_000 + number for number in range(300)})

        async def forgotten() -> bool:
            await stores.ledger.invalidate(TENANT, [("other", "h")])
            return int(client.hlen(ledger)) < 10

        assert await eventually(forgotten)
    generations = await stores.ledger.snapshot(TENANT, ["young", "old1"])
    assert generations.of("young") > 0
    assert generations.of("old1") == 0


async def test_too_many_generations_begin_a_new_epoch_and_a_cold_cache(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared, max_generation_count=100)
    before = await stores.ledger.snapshot(TENANT, ())
    await stored(stores, "a", "doc:1")
    highest = 0
    for number in range(0, 120, 10):
        await stores.ledger.invalidate(TENANT, [(f"d{n}", "h") for n in range(number, number + 10)])
        highest = max(highest, (await stores.ledger.snapshot(TENANT, [f"d{number}"])).of(f"d{number}"))
    after = await stores.ledger.snapshot(TENANT, ())
    assert after.epoch != before.epoch
    assert await served(stores, "a") is None
    await stores.ledger.invalidate(TENANT, [("d0", "h")])
    assert (await stores.ledger.snapshot(TENANT, ["d0"])).of("d0") > highest
    with contextlib.closing(shared.client()) as client:
        (ledger,) = client.keys("*:g")
        assert client.hlen(ledger) <= 104


async def test_an_entry_dead_already_is_not_stored(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("dead", started, created_at=NOW - 10_000), None)
    assert (await stores.entries.look([key_of("dead")], TENANT, ())).entries == [None]


async def test_dropping_spares_what_was_stored_since_the_invalidation(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    generation = (await stores.ledger.snapshot(TENANT, ["doc:1"])).of("doc:1")
    entry = await stored(stores, "a", "doc:1")
    root = Keys("t").root(digest(TENANT))
    link = Link(Address.of(shared.url, 1.0), 5.0, 1.0)
    await link.open()
    try:
        assert await link.run(DROP, (f"{root}g",), root, "doc:1", generation, 100) == [0, 0]
        assert await served(stores, "a") == entry
        assert await link.run(DROP, (f"{root}g",), root, "doc:1", generation + 1, 100) == [1, 1]
        assert await served(stores, "a") is None
    finally:
        await link.aclose()


async def test_very_many_entries_are_dropped_behind_the_callers_back(
    shared: Server, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachecore_gateway.stores.redis.ledger._DROP_SECONDS", 0.0)
    monkeypatch.setattr("cachecore_gateway.stores.redis.ledger._DROP_STEP", 10)
    stores: Stores = await gateway(shared)
    for number in range(55):
        await stored(stores, number, "doc:1")
    (outcome,) = await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    assert outcome.keys_deleted == 55
    assert await served(stores, 54) is None

    async def empty() -> bool:
        return (await stores.entries.counts(TENANT)).entry_count == 0

    assert await eventually(empty)
