"""Contract of ``FlightBoard``."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.core.entry import Answer, Usage
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.ports import Lease, RemoteFlight, Stores

from .conftest import Opener
from .records_of import TENANT, entry_of, key_of

KEY = key_of("flight")
HEAD = Head(200, ((b"content-type", b"text/event-stream"), (b"x-odd", b"\xff")), True)
LANDED = Landed(
    Landing.WHOLE, Answer(b"\x00body", ((b"a", b"b"),), Usage(1, 2)), "id", 200, "text", "code", "not-stored-reason"
)


async def lead(stores: Stores, key: str = KEY) -> Lease:
    claim = await asyncio.wait_for(stores.flights.claim(key), 5)
    assert claim.leads
    return claim


async def follow(stores: Stores, key: str = KEY) -> RemoteFlight:
    claim = await asyncio.wait_for(stores.flights.claim(key), 5)
    assert not claim.leads
    return claim


async def all_frames(flight: RemoteFlight) -> list[Frame]:
    async with asyncio.timeout(5):
        return [frame async for frame in flight.frames()]


async def test_a_follower_sees_every_frame_from_the_first_on(another: Opener) -> None:
    one, two = await another(), await another()
    lease = await lead(one)
    await lease.publish(HEAD)
    await lease.publish(Chunk(b"before"))
    flight = await follow(two)
    await lease.publish(Chunk(b"after"))
    await lease.land(LANDED)
    assert await all_frames(flight) == [HEAD, Chunk(b"before"), Chunk(b"after"), LANDED]


async def test_frames_come_live(another: Opener) -> None:
    one, two = await another(), await another()
    lease = await lead(one)
    frames = aiter((await follow(two)).frames())
    for frame in (HEAD, Chunk(b"1"), Chunk(b"2"), LANDED):
        await (lease.land(frame) if isinstance(frame, Landed) else lease.publish(frame))
        assert await asyncio.wait_for(anext(frames), 5) == frame


async def test_a_second_claim_in_the_same_process_follows(stores: Stores) -> None:
    lease = await lead(stores)
    flight = await follow(stores)
    await lease.publish(Chunk(b"1"))
    await lease.land(LANDED)
    assert await all_frames(flight) == [Chunk(b"1"), LANDED]


async def test_a_key_is_free_again_once_its_flight_has_landed(another: Opener) -> None:
    one, two = await another(), await another()
    for stores in (one, two, one, two):
        lease = await lead(stores)
        await lease.land(Landed(Landing.FAILED, status=502))


async def test_landing_twice_is_harmless(stores: Stores) -> None:
    first = await lead(stores)
    await first.land(LANDED)
    second = await lead(stores)
    await first.land(LANDED)
    assert not (await stores.flights.claim(KEY)).leads
    await second.land(LANDED)


async def test_other_keys_are_led_apart(another: Opener) -> None:
    one, two = await another(), await another()
    await lead(one, key_of(1))
    await lead(two, key_of(2))


async def test_a_flight_that_never_had_a_head_may_land(another: Opener) -> None:
    one, two = await another(), await another()
    lease, flight = await lead(one), await follow(two)
    failed = Landed(Landing.FAILED, status=502, message="no connection", code="no_connection")
    await lease.land(failed)
    assert await all_frames(flight) == [failed]


async def test_the_followers_of_a_process_that_closes_see_the_flight_lost(another: Opener) -> None:
    one, two = await another(), await another()
    lease = await lead(one)
    await lease.publish(HEAD)
    flight = await follow(two)
    frames = aiter(flight.frames())
    assert await asyncio.wait_for(anext(frames), 5) == HEAD
    await one.aclose()
    lost = await asyncio.wait_for(anext(frames), 5)
    assert isinstance(lost, Landed)
    assert lost.landing is Landing.LOST
    await lead(two)


async def test_whoever_leads_next_finds_what_was_stored_before_the_landing(another: Opener) -> None:
    one, two = await another(), await another()
    for number in range(20):
        started = await one.ledger.snapshot(TENANT, ())
        lease = await lead(one, key_of(number))
        await one.entries.put(entry_of(number, started), None)
        await lease.land(LANDED)
        await lead(two, key_of(number))
        assert (await two.entries.look([key_of(number)], TENANT, ())).entries[0] is not None


async def test_one_follower_leaving_disturbs_nobody(another: Opener) -> None:
    one, two = await another(), await another()
    lease = await lead(one)
    leaver, stayer = await follow(two), await follow(two)
    await lease.publish(HEAD)
    frames = leaver.frames()
    assert await asyncio.wait_for(anext(frames), 5) == HEAD
    await frames.aclose()  # type: ignore[attr-defined]
    await lease.publish(Chunk(b"1"))
    await lease.land(LANDED)
    assert await all_frames(stayer) == [HEAD, Chunk(b"1"), LANDED]


@pytest.mark.parametrize(("key_count", "claim_count"), [(1, 1000), (100, 50)])
async def test_equal_claims_over_two_processes_make_one_call_a_key(
    another: Opener, key_count: int, claim_count: int
) -> None:
    one, two = await another(), await another()
    led: list[str] = []
    claimed: list[str] = []
    all_claimed = asyncio.Event()

    async def ask(stores: Stores, key: str) -> Landed:
        claim = await stores.flights.claim(key)
        claimed.append(key)
        if len(claimed) == key_count * claim_count:
            all_claimed.set()
        if claim.leads:
            led.append(key)
            await all_claimed.wait()
            await claim.land(LANDED)
            return LANDED
        last = (await all_frames(claim))[-1]
        assert isinstance(last, Landed)
        return last

    asks = [ask((one, two)[n % 2], key_of(k)) for n in range(claim_count) for k in range(key_count)]
    tasks = [asyncio.create_task(one_ask) for one_ask in asks]
    assert set(await asyncio.wait_for(asyncio.gather(*tasks), 30)) == {LANDED}
    assert sorted(led) == sorted(key_of(k) for k in range(key_count))
