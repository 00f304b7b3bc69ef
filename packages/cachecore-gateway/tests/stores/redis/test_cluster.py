"""A server in cluster mode is used when it has all the keys, and refused with a reason when it has not."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import pytest

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.identity import Rate
from cachecore_gateway.testing.gateway_process import free_port

from ..eventually import eventually
from ..records_of import MODEL, TENANT, key_of, vector_of
from ..servers import Server
from .conftest import Gateway
from .reads import served, stored

pytestmark = pytest.mark.services


@pytest.fixture
def member() -> Iterator[Server]:
    """A server in cluster mode that has no slots yet."""
    bus = ("--cluster-port", str(free_port()), "--cluster-node-timeout", "500")
    server = Server("valkey", ("--cluster-enabled", "yes", *bus))
    server.start()
    yield server
    server.close()


def give_slots(member: Server, last: int) -> None:
    """Let it have the slots up to ``last``."""
    with contextlib.closing(member.client()) as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, last)


async def ready(member: Server) -> bool:
    """Does it serve its slots?"""
    with contextlib.closing(member.client()) as client:
        return b"cluster_state:ok" in client.execute_command("CLUSTER", "INFO")


@pytest.mark.parametrize("last", [None, 8191])
async def test_a_member_with_some_of_the_keys_is_refused_at_the_start_with_what_to_do(
    member: Server, gateway: Gateway, caplog: pytest.LogCaptureFixture, last: int | None
) -> None:
    if last is not None:
        give_slots(member, last)
    with caplog.at_level(logging.WARNING):
        stores = await gateway(member)
    assert "part of a cluster" in caplog.text
    assert "cluster of one shard" in caplog.text
    (health,) = await stores.health()
    assert not health.ok
    assert "MOVED" in health.detail
    with pytest.raises(StoreUnavailable, match="part of a cluster"):
        await stores.ledger.snapshot(TENANT, ())


async def test_a_cluster_of_one_shard_works_like_any_server(member: Server, gateway: Gateway) -> None:
    give_slots(member, 16383)
    assert await eventually(lambda: ready(member))
    stores = await gateway(member)
    assert all(part.ok for part in await stores.health())
    entry = await stored(stores, "a", "doc:1", scope="s")
    assert await served(stores, "a") == entry
    assert [found.key for found in await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]
    assert (await stores.flights.claim(key_of(1))).leads
    assert (await stores.limiter.admit("acme", Rate(1))).allowed
    await stores.cells.add("x", {"n": 1})
    (outcome,) = await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    assert outcome.keys_deleted == 2
    assert await served(stores, "a") is None


async def test_a_shard_that_gives_its_keys_away_is_refused_from_then_on(member: Server, gateway: Gateway) -> None:
    give_slots(member, 16383)
    assert await eventually(lambda: ready(member))
    stores = await gateway(member)
    await stored(stores, "a")
    with contextlib.closing(member.client()) as client:
        client.execute_command("CLUSTER", "DELSLOTSRANGE", 0, 16383)

    async def told() -> bool:
        with contextlib.suppress(StoreUnavailable):
            await stores.ledger.snapshot(TENANT, ())
        return any("part of a cluster" in part.detail for part in await stores.health())

    assert await eventually(told)
    give_slots(member, 16383)
    assert await eventually(lambda: ready(member))
