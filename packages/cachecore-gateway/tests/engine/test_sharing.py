"""Callers of one call who differ: in speed, in the form they asked for, in the life they want for the entry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

import pytest

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.entry import Answer
from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed, Landing
from cachecore_gateway.core.ports import FlightBoard, Lease, RemoteFlight
from cachecore_gateway.engine import Departure, Order, Outcome, invalidate
from cachecore_gateway.engine.broadcast import Broadcast
from cachecore_gateway.testing.engine_bench import EngineBench, body_of

_USAGE = {"include_usage": True}


async def departed(bench: EngineBench, **fields: object) -> Departure:
    answer = await bench.engine.serve(bench.ask(**fields))  # type: ignore[arg-type]
    assert isinstance(answer, Departure)
    return answer


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is watched has no event of its own
            await asyncio.sleep(0.001)


@pytest.fixture
def broadcast() -> Broadcast:
    return Broadcast(keep_bytes=4)


async def started(broadcast: Broadcast, *chunks: bytes) -> None:
    await broadcast.publish(Head(200, (), stream=True))
    for data in chunks:
        await broadcast.publish(Chunk(data))


async def data_of(frames: AsyncIterator[Frame]) -> bytes:
    return b"".join([frame.data async for frame in frames if isinstance(frame, Chunk)])


async def test_a_reader_that_has_not_begun_misses_nothing(broadcast: Broadcast) -> None:
    """Between its head and its first chunk a caller's socket may be busy."""
    fast, slow = broadcast.enlist(), broadcast.enlist()
    assert fast is not None
    assert slow is not None
    reading = asyncio.create_task(data_of(broadcast.read(fast)))
    writing = asyncio.create_task(started(broadcast, b"abc", b"def", b"ghi"))
    await until(lambda: not broadcast.joinable)
    late = asyncio.create_task(data_of(broadcast.read(slow)))
    await asyncio.wait_for(writing, 5)
    broadcast.land(Landed(Landing.WHOLE))
    assert await asyncio.wait_for(late, 5) == await reading == b"abcdefghi"


async def test_a_reader_that_leaves_before_it_begins_holds_nobody_back(broadcast: Broadcast) -> None:
    reader = broadcast.enlist()
    assert reader is not None
    writing = asyncio.create_task(started(broadcast, b"abc", b"def", b"ghi"))
    await until(lambda: not broadcast.joinable)
    broadcast.dismiss(reader)
    await asyncio.wait_for(writing, 5)


async def test_a_stream_that_nobody_reads_is_not_kept(broadcast: Broadcast) -> None:
    await asyncio.wait_for(started(broadcast, b"abc", b"def", b"ghi"), 5)
    assert len(broadcast.received()) <= 4
    assert broadcast.enlist() is None, "who came now would miss the beginning"


async def test_a_plain_body_is_kept_whole_for_those_who_wait_for_it(broadcast: Broadcast) -> None:
    await broadcast.publish(Head(500, (), stream=False))
    await asyncio.wait_for(broadcast.publish(Chunk(b"an error")), 5)
    assert broadcast.received() == b"an error"


async def test_a_small_queue_keeps_streams_live_and_whole(bench: EngineBench) -> None:
    bench = bench.with_settings(flight_queue_bytes=1)
    hold = bench.up.hold(after_chunks=3)
    callers = [await departed(bench, stream=True) for _ in range(2)]
    outcomes = [await asyncio.wait_for(caller.arrive(), 5) for caller in callers]
    bodies = [asyncio.create_task(body_of(outcome)) for outcome in outcomes]
    await hold.wait_reached(1)
    hold.release()
    answers = [await asyncio.wait_for(body, 5) for body in bodies]
    assert answers[0] == answers[1]
    assert answers[0].endswith(b"data: [DONE]\n\n")
    assert [outcome.entry_id for outcome in outcomes] == ["", ""], "live: the entry was not there yet"
    assert bench.up.call_count == 1


class LedElsewhere:
    """A board on which another process leads every call."""

    leads: Literal[False] = False

    async def claim(self, key: str) -> RemoteFlight:
        return self

    async def frames(self) -> AsyncIterator[Frame]:
        yield Head(200, (), stream=False)
        yield Landed(Landing.WHOLE, Answer(b"{}"), "theirs", 200)


async def test_who_follows_another_process_says_collapsed(bench: EngineBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.stores, "flights", LedElsewhere())
    outcome, _ = await whole(await departed(bench.with_settings()))
    assert (outcome.collapsed, outcome.entry_id) == (True, "theirs")
    assert bench.up.call_count == 0


class LostElsewhere:
    """A board on which another process leads the first call and goes away, and then nobody does."""

    leads: Literal[False] = False

    def __init__(self, board: FlightBoard) -> None:
        self._board = board
        self._claims = 0

    async def claim(self, key: str) -> Lease | RemoteFlight:
        self._claims += 1
        return self if self._claims == 1 else await self._board.claim(key)

    async def frames(self) -> AsyncIterator[Frame]:
        await asyncio.sleep(0)
        yield Landed(Landing.LOST, status=502, message="gone")


@pytest.mark.parametrize("count", [1, 5])
async def test_who_follows_a_process_that_goes_away_is_answered_by_a_call_of_its_own(
    bench: EngineBench, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(bench.stores, "flights", LostElsewhere(bench.stores.flights))
    engine = bench.with_settings()
    answers = await asyncio.gather(*[departed(engine) for _ in range(count)])
    outcomes = await asyncio.gather(*[whole(answer) for answer in answers])
    assert {outcome.status for outcome, _ in outcomes} == {200}
    assert bench.up.call_count == 1


async def whole(departure: Departure) -> tuple[Outcome, bytes]:
    outcome = await asyncio.wait_for(departure.arrive(), 5)
    return outcome, await asyncio.wait_for(body_of(outcome), 5)


@pytest.mark.parametrize("leader_asks", [True, False])
async def test_the_usage_chunk_comes_exactly_to_those_who_asked(bench: EngineBench, leader_asks: bool) -> None:
    options = {True: {"stream_options": _USAGE}, False: {}}
    hold = bench.up.hold(after_chunks=1)
    callers = [await departed(bench, stream=True, **options[asks]) for asks in (leader_asks, not leader_asks)]
    answers = [asyncio.create_task(whole(caller)) for caller in callers]
    await hold.wait_reached(2)
    hold.release()
    told = [b'"usage"' in (await answer)[1] for answer in answers]
    assert told == [leader_asks, not leader_asks]


async def test_who_wants_another_life_for_the_entry_makes_its_own_call(bench: EngineBench) -> None:
    hold = bench.up.hold()
    callers = [await departed(bench), await departed(bench, controls=Controls(fresh_seconds=1.0))]
    await hold.wait_reached(2)
    hold.release()
    assert [(await whole(caller))[0].collapsed for caller in callers] == [False, False]


async def test_an_invalidation_by_prefix_reaches_calls_whose_deps_are_on_no_entry_yet(bench: EngineBench) -> None:
    hold = bench.up.hold()
    early = await departed(bench, deps=[Dep("doc:1")])
    await hold.wait_reached(1)
    await invalidate(bench.parts, "alice", Order(prefix="doc:"))
    late = await departed(bench, deps=[Dep("doc:1")])
    await hold.wait_reached(2)
    hold.release()
    outcomes = [(await whole(caller))[0] for caller in (early, late)]
    assert [bool(outcome.entry_id) for outcome in outcomes] == [False, True]
    assert outcomes[0].stored_detail == "invalidated-while-fetched"
    answer = await bench.engine.serve(bench.ask(deps=[Dep("doc:1")]))
    assert isinstance(answer, Outcome)
    assert answer.entry_id == outcomes[1].entry_id
