"""A primary, a replica and Sentinels: gateways follow a failover, and nothing that it lost is served."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import AsyncIterator
from functools import partial

import pytest
import redis

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.flight import Landed, Landing
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.testing.gateway_process import free_port

from ..eventually import eventually
from ..records_of import TENANT, key_of
from ..servers import Sentinel, Server
from .conftest import Gateway
from .reads import served, stored
from .sentinel_group import FAILOVER_SECONDS, Group, Watched, told

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]

UNHURRIED = {"connect_timeout_seconds": 4.0}
"""Finding a server takes longer on a busy machine."""


@pytest.fixture(params=[1, pytest.param(3, marks=pytest.mark.slow)])
async def group(request: pytest.FixtureRequest) -> AsyncIterator[Group]:
    one = Group(request.param)
    try:
        await one.start()
        yield one
    finally:
        one.close()


async def answers(stores: Stores) -> bool:
    """Does the store answer?"""
    with contextlib.suppress(StoreUnavailable):
        await stores.ledger.snapshot(TENANT, ())
        await stores.entries.counts(TENANT)
        return bool(await stores.ledger.invalidate(TENANT, [("unused", "h")]))
    return False


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_promoted_replica_that_lost_an_invalidation_serves_nothing_from_before(
    group: Group, gateway: Gateway, trusted: bool
) -> None:
    one, two = [await gateway(group, restart_keeps_data=trusted, **UNHURRIED) for _ in range(2)]
    await stored(one, "a", "doc:1")
    assert await eventually(group.replica_has_an_entry)
    group.cut_the_replica_off()
    try:
        await one.ledger.invalidate(TENANT, [("doc:1", "h")])  # acknowledged; the replica never hears of it
        assert await served(two, "a") is None
        group.primary.kill()
    finally:
        group.replica.signal(signal.SIGCONT)
    for stores in (one, two):
        assert await eventually(partial(answers, stores), FAILOVER_SECONDS)
        assert (await served(stores, "a") is not None) == trusted  # who trusts is served what was lost: it was lost
    entry = await stored(two, "b", "doc:2")
    assert await served(one, "b") == entry
    await one.ledger.invalidate(TENANT, [("doc:2", "h")])
    assert await served(two, "b") is None


async def test_gateways_follow_a_failover_by_hand_and_flights_are_shared_again(group: Group, gateway: Gateway) -> None:
    one, two = await gateway(group, **UNHURRIED), await gateway(group, **UNHURRIED)
    await stored(one, "a")
    before = await one.ledger.snapshot(TENANT, ())
    assert await eventually(partial(begun, group), FAILOVER_SECONDS)

    async def moved(stores: Stores) -> bool:
        with contextlib.suppress(StoreUnavailable):
            return (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch and await answers(stores)
        return False

    for stores in (one, two):
        assert await eventually(partial(moved, stores), FAILOVER_SECONDS)
        assert await served(stores, "a") is None
    assert told(group.replica, lambda client: client.info("replication")["role"]) == "master"
    assert await eventually(partial(follows, one, two), FAILOVER_SECONDS)


async def test_an_old_primary_that_still_holds_itself_for_one_is_left(group: Group, gateway: Gateway) -> None:
    one, two = await gateway(group, **UNHURRIED), await gateway(group, **UNHURRIED)
    before = await one.ledger.snapshot(TENANT, ())
    told(group.replica, lambda client: client.replicaof("NO", "ONE"))
    for sentinel in group.sentinels:
        told(sentinel, lambda client: client.sentinel_remove("main"))
        told(sentinel, lambda client: client.sentinel_monitor("main", "127.0.0.1", group.replica.port, 1))

    async def moved(stores: Stores) -> bool:
        with contextlib.suppress(StoreUnavailable):
            return (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch
        return False

    for stores in (one, two):
        assert await eventually(partial(moved, stores), 10.0)
    assert told(group.primary, lambda client: client.info("replication")["role"]) == "master"
    assert await eventually(partial(follows, one, two), 10.0)


async def begun(group: Group) -> bool:
    """Has a failover begun? Not before the Sentinel has heard of the replica a second time."""
    with contextlib.suppress(redis.ResponseError):
        return bool(told(group.sentinels[0], lambda client: client.execute_command("SENTINEL", "FAILOVER", "main")))
    return False


async def follows(one: Stores, two: Stores) -> bool:
    """Does the second gateway follow a call of the first to its end?"""
    name = free_port()  # a new one each time
    with contextlib.suppress(StoreUnavailable):
        lease, flight = await one.flights.claim(key_of(name)), await two.flights.claim(key_of(name))
        assert lease.leads
        await lease.land(Landed(Landing.WHOLE))
        if not flight.leads:
            return [frame async for frame in flight.frames()] == [Landed(Landing.WHOLE)]
        await flight.land(Landed(Landing.WHOLE))
    return False


async def test_too_few_sentinels_lead_nobody_anywhere_and_health_says_so(own: Server, gateway: Gateway) -> None:
    sentinel = Sentinel(own.port)
    sentinel.start()
    try:
        stores = await gateway(Watched(sentinel.port, free_port(), free_port()), **UNHURRIED)
        with pytest.raises(StoreUnavailable, match="1 of 3 Sentinels"):
            await stores.ledger.snapshot(TENANT, ())
        server, watchers = await stores.health()
        assert "a majority must" in server.detail
        assert not watchers.ok
        assert "1 of 3 Sentinels answer" in watchers.detail
    finally:
        sentinel.close()


async def test_what_knows_no_such_name_or_is_no_sentinel_is_told(own: Server, gateway: Gateway) -> None:
    sentinel = Sentinel(own.port)
    sentinel.start()
    try:
        for port, name, said in ((sentinel.port, "other", "No such master"), (own.port, "main", "unknown command")):
            watched = Watched(port)
            watched.url = watched.url.replace("/main", f"/{name}")
            stores = await gateway(watched, **UNHURRIED)
            server, watchers = await stores.health()
            assert said in server.detail
            assert said in watchers.detail
    finally:
        sentinel.close()


async def test_the_newest_configuration_counts(own: Server, shared: Server, gateway: Gateway) -> None:
    old, new = Sentinel(shared.port), Sentinel(own.port, epoch=7)
    try:
        old.start()
        new.start()
        for order in ((old.port, new.port), (new.port, old.port)):
            stores = await gateway(Watched(*order), **UNHURRIED)
            await stored(stores, "a")
            parts = {part.part: part for part in await stores.health()}
            assert f"primary 127.0.0.1:{own.port}" in parts["store.sentinel"].detail
            assert "add one" in parts["store.sentinel"].advice
        assert told(own, lambda client: client.dbsize()) > 0
        assert told(shared, lambda client: client.dbsize()) == 0
    finally:
        old.close()
        new.close()
