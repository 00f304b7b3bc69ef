"""After ``invalidate`` has returned, no gateway serves what was fetched before it."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.core.ports import Stores

from ..records_of import TENANT, entry_of
from ..servers import Server
from .conftest import Gateway
from .reads import served

pytestmark = pytest.mark.services


class Source:
    """Data that changes, and the newest version that somebody was told of."""

    def __init__(self) -> None:
        self.version = 0
        self.acknowledged = 0


async def fetch(stores: Stores, source: Source, serial: int) -> None:
    """A request: reads the generation, fetches the data, is slow, stores its answer."""
    started = await stores.ledger.snapshot(TENANT, ["doc:1"])
    body = b"%d" % source.version
    for _ in range(serial % 4):
        await asyncio.sleep(0)
    await stores.entries.put(entry_of("a", started, "doc:1", body=body, entry_id=f"id-{serial}"), None)


async def change(stores: Stores, source: Source) -> None:
    """The data changes, then somebody invalidates it."""
    source.version += 1
    version = source.version
    await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    source.acknowledged = max(source.acknowledged, version)


@pytest.mark.parametrize(
    "read_count", [10_000, pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.timeout(600)])]
)
async def test_no_read_is_older_than_the_last_invalidation(shared: Server, gateway: Gateway, read_count: int) -> None:
    gateways = [await gateway(shared) for _ in range(3)]
    source = Source()
    left, hits = read_count, 0

    async def read(stores: Stores) -> None:
        nonlocal left, hits
        while left > 0:
            left -= 1
            told = source.acknowledged
            entry = await served(stores, "a")
            if entry is None:
                await fetch(stores, source, left)
            else:
                hits += 1
                assert int(entry.answer.body) >= told

    async def write(stores: Stores) -> None:
        while left > 0:
            before = left
            await change(stores, source)
            while left > max(0, before - 40):  # noqa: ASYNC110 - readers count down
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for stores in gateways:
            for _ in range(4):
                group.create_task(read(stores))
        group.create_task(write(gateways[0]))
        group.create_task(write(gateways[1]))
    assert source.acknowledged > read_count / 200
    assert hits > read_count / 10


async def test_an_answer_under_way_while_its_data_changed_is_not_stored(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    started = await one.ledger.snapshot(TENANT, ["doc:1"])
    await two.ledger.invalidate(TENANT, [("doc:1", "h")])
    await one.entries.put(entry_of("a", started, "doc:1"), None)
    assert await served(one, "a") is None
    assert (await one.entries.counts()).entry_count == 0
