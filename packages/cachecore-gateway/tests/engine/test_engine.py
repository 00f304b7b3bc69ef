"""The serve loop end to end: store in memory, provider over real sockets."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.dependencies import Dep, Snapshot
from cachecore_gateway.core.errors import GatewayError, UpstreamUnusable
from cachecore_gateway.core.lookup import Fetch, Reason, Tier
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import Departure, OnlyIfCached, Order, Outcome, invalidate
from cachecore_gateway.engine.errand import Errand
from cachecore_gateway.engine.live import LiveBody
from cachecore_gateway.testing import Answer, BadJson, Cut, Fail, Fault, HtmlPage, Reply, Reset
from cachecore_gateway.testing.engine_bench import ALICE, EngineBench, body_of


async def test_a_miss_then_a_hit_with_the_same_bytes(bench: EngineBench) -> None:
    miss, first = await bench.serve()
    hit, second = await bench.serve()
    assert (miss.tier, miss.reason, hit.tier, hit.similarity) == (Tier.MISS, Reason.ABSENT, Tier.HIT_L1, 1.0)
    assert first == second
    assert miss.entry_id == hit.entry_id != ""
    assert bench.up.call_count == 1


async def test_a_streamed_and_a_plain_request_share_one_entry(bench: EngineBench) -> None:
    _, streamed = await bench.serve(stream=True, stream_options={"include_usage": True})
    hit, plain = await bench.serve()
    assert hit.tier is Tier.HIT_L1
    text = json.loads(plain)["choices"][0]["message"]["content"]
    assert streamed.endswith(b"data: [DONE]\n\n")
    replayed, events = await bench.serve(stream=True)
    assert replayed.tier is Tier.HIT_L1
    assert events.count(b"data: {") > 3
    pieces = [json.loads(line[6:]) for line in events.decode().splitlines() if line.startswith("data: {")]
    assert "".join(piece["choices"][0]["delta"].get("content") or "" for piece in pieces) == text
    assert bench.up.call_count == 1


async def test_an_entry_is_stored_before_the_caller_sees_its_last_event(bench: EngineBench) -> None:
    answer = await bench.engine.serve(bench.ask(stream=True))
    assert isinstance(answer, Departure)
    outcome = await answer.arrive()
    async for data in outcome.body:  # type: ignore[union-attr]
        if b"[DONE]" in data:
            assert bench.stores.rows, "the next request of a caller who saw the end must find the entry"


async def test_a_thousand_equal_misses_make_one_call(bench: EngineBench) -> None:
    hold = bench.up.hold()
    waiting = [asyncio.create_task(bench.serve()) for _ in range(1000)]
    await hold.wait_reached(1)
    hold.release()
    answers = await asyncio.wait_for(asyncio.gather(*waiting), 20)
    assert bench.up.call_count == 1
    assert len({body for _, body in answers}) == 1
    assert sum(outcome.collapsed for outcome, _ in answers) == 999
    assert {outcome.tier for outcome, _ in answers} == {Tier.MISS}


async def test_followers_join_the_live_stream(bench: EngineBench) -> None:
    hold = bench.up.hold(after_chunks=2)
    leader = asyncio.create_task(bench.serve(stream=True))
    await hold.wait_reached(1)
    answer = await bench.engine.serve(bench.ask(stream=True))
    assert isinstance(answer, Departure)
    follower = await answer.arrive()
    first = await anext(aiter(follower.body))  # type: ignore[arg-type]
    assert first.startswith(b"data: "), "a follower gets the beginning while the leader's stream is still open"
    hold.release()
    _, whole = await leader
    assert whole.endswith(b"data: [DONE]\n\n")
    await follower.body.aclose()  # type: ignore[union-attr]
    assert bench.up.call_count == 1


async def test_a_plain_follower_of_a_stream_gets_the_whole_answer(bench: EngineBench) -> None:
    hold = bench.up.hold(after_chunks=1)
    leader = asyncio.create_task(bench.serve(stream=True))
    await hold.wait_reached(1)
    follower = asyncio.create_task(bench.serve())
    await asyncio.sleep(0)
    hold.release()
    await leader
    outcome, body = await follower
    assert outcome.collapsed
    assert json.loads(body)["object"] == "chat.completion"
    assert bench.up.call_count == 1


@pytest.mark.parametrize("stream", [False, True])
async def test_when_the_leader_leaves_the_followers_are_answered(bench: EngineBench, stream: bool) -> None:
    hold = bench.up.hold()
    leader = await bench.engine.serve(bench.ask(stream=stream))
    follower = asyncio.create_task(bench.serve(stream=stream))
    await hold.wait_reached(1)
    assert isinstance(leader, Departure)
    leader.close()
    hold.release()
    outcome, body = await asyncio.wait_for(follower, 5)
    assert outcome.status == 200
    assert body
    assert bench.up.call_count == 1


async def test_when_all_callers_leave_the_upstream_call_is_cancelled(bench: EngineBench) -> None:
    bench.up.hold()
    leader = await bench.engine.serve(bench.ask())
    assert isinstance(leader, Departure)
    await bench.up.wait_for_calls(1)
    leader.close()
    await bench.up.wait_disconnected(1)
    assert not bench.stores.rows


async def test_when_all_callers_leave_the_call_may_finish_for_the_cache(bench: EngineBench) -> None:
    thrifty = bench.with_settings(finish_abandoned=True)
    hold = bench.up.hold()
    leader = await thrifty.engine.serve(bench.ask())
    assert isinstance(leader, Departure)
    await bench.up.wait_for_calls(1)
    leader.close()
    hold.release()
    await asyncio.wait_for(thrifty.engine.landed(), 5)
    hit, _ = await thrifty.serve()
    assert hit.tier is Tier.HIT_L1
    await thrifty.engine.aclose()


@pytest.mark.parametrize("fault", [Fail(500), Fail(429), Reset(), BadJson(), HtmlPage()])
async def test_a_failed_leader_costs_at_most_one_more_call(bench: EngineBench, fault: Fault) -> None:
    bench.up.inject(fault)
    hold = bench.up.hold()
    waiting = [asyncio.create_task(bench.serve()) for _ in range(50)]
    await hold.wait_reached(1)
    hold.release()
    results = await asyncio.wait_for(asyncio.gather(*map(outcome_or_error, waiting)), 10)
    assert bench.up.call_count == 2
    assert all(isinstance(one, GatewayError) or one[0].status >= 400 for one in results)
    assert not bench.stores.rows


async def outcome_or_error(waiting: asyncio.Task[tuple[Outcome, bytes]]) -> tuple[Outcome, bytes] | GatewayError:
    try:
        return await waiting
    except GatewayError as error:
        return error


async def test_after_one_failure_the_second_call_answers_the_followers(bench: EngineBench) -> None:
    bench.up.inject(Fail(500), times=1)
    hold = bench.up.hold(times=1)
    waiting = [asyncio.create_task(bench.serve()) for _ in range(20)]
    await hold.wait_reached(1)
    hold.release()
    answers = await asyncio.wait_for(asyncio.gather(*waiting), 10)
    assert sorted(outcome.status for outcome, _ in answers) == [200] * 19 + [500]
    assert bench.up.call_count == 2


async def test_an_uncacheable_answer_is_shared_but_not_stored(bench: EngineBench) -> None:
    bench.up.answer_with(Answer("cut off", finish_reason="length"))
    outcome, _ = await bench.serve()
    assert (outcome.status, outcome.stored_detail, outcome.entry_id) == (200, "truncated", "")
    assert not bench.stores.rows


async def test_a_cut_stream_raises_midway_and_stores_nothing(bench: EngineBench) -> None:
    bench.up.inject(Cut(after_chunks=2))
    answer = await bench.engine.serve(bench.ask(stream=True))
    assert isinstance(answer, Departure)
    outcome = await answer.arrive()
    with pytest.raises(UpstreamUnusable):
        await body_of(outcome)
    assert not bench.stores.rows


async def test_an_invalidation_kills_stored_and_in_flight_answers(bench: EngineBench) -> None:
    dep = Dep("table:x")
    await bench.serve(deps=[dep])
    done = await invalidate(bench.parts, "alice", Order(("table:x",)))
    assert done[0].keys_deleted == 1
    hold = bench.up.hold(times=1)
    slow = asyncio.create_task(bench.serve(deps=[dep]))
    await hold.wait_reached(1)
    await invalidate(bench.parts, "alice", Order(("table:x",)))
    fresh, after = await bench.serve(deps=[dep])
    hold.release()
    old, before = await slow
    assert old.stored_detail == "invalidated-while-fetched"
    assert (fresh.tier, fresh.collapsed) == (Tier.MISS, False)
    hit, body = await bench.serve(deps=[dep])
    assert (hit.tier, body) == (Tier.HIT_L1, after)
    assert before != after
    assert bench.up.call_count == 3


async def test_a_stale_entry_is_served_at_once_and_refreshed_once(bench: EngineBench) -> None:
    _, old = await bench.serve()
    bench.clock.advance(3001)
    hold = bench.up.hold()
    stale = [await bench.serve() for _ in range(5)]
    await hold.wait_reached(1)
    assert {(outcome.tier, body) for outcome, body in stale} == {(Tier.HIT_L1_STALE, old)}
    hold.release()
    await bench.up.wait_idle()
    await asyncio.wait_for(bench.engine.refreshed(), 5)
    fresh, new = await bench.serve()
    assert (fresh.tier, fresh.age, bench.up.call_count) == (Tier.HIT_L1, 0, 2)
    assert new != old


async def test_a_failed_refresh_keeps_the_old_answer(bench: EngineBench) -> None:
    await bench.serve()
    bench.clock.advance(3001)
    bench.up.inject(Fail(500))
    await bench.serve()
    await bench.up.wait_for_calls(2)
    await asyncio.wait_for(bench.engine.refreshed(), 5)
    again, _ = await bench.serve()
    assert again.tier is Tier.HIT_L1_STALE
    assert bench.up.call_count == 2, "a failed refresh is not tried again at once"


async def test_an_expired_token_starts_no_refresh(bench: EngineBench) -> None:
    await bench.serve()
    bench.clock.advance(3001)
    ask = bench.ask(principal=replace(ALICE, expires_at=bench.clock.now() - 1))
    outcome, _ = await bench.answer(ask)
    assert outcome.tier is Tier.HIT_L1_STALE
    await bench.engine.refreshed()
    assert bench.up.call_count == 1


async def test_a_broken_store_costs_nothing_but_the_hit(bench: EngineBench) -> None:
    bench.stores.broken = True
    outcome, _ = await bench.serve()
    again, _ = await bench.serve()
    assert (outcome.status, outcome.reason, again.reason) == (200, Reason.STORE_DOWN, Reason.STORE_DOWN)
    assert bench.seen.faults


async def test_tenants_never_meet(bench: EngineBench) -> None:
    bob = replace(ALICE, tenant_id="bob")
    await bench.serve()
    other, _ = await bench.serve(principal=bob)
    assert other.tier is Tier.MISS
    await invalidate(bench.parts, "bob", Order(("cc:policy-version",)))
    mine, _ = await bench.serve()
    theirs, _ = await bench.serve(principal=bob)
    assert (mine.tier, theirs.tier) == (Tier.HIT_L1, Tier.MISS)


async def test_only_if_cached_never_calls_upstream(bench: EngineBench) -> None:
    with pytest.raises(OnlyIfCached):
        await bench.serve(controls=Controls(only_if_cached=True))
    assert bench.up.call_count == 0


async def test_no_cache_stores_the_new_answer(bench: EngineBench) -> None:
    _, old = await bench.serve()
    forced, new = await bench.serve(controls=Controls(no_cache=True))
    assert (forced.tier, forced.reason) == (Tier.MISS, Reason.NO_CACHE)
    hit, body = await bench.serve()
    assert (hit.tier, body) == (Tier.HIT_L1, new)
    assert new != old


async def test_a_request_may_shorten_the_life_of_its_answer(bench: EngineBench) -> None:
    await bench.serve(controls=Controls(fresh_seconds=10, stale_seconds=0))
    bench.clock.advance(11)
    late, _ = await bench.serve()
    assert (late.tier, late.reason) == (Tier.MISS, Reason.EXPIRED)


async def test_a_dry_run_and_a_prefix(bench: EngineBench) -> None:
    await bench.serve("a", deps=[Dep("user:1")])
    await bench.serve("b", deps=[Dep("user:2")])
    would = await invalidate(bench.parts, "alice", Order(prefix="user:", dry_run=True))
    assert [(one.dep_id, one.keys_deleted) for one in would] == [("user:1", 1), ("user:2", 1)]
    assert len(bench.stores.rows) == 2
    done = await invalidate(bench.parts, "alice", Order(prefix="user:"))
    assert sum(one.keys_deleted for one in done) == 2
    assert not bench.stores.rows


async def test_an_answer_stored_between_look_up_and_claim_is_not_fetched_again(bench: EngineBench) -> None:
    late = await bench.engine.serve(bench.ask())
    assert isinstance(late, Departure)
    await late.arrive()
    _, first = await bench.serve()
    ask = bench.ask()
    slow = bench.engine._fetcher.depart(Errand(ask, await started_of(bench, ask)), Fetch(Reason.ABSENT))
    outcome = await slow.arrive()
    assert (outcome.tier, outcome.body) == (Tier.MISS, first)
    assert bench.up.call_count == 1


async def started_of(bench: EngineBench, ask: Ask) -> Snapshot:
    return await bench.stores.ledger.snapshot(ask.principal.tenant_id, [dep.dep_id for dep in ask.deps])


async def test_who_wants_usage_is_not_served_an_answer_without_it(bench: EngineBench) -> None:
    """A stream without the usage chunk leaves an entry that cannot tell what a plain answer tells."""
    await bench.serve(stream=True)
    again, _ = await bench.serve(stream=True)
    plain, body = await bench.serve()
    assert (again.tier, plain.tier, plain.reason) == (Tier.HIT_L1, Tier.MISS, Reason.USAGE_UNTOLD)
    assert json.loads(body)["usage"]
    told, events = await bench.serve(stream=True, stream_options={"include_usage": True})
    assert told.tier is Tier.HIT_L1
    assert b'"usage":{' in events.replace(b" ", b"")
    assert bench.up.call_count == 2


async def test_an_answer_nested_beyond_reading_is_the_providers_fault(bench: EngineBench) -> None:
    bench.up.answer_with(Reply(200, (("Content-Type", "application/json"),), (b'{"a":' * 100_000,)))
    with pytest.raises(UpstreamUnusable, match="not a JSON object"):
        await bench.serve()


async def test_a_streams_first_event_is_passed_on_before_it_is_joined(
    bench: EngineBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[bytes] = []
    passed_on: list[int] = []
    make = bench.adapter.joiner

    class Watched:
        def __init__(self) -> None:
            self.joiner = make()

        def feed(self, data: bytes) -> None:
            passed_on.append(len(received))
            self.joiner.feed(data)

        def __getattr__(self, name: str) -> object:
            return getattr(self.joiner, name)

    monkeypatch.setattr(type(bench.adapter), "joiner", lambda _: Watched())
    departure = await bench.engine.serve(bench.ask(stream=True))
    assert isinstance(departure, Departure)
    body = (await departure.arrive()).body
    assert isinstance(body, LiveBody)
    async for data in body:
        received.append(data)
    assert passed_on[0] == 1
    assert len(passed_on) > 1
    hit, _ = await bench.serve(stream=True)
    assert hit.tier is Tier.HIT_L1
