"""Flights over a server: leaders that die, servers that die, and what it costs."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.ports import Lease, RemoteFlight
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.redis.mail import Kind, Message

from ..eventually import eventually
from ..records_of import key_of
from ..servers import Server
from .conftest import Gateway

pytestmark = pytest.mark.services

KEY = key_of("flight")
LEADER = Path(__file__).with_name("leader_process.py")


async def lead(stores: RedisStores, key: str = KEY) -> Lease:
    claim = await asyncio.wait_for(stores.flights.claim(key), 5)
    assert claim.leads
    return claim


async def follow(stores: RedisStores, key: str = KEY) -> RemoteFlight:
    claim = await asyncio.wait_for(stores.flights.claim(key), 5)
    assert not claim.leads
    return claim


async def last_of(flight: RemoteFlight, seconds: float = 5.0) -> Landed:
    """The landing, which must come within ``seconds``."""
    async with asyncio.timeout(seconds):
        frames: list[Frame] = [frame async for frame in flight.frames()]
    last = frames[-1]
    assert isinstance(last, Landed)
    return last


async def test_followers_of_a_killed_process_see_their_flight_lost_within_two_seconds(
    shared: Server, gateway: Gateway
) -> None:
    follower = await gateway(shared)
    process = leading_process(shared.url)
    try:
        assert process.stdout is not None
        assert (await asyncio.to_thread(process.stdout.readline)).strip() == b"leads"
        flight = await follow(follower)
        frames = aiter(flight.frames())
        assert await asyncio.wait_for(anext(frames), 5) == Head(200, (), True)
        assert isinstance(await asyncio.wait_for(anext(frames), 5), Chunk)
        process.kill()
        assert (await last_of(flight, 2.0)).landing is Landing.LOST
        await (await taken(follower)).land(Landed(Landing.FAILED))
    finally:
        process.kill()
        process.wait(5)
        if process.stdout is not None:
            process.stdout.close()


def leading_process(url: str) -> subprocess.Popen[bytes]:
    """A process that leads ``KEY`` and says so."""
    return subprocess.Popen([sys.executable, str(LEADER), url, KEY], stdout=subprocess.PIPE)


async def claimed(stores: RedisStores) -> Lease | None:
    """The lease of ``KEY`` if it is free."""
    claim = await stores.flights.claim(KEY)
    return claim if claim.leads else None


async def taken(stores: RedisStores) -> Lease:
    """The lease of ``KEY`` as soon as it is free."""
    lease = await eventually(lambda: claimed(stores))
    assert lease is not None
    return lease


async def test_a_flight_that_nobody_joins_sends_nothing(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    with contextlib.closing(shared.client()) as client:
        client.config_resetstat()
        lease = await lead(stores)
        for _ in range(100):
            await lease.publish(Chunk(b"x" * 1000))
        await lease.land(Landed(Landing.STREAM_ONLY))
        stats = client.info("commandstats")
        assert client.info("stats")["total_net_input_bytes"] < 5_000
    assert "cmdstat_publish" not in stats


async def test_a_landed_flight_can_be_joined_for_a_moment_by_who_read_its_lease_before(
    shared: Server, gateway: Gateway
) -> None:
    one, two = await gateway(shared), await gateway(shared)
    lease = await lead(one)
    with contextlib.closing(shared.client()) as client:
        owner = client.get(f"t:f:{{{KEY}}}")
        await lease.land(Landed(Landing.WHOLE))
        client.set(f"t:f:{{{KEY}}}", owner, px=1000)  # as if it was read just before it was given back
        assert (await last_of(await follow(two))).landing is Landing.WHOLE


async def test_a_lease_whose_owner_does_not_know_it_is_taken_over_at_once(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    lease = await lead(one, key_of("other"))
    with contextlib.closing(shared.client()) as client:
        name = client.get(f"t:f:{{{key_of('other')}}}").split(b".")[0]
        client.set(f"t:f:{{{KEY}}}", name + b"." + b"00" * 16, px=60_000)
    await asyncio.wait_for((await lead(two)).land(Landed(Landing.FAILED)), 5)
    await lease.land(Landed(Landing.FAILED))


async def test_a_lease_outlives_its_first_term_while_its_owner_lives(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared, lease_seconds=0.4), await gateway(shared, lease_seconds=0.4)
    lease = await lead(one)
    flight = await follow(two)
    await asyncio.sleep(1.0)
    assert not (await two.flights.claim(KEY)).leads
    await lease.land(Landed(Landing.WHOLE))
    assert (await last_of(flight)).landing is Landing.WHOLE


async def test_a_lost_message_ends_the_flight_as_lost(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    lease = await lead(one)
    await lease.publish(Chunk(b"1"))
    flight = await follow(two)
    with contextlib.closing(shared.client()) as client:
        owner = client.get(f"t:f:{{{KEY}}}")
    two.flights.receive(Message(Kind.FRAME, bytes.fromhex(owner.split(b".")[1].decode()), 7, b"Cx"))
    assert (await last_of(flight)).landing is Landing.LOST
    await lease.land(Landed(Landing.FAILED))


async def test_a_server_that_dies_loses_no_caller(own: Server, gateway: Gateway) -> None:
    one, two = await gateway(own), await gateway(own)
    lease = await lead(one)
    await lease.publish(Chunk(b"1"))
    flight = await follow(two)
    own.kill()
    assert (await last_of(flight)).landing is Landing.LOST
    with pytest.raises(StoreUnavailable):
        await two.flights.claim(KEY)
    await lease.publish(Chunk(b"2"))
    await asyncio.wait_for(lease.land(Landed(Landing.WHOLE)), 5)


async def test_a_server_that_stops_for_a_while_costs_the_leader_nothing(own: Server, gateway: Gateway) -> None:
    one = await gateway(own, call_timeout_seconds=0.2)
    lease = await lead(one)
    own.signal(signal.SIGSTOP)
    try:
        await lease.publish(Chunk(b"1"))
        await asyncio.wait_for(lease.land(Landed(Landing.WHOLE)), 5)
    finally:
        own.signal(signal.SIGCONT)


async def test_a_claim_given_up_by_everybody_leaves_the_key_free(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    for turns in range(12):
        tasks = [asyncio.create_task(one.flights.claim(KEY)) for _ in range(3)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if not isinstance(done, BaseException) and done.leads:
                await done.land(Landed(Landing.FAILED))
        await (await taken(two)).land(Landed(Landing.FAILED))


async def test_who_claims_while_the_flight_lands_gets_all_of_it_or_leads(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    followed = 0
    for number in range(60):
        lease = await lead(one)
        await lease.publish(Chunk(b"1"))
        claiming = asyncio.create_task(two.flights.claim(KEY))
        await asyncio.sleep(number * 0.0001)
        await lease.land(Landed(Landing.STREAM_ONLY))
        claim = await asyncio.wait_for(claiming, 5)
        if claim.leads:
            await claim.land(Landed(Landing.FAILED))
        else:
            followed += 1
            async with asyncio.timeout(5):
                assert [frame async for frame in claim.frames()] == [Chunk(b"1"), Landed(Landing.STREAM_ONLY)]
    assert followed
