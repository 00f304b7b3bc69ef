"""A server that is slow, gone, full, emptied, restored or demoted: requests go on and nothing doubtful is served."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from functools import partial

import pytest

from cachecore_gateway.core.errors import SettingError, StoreUnavailable
from cachecore_gateway.core.identity import Rate
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.testing.clock import FakeClock

from ..eventually import eventually
from ..records_of import MODEL, TENANT, entry_of, key_of, vector_of
from ..servers import Server
from .conftest import PATIENT, Gateway
from .reads import served, stored

pytestmark = pytest.mark.services


async def answers(stores: Stores) -> bool:
    """Does the store answer?"""
    with contextlib.suppress(StoreUnavailable):
        await stores.ledger.snapshot(TENANT, ())
        await stores.entries.counts(TENANT)
        await stores.index.search("s", MODEL, vector_of(1), 1, 0.5)
        return bool(await stores.ledger.invalidate(TENANT, [("unused", "h")]))
    return False


async def refused(stores: Stores) -> bool:
    """Is a look refused?"""
    try:
        await stores.ledger.snapshot(TENANT, ())
    except StoreUnavailable:
        return True
    return False


@pytest.mark.parametrize("seconds", [1.0, pytest.param(10.0, marks=[pytest.mark.slow, pytest.mark.timeout(60)])])
async def test_a_stopped_server_costs_one_deadline_and_then_nothing(
    own: Server, gateway: Gateway, seconds: float
) -> None:
    stores = await gateway(own, call_timeout_seconds=0.2)
    kept = await stored(stores, "kept")
    await stored(stores, "dropped", "doc:1")
    await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    loop = asyncio.get_running_loop()
    own.signal(signal.SIGSTOP)
    try:
        until, began, calls = loop.time() + seconds, loop.time(), 0
        assert await refused(stores)
        while loop.time() < until:
            calls += 1
            assert await refused(stores)
            assert (await stores.limiter.admit("acme", Rate(1))).allowed
            with pytest.raises(StoreUnavailable):
                await stores.entries.look([key_of("kept")], TENANT, ())
            if calls == 500:
                assert loop.time() - began < 0.2 + 0.5  # one deadline, and time to spare for a busy machine
            if calls >= 500:
                await asyncio.sleep(0.01)
        assert calls >= 500
    finally:
        own.signal(signal.SIGCONT)
    assert await eventually(lambda: answers(stores))
    assert await served(stores, "kept") == kept
    assert await served(stores, "dropped") is None


async def test_a_server_killed_and_started_empty_is_used_again_and_serves_nothing_old(
    own: Server, gateway: Gateway
) -> None:
    one, two = await gateway(own), await gateway(own)
    await stored(one, "a", scope="s")
    assert await served(two, "a") is not None
    before = await one.ledger.snapshot(TENANT, ())
    own.kill()
    assert await eventually(lambda: refused(one))
    own.start()
    for stores in (one, two):
        assert await eventually(partial(answers, stores))
        assert await served(stores, "a") is None
        assert (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch
    entry = await stored(two, "a", scope="s")
    assert await served(one, "a") == entry
    assert [found.key for found in await one.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_restart_that_may_have_lost_invalidations_begins_a_cold_cache(
    own: Server, gateway: Gateway, trusted: bool
) -> None:
    stores = await gateway(own, restart_keeps_data=trusted)
    await stored(stores, "a", "doc:1")
    with contextlib.closing(own.client()) as client:
        client.save()
    if not trusted:
        await stores.ledger.invalidate(TENANT, [("doc:1", "h")])  # acknowledged, and lost with the process
    own.kill()
    assert await eventually(lambda: refused(stores))
    own.start()
    assert await eventually(lambda: answers(stores))
    assert (await served(stores, "a") is not None) == trusted


async def test_a_full_server_stores_nothing_but_still_serves_and_invalidates(own: Server, gateway: Gateway) -> None:
    stores = await gateway(own)
    entry = await stored(stores, "a", "doc:1")
    with contextlib.closing(own.client()) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", 1)
        started = await stores.ledger.snapshot(TENANT, ())
        with pytest.raises(StoreUnavailable, match="memory is full"):
            await stores.entries.put(entry_of("b", started), None)
        assert await served(stores, "a") == entry
        health = {part.part: part for part in await stores.health()}
        assert not health["store.memory"].ok
        assert "maxmemory-policy volatile-ttl" in health["store.memory"].detail
        (outcome,) = await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
        assert outcome.keys_deleted == 1
        assert await served(stores, "a") is None
        client.config_set("maxmemory", 0)
    assert await stored(stores, "b") == await served(stores, "b")


async def test_a_demoted_server_is_refused_and_what_it_knew_before_is_not_trusted_again(
    own: Server, gateway: Gateway
) -> None:
    stores = await gateway(own)
    await stored(stores, "a")
    before = await stores.ledger.snapshot(TENANT, ())
    with contextlib.closing(own.client()) as client:
        client.replicaof("127.0.0.1", "1")
        with pytest.raises(StoreUnavailable):
            await stores.ledger.snapshot(TENANT, ())
        assert await eventually(lambda: shows(stores, "replica"))
        client.replicaof("NO", "ONE")
    assert await eventually(lambda: answers(stores))
    assert (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch
    assert await served(stores, "a") is None


async def test_a_demotion_is_noticed_by_a_gateway_that_asked_nothing_meanwhile(own: Server, gateway: Gateway) -> None:
    stores = await gateway(own)
    before = await stores.ledger.snapshot(TENANT, ())
    with contextlib.closing(own.client()) as client:
        client.replicaof("127.0.0.1", "1")
        client.replicaof("NO", "ONE")

    async def changed() -> bool:
        return (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch

    async def noticed() -> bool:
        with contextlib.suppress(StoreUnavailable):
            return await changed()
        return False

    assert await eventually(noticed)


async def test_a_primary_without_the_replicas_that_it_must_have_is_not_read_either(
    own: Server, gateway: Gateway
) -> None:
    stores = await gateway(own)
    entry = await stored(stores, "a")
    with contextlib.closing(own.client()) as client:
        client.config_set("min-replicas-to-write", 1)
        with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
            await stores.entries.look([key_of("a")], TENANT, ())
        with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
            await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
        client.config_set("min-replicas-to-write", 0)
    assert await served(stores, "a") == entry


async def test_functions_that_somebody_flushed_are_loaded_again(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stored(stores, "a", "doc:1")
    with contextlib.closing(shared.client()) as client:
        client.script_flush()
    assert await served(stores, "a") is not None
    assert (await stores.ledger.invalidate(TENANT, [("doc:1", "h")]))[0].keys_deleted == 1


async def test_a_flushed_server_is_a_cold_cache_with_a_new_epoch(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stored(stores, "a", scope="s")
    before = await stores.ledger.snapshot(TENANT, ())
    with contextlib.closing(shared.client()) as client:
        client.flushall()
    assert await served(stores, "a") is None
    assert (await stores.ledger.snapshot(TENANT, ())).epoch != before.epoch
    assert await stores.index.search("s", MODEL, vector_of(1), 5, 0.5) == []
    entry = await stored(stores, "b", scope="s")

    async def found() -> bool:
        return [one.key for one in await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]

    assert await eventually(found)


async def test_a_gateway_starts_without_its_server_and_uses_it_when_it_comes(gateway: Gateway) -> None:
    server = Server("valkey")
    server.start()
    server.kill()
    try:
        stores = await gateway(server)
        with pytest.raises(StoreUnavailable):
            await stores.ledger.snapshot(TENANT, ())
        assert [part.ok for part in await stores.health()] == [False]
        server.start()
        assert await eventually(lambda: answers(stores))
    finally:
        server.close()


async def shows(stores: RedisStores, word: str) -> bool:
    """Does ``health`` mention it?"""
    return any(word in part.detail for part in await stores.health())


async def test_a_user_with_few_rights_is_enough_and_a_wrong_password_is_told(clock: FakeClock) -> None:
    server = Server("valkey")
    server.start()
    try:
        with contextlib.closing(server.client()) as client:
            rights = ("resetkeys", "resetchannels", "~t:*", "&t:*", "+@all", "-@dangerous", "+info")
            client.execute_command("ACL", "SETUSER", "cc", "on", ">right", *rights)
        for password, ok in (("right", True), ("wrong", False)):
            url = server.url.replace("//", f"//cc:{password}@")
            stores = await RedisStores.open(url, PATIENT, clock)
            parts = await stores.health()
            assert all(part.ok for part in parts) == ok
            assert password not in repr(parts)
            if ok:
                await stored(stores, "a", "doc:1", scope="s")
                assert len(await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)) == 1
                assert (await stores.flights.claim(key_of(1))).leads
                assert (await stores.ledger.invalidate(TENANT, [("doc:1", "h")]))[0].keys_deleted == 2
                assert (await stores.limiter.admit("acme", Rate(1))).allowed
                await stores.cells.add("x", {"n": 1})
            await stores.aclose()
    finally:
        server.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://x",
        "redis://h:port/0",
        "redis://h/0?no_such_option=1",
        "rediss://h?ssl_ca_certs=/absent/ca.pem",
        "redis+sentinel://h:26379",
        "redis+sentinel:///main",
        "redis+sentinel://h:port/main",
        "redis+sentinel://h:26379/main?no_such_option=1",
        "rediss+sentinel://h:26379/main?ssl_ca_certs=/absent/ca.pem",
    ],
)
async def test_an_unusable_url_is_a_setting_error(url: str, clock: FakeClock) -> None:
    with pytest.raises(SettingError) as caught:
        await RedisStores.open(url.replace("//", "//user:secret@"), PATIENT, clock)
    assert "secret" not in str(caught.value)
