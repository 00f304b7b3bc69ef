"""The hot layer never outlives what the server knows."""

from __future__ import annotations

import contextlib

import pytest

from ..records_of import TENANT, entry_of, key_of
from ..servers import Server
from .conftest import Gateway
from .reads import served, stored

pytestmark = pytest.mark.services


async def test_an_entry_that_is_hot_everywhere_is_served_nowhere_once_it_was_invalidated(
    shared: Server, gateway: Gateway
) -> None:
    gateways = [await gateway(shared) for _ in range(3)]
    for number in range(60):
        await stored(gateways[number % 3], "a", "doc:1")
        for stores in gateways:
            assert await served(stores, "a") is not None
        await gateways[(number + 1) % 3].ledger.invalidate(TENANT, [("doc:1", "h")])
        for stores in gateways:
            assert await served(stores, "a") is None


async def test_a_hot_entry_is_not_sent_again(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stored(stores, "a", "doc:1", body=b"x" * 1_000_000)
    with contextlib.closing(shared.client()) as client:
        client.config_resetstat()
        for _ in range(10):
            assert await served(stores, "a") is not None
        sent = client.info("stats")["total_net_output_bytes"]
    assert sent < 50_000


async def test_a_cold_entry_is_sent_once(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    entry = await stored(one, "a", "doc:1", body=b"x" * 100_000)
    with contextlib.closing(shared.client()) as client:
        client.config_resetstat()
        for _ in range(5):
            assert await served(two, "a") == entry
        sent = client.info("stats")["total_net_output_bytes"]
    assert 100_000 < sent < 150_000


async def test_a_replacement_by_another_gateway_is_served_at_once(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    started = await one.ledger.snapshot(TENANT, ())
    for number in range(20):
        newer = entry_of("a", started, entry_id=f"id-{number}", body=b"%d" % number)
        await (one, two)[number % 2].entries.put(newer, None)
        assert await served(one, "a") == newer
        assert await served(two, "a") == newer


async def test_what_the_server_dropped_is_not_served_from_memory(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stored(stores, "a")
    assert await served(stores, "a") is not None
    with contextlib.closing(shared.client()) as client:
        (name,) = client.keys("*:e:*")
        client.delete(name)
    assert await served(stores, "a") is None


async def test_nothing_is_valid_after_a_tenants_ledger_was_lost(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    await one.ledger.invalidate(TENANT, [("doc:1", "h")])
    await stored(one, "a", "doc:1")
    await stored(one, "b")
    with contextlib.closing(shared.client()) as client:
        (name,) = client.keys("*:g")
        client.delete(name)
    for stores in (one, two):
        assert await served(stores, "a") is None
        assert await served(stores, "b") is None
    entry = await stored(two, "a", "doc:1")
    assert await served(one, "a") == entry


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign"])
async def test_a_damaged_record_reads_as_absent(shared: Server, gateway: Gateway, damage: str) -> None:
    one, two = await gateway(shared), await gateway(shared)
    await stored(one, "a")
    await stored(one, "b")
    with contextlib.closing(shared.client()) as client:
        (name,) = client.keys(f"*:e:{key_of('a')}")
        (other,) = client.keys(f"*:e:{key_of('b')}")
        record = client.hget(name, "record")
        assert isinstance(record, bytes)
        foreign = client.hget(other, "record")
        assert isinstance(foreign, bytes)
        flipped = record[:-3] + bytes([record[-3] ^ 1]) + record[-2:]
        client.hset(name, "record", {"cut": record[:-1], "flipped": flipped, "foreign": foreign}[damage])
    assert (await two.entries.look([key_of("a")], TENANT, ())).entries == [None]
    assert await served(two, "b") is not None
