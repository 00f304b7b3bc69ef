"""Several processes on one embedded store, some of them killed."""

from __future__ import annotations

import asyncio
import mmap
import signal
import time
from pathlib import Path

import pytest

from cachecore_gateway.core.dependencies import DepState, dep_state
from cachecore_gateway.core.flight import Chunk, Head, Landed, Landing

from .embedded_store import embedded, get, put
from .processes import worker
from .records_of import TENANT, entry_of, key_of
from .worker_process import SystemClock


@pytest.mark.parametrize("count", [150, pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.timeout(300)])])
async def test_no_look_after_an_acknowledged_invalidation_finds_an_older_entry_valid(
    tmp_path: Path, count: int
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.write_bytes(bytes(8))
    reads = served = 0
    async with embedded(tmp_path / "data", SystemClock()) as stores:
        async with worker(tmp_path / "data", "invalidate", count, acknowledged) as other:
            with acknowledged.open("r+b") as file, mmap.mmap(file.fileno(), 8) as page:
                words = memoryview(page).cast("Q")
                await other.begin()
                done = asyncio.create_task(other.line(240))
                while not done.done():
                    floor = words[0]
                    found = await stores.entries.look([key_of("k")], TENANT, ["d"])
                    assert found.snapshot.of("d") >= floor
                    entry, reads = found.entries[0], reads + 1
                    if entry is not None and dep_state(entry.tags, entry.epoch, (), found.snapshot) is DepState.VALID:
                        assert entry.tags[0].generation >= floor
                        served += 1
                    else:
                        await stores.entries.put(entry_of("k", found.snapshot, "d", created_at=time.time()), None)
                    if reads % 50 == 0:  # looks that never wait keep the interpreter from the writer's thread
                        await asyncio.sleep(0.001)
                words.release()
        assert done.result() == "done"
    assert served > count


@pytest.mark.parametrize("rounds", [4, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
async def test_a_writer_killed_at_any_time_loses_no_acknowledged_invalidation_and_tears_nothing(
    tmp_path: Path, rounds: int
) -> None:
    acknowledged = 0
    for turn in range(rounds):
        async with worker(tmp_path, "write") as other:
            await other.begin()
            for _ in range(2 + turn % 3):
                acknowledged = int(await other.line())
            await asyncio.sleep(0.003 * (turn % 7))
            await other.kill()
            while line := await other.line():
                acknowledged = int(line)
        began = time.perf_counter()
        async with embedded(tmp_path, SystemClock()) as stores:
            assert time.perf_counter() - began < 5
            snapshot = await stores.ledger.snapshot(TENANT, ["d"])
            assert snapshot.of("d") >= acknowledged
            for number in range(60):
                for part in range(0, 20, 7):
                    entry = await get(stores, (number, part))
                    assert entry is None or entry.answer.body == b"%d" % number * 500
            assert (await stores.entries.counts()).entry_count >= 0


async def test_the_followers_of_a_killed_leader_see_the_flight_lost_within_a_second(tmp_path: Path) -> None:
    async with embedded(tmp_path, SystemClock()) as stores, worker(tmp_path, "lead", key_of("k")) as other:
        await other.begin()
        assert await other.line() == "leading"
        flight = await asyncio.wait_for(stores.flights.claim(key_of("k")), 5)
        assert not flight.leads
        frames = flight.frames()
        assert await asyncio.wait_for(anext(frames), 5) == Head(200, (), True)
        assert await asyncio.wait_for(anext(frames), 5) == Chunk(b"first")
        other.process.kill()
        lost = await asyncio.wait_for(anext(frames), 1)
        assert isinstance(lost, Landed)
        assert lost.landing is Landing.LOST
        lease = await asyncio.wait_for(stores.flights.claim(key_of("k")), 5)
        assert lease.leads


async def test_a_leader_that_is_stopped_is_not_waited_for_forever(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, SystemClock(), peer_timeout_seconds=0.2) as stores,
        worker(tmp_path, "lead", key_of("k")) as other,
    ):
        await other.begin()
        assert await other.line() == "leading"
        other.process.send_signal(signal.SIGSTOP)
        for _ in range(2):
            lease = await asyncio.wait_for(stores.flights.claim(key_of("k")), 5)
            assert lease.leads
            await lease.land(Landed(Landing.WHOLE))


@pytest.mark.parametrize(("key_count", "ask_count"), [(1, 500), (100, 25)])
async def test_equal_misses_over_two_processes_make_exactly_one_call_a_key(
    tmp_path: Path, key_count: int, ask_count: int
) -> None:
    fetched = []
    async with (
        worker(tmp_path, "ask", key_count, ask_count) as one,
        worker(tmp_path, "ask", key_count, ask_count) as two,
    ):
        await asyncio.gather(one.begin(), two.begin())
        for other in (one, two):
            while (line := await other.line()) != "done":
                fetched.append(line)
    assert sorted(fetched) == sorted(f"fetched {key_of(number)}" for number in range(key_count))


async def test_an_entry_put_by_another_process_is_counted_by_an_invalidation(tmp_path: Path) -> None:
    async with embedded(tmp_path) as one, embedded(tmp_path) as two:
        await put(one, "a", "d")
        await one.entries.counts()
        assert (await two.ledger.invalidate(TENANT, [("d", "h")]))[0].keys_deleted == 1
