"""Batches of embeddings: each item under its own key, what is missing in one upstream call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from cachecore_gateway.core.controls import Controls
from cachecore_gateway.core.dependencies import Dep
from cachecore_gateway.core.freshness import Lifetime
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.engine import Arrival, BatchDeparture, EngineSettings, OnlyIfCached, Order, Outcome, invalidate
from cachecore_gateway.engine.intake import MAX_ITEMS
from cachecore_gateway.protocols import Embeddings
from cachecore_gateway.testing import Fail, json_reply
from cachecore_gateway.testing.answers import vector
from cachecore_gateway.testing.engine_bench import ALICE, EngineBench, body_of, engine_bench
from cachecore_gateway.testing.request import Request

PATH = "/v1/embeddings"


@pytest.fixture
async def bench() -> AsyncIterator[EngineBench]:
    async with engine_bench(EngineSettings(lifetime=Lifetime(100.0, 50.0, 50.0))) as bench:
        bench.parts = replace(bench.parts, adapters={**bench.parts.adapters, "embeddings": Embeddings()})
        yield EngineBench(bench.up, bench.parts, bench.stores, bench.clock, bench.seen)


def arrival_of(given: Any, deps: Sequence[Dep] = (), controls: Controls = Controls(), **fields: Any) -> Arrival:  # noqa: B008
    body = json.dumps({"model": "e", "input": given, "dimensions": 4, **fields}).encode()
    headers = ((b"content-type", b"application/json"),)
    return Arrival(ALICE, Embeddings(), PATH, "", headers, body, tuple(deps), controls, b"")


async def embed(bench: EngineBench, given: Any, **more: Any) -> tuple[Outcome, Any]:
    """The outcome and its parsed body, by the way that the edge goes."""
    arrival = arrival_of(given, **more)
    ask = bench.intake.ask(arrival)
    batch = bench.intake.batch(arrival, ask)
    answer = await (bench.engine.serve(ask) if batch is None else bench.engine.batches.serve(batch))
    outcome = answer if isinstance(answer, Outcome) else await answer.arrive()
    return outcome, json.loads(await body_of(outcome))


def inputs_of(bench: EngineBench) -> list[Any]:
    """What the provider was asked for, call by call."""
    return [json.loads(call.request.body)["input"] for call in bench.up.calls]


def vectors_of(answer: Any) -> list[Any]:
    assert [row["index"] for row in answer["data"]] == list(range(len(answer["data"])))
    return [row["embedding"] for row in answer["data"]]


def expected(*texts: Any) -> list[Any]:
    return [vector(text, 4) for text in texts]


async def test_a_batch_is_a_hit_the_second_time_with_equal_vectors(bench: EngineBench) -> None:
    miss, first = await embed(bench, ["a", "b"])
    hit, second = await embed(bench, ["a", "b"])
    assert (miss.tier, miss.reason, hit.tier) == (Tier.MISS, Reason.ABSENT, Tier.HIT_L1)
    assert first == second
    assert vectors_of(second) == expected("a", "b")
    assert inputs_of(bench) == [["a", "b"]]
    assert hit.saved.input_tokens == first["usage"]["prompt_tokens"]


async def test_a_whole_miss_travels_and_comes_back_as_it_is(bench: EngineBench) -> None:
    arrival = arrival_of(["a", "b"])
    batch = bench.intake.batch(arrival, bench.intake.ask(arrival))
    assert batch is not None
    departure = await bench.engine.batches.serve(batch)
    assert isinstance(departure, BatchDeparture)
    await departure.arrive()
    assert bench.up.calls[0].request.body == arrival.body


async def test_only_the_missing_items_are_fetched_in_one_call(bench: EngineBench) -> None:
    await embed(bench, ["a", "c"])
    outcome, answer = await embed(bench, ["b", "a", "d", "c", "b"])
    assert outcome.tier is Tier.MISS
    assert vectors_of(answer) == expected("b", "a", "d", "c", "b")
    assert inputs_of(bench) == [["a", "c"], ["b", "d"]]


async def test_a_single_text_and_an_item_share_one_entry(bench: EngineBench) -> None:
    await embed(bench, "a")
    batch, _ = await embed(bench, ["a"])
    await embed(bench, ["b", "c"])
    single, answer = await embed(bench, "c")
    assert (batch.tier, single.tier) == (Tier.HIT_L1, Tier.HIT_L1)
    assert vectors_of(answer) == expected("c")
    assert bench.up.call_count == 2


async def test_a_list_of_tokens_is_one_input_and_a_list_of_lists_several(bench: EngineBench) -> None:
    await embed(bench, [1, 2])
    outcome, answer = await embed(bench, [[1, 2], [3]])
    assert outcome.tier is Tier.MISS
    assert vectors_of(answer) == expected([1, 2], [3])
    assert inputs_of(bench) == [[1, 2], [[3]]]


async def test_items_with_other_parameters_are_other_items(bench: EngineBench) -> None:
    await embed(bench, ["a"])
    outcome, answer = await embed(bench, ["a"], dimensions=5)
    assert outcome.tier is Tier.MISS
    assert len(vectors_of(answer)[0]) == 5


async def test_equal_batches_at_once_make_one_call(bench: EngineBench) -> None:
    await embed(bench, ["known"])
    hold = bench.up.hold()
    waiting = [asyncio.create_task(embed(bench, ["x", "known", "y"])) for _ in range(50)]
    await hold.wait_reached(1)
    hold.release()
    answers = await asyncio.wait_for(asyncio.gather(*waiting), 5)
    assert inputs_of(bench) == [["known"], ["x", "y"]]
    assert sum(outcome.collapsed for outcome, _ in answers) == 49
    assert all(vectors_of(answer) == expected("x", "known", "y") for _, answer in answers)


async def test_an_invalidation_kills_every_item_of_a_batch(bench: EngineBench) -> None:
    deps = [Dep("doc:1", "v1")]
    await embed(bench, ["a", "b"], deps=deps)
    await invalidate(bench.parts, "alice", Order(("doc:1",)))
    again, _ = await embed(bench, ["a", "b"], deps=deps)
    assert again.tier is Tier.MISS
    assert (await embed(bench, ["b"], deps=deps))[0].tier is Tier.HIT_L1


async def test_an_invalidation_during_the_call_leaves_nothing_stored(bench: EngineBench) -> None:
    deps, hold = [Dep("doc:1", "v1")], bench.up.hold()
    running = asyncio.create_task(embed(bench, ["a", "b"], deps=deps))
    await hold.wait_reached(1)
    await invalidate(bench.parts, "alice", Order(("doc:1",)))
    hold.release()
    outcome, _ = await asyncio.wait_for(running, 5)
    assert outcome.stored_detail == "invalidated-while-fetched"
    assert not bench.stores.rows


async def test_items_without_the_declared_dep_are_fetched_anew(bench: EngineBench) -> None:
    await embed(bench, ["a"])
    outcome, _ = await embed(bench, ["a"], deps=[Dep("doc:1", "v1")])
    assert (outcome.tier, outcome.reason) == (Tier.MISS, Reason.UNCOVERED)


async def test_stale_items_are_served_and_refreshed_in_one_call(bench: EngineBench) -> None:
    await embed(bench, ["a", "b"])
    bench.clock.advance(90)
    await embed(bench, ["c"])
    bench.clock.advance(20)
    stale, answer = await embed(bench, ["a", "c", "b"])
    assert (stale.tier, stale.age) == (Tier.HIT_L1_STALE, 110)
    assert vectors_of(answer) == expected("a", "c", "b")
    await bench.engine.refreshed()
    assert inputs_of(bench) == [["a", "b"], ["c"], ["a", "b"]]
    assert (await embed(bench, ["a", "b", "c"]))[0].tier is Tier.HIT_L1


async def test_stale_items_come_along_where_a_call_is_made_anyway(bench: EngineBench) -> None:
    await embed(bench, ["a"])
    bench.clock.advance(110)
    outcome, _ = await embed(bench, ["a", "new"])
    assert outcome.tier is Tier.MISS
    assert inputs_of(bench) == [["a"], ["a", "new"]]


async def test_items_past_stale_are_served_when_the_provider_fails(bench: EngineBench) -> None:
    await embed(bench, ["a", "b"])
    bench.clock.advance(160)
    await embed(bench, ["c"])
    bench.up.inject(Fail(500))
    outcome, answer = await embed(bench, ["a", "c", "b"])
    assert outcome.tier is Tier.HIT_L1_STALE
    assert vectors_of(answer) == expected("a", "c", "b")


async def test_no_cache_fetches_all_and_stores_anew(bench: EngineBench) -> None:
    await embed(bench, ["a", "b"])
    outcome, _ = await embed(bench, ["a", "b"], controls=Controls(no_cache=True))
    assert (outcome.tier, outcome.reason) == (Tier.MISS, Reason.NO_CACHE)
    assert (await embed(bench, ["b"]))[0].tier is Tier.HIT_L1


async def test_only_if_cached_refuses_a_batch_that_misses_an_item(bench: EngineBench) -> None:
    await embed(bench, ["a"])
    only = Controls(only_if_cached=True)
    assert (await embed(bench, ["a"], controls=only))[0].tier is Tier.HIT_L1
    with pytest.raises(OnlyIfCached):
        await embed(bench, ["a", "b"], controls=only)
    assert bench.up.call_count == 1


async def test_a_provider_error_is_passed_on_and_nothing_stored(bench: EngineBench) -> None:
    bench.up.inject(Fail(400))
    outcome, answer = await embed(bench, ["a", "b"])
    assert (outcome.tier, outcome.status) == (Tier.MISS, 400)
    assert answer["error"]
    assert not bench.stores.rows


async def test_a_store_that_is_down_costs_nothing_but_the_cache(bench: EngineBench) -> None:
    bench.stores.broken = True
    outcome, answer = await embed(bench, ["a", "b", "a"])
    assert (outcome.tier, outcome.reason) == (Tier.MISS, Reason.STORE_DOWN)
    assert vectors_of(answer) == expected("a", "b", "a")


def renamed(name: str) -> Any:
    """A provider that has moved on to another model."""

    def script(request: Request) -> Any:
        given = request.fields["input"]
        texts = given if isinstance(given, list) else [given]
        rows = [
            {"object": "embedding", "index": place, "embedding": [float(len(name)), float(ord(str(text)[0]))]}
            for place, text in enumerate(texts)
        ]
        return json_reply({"object": "list", "data": rows, "model": name})

    return script


async def test_vectors_of_two_models_never_meet_in_one_answer(bench: EngineBench) -> None:
    bench.up.answer_with(renamed("e-1"))
    await embed(bench, ["a", "b"])
    bench.up.answer_with(renamed("e-22"))
    outcome, answer = await embed(bench, ["a", "c"])
    assert outcome.tier is Tier.MISS
    assert answer["model"] == "e-22"
    assert vectors_of(answer) == [[4.0, 97.0], [4.0, 99.0]]
    assert inputs_of(bench) == [["a", "b"], ["c"], ["a", "c"]]
    mixed, answer = await embed(bench, ["a", "b"])
    assert (mixed.tier, answer["model"]) == (Tier.MISS, "e-22")
    assert (await embed(bench, ["c", "b", "a"]))[0].tier is Tier.HIT_L1


async def test_an_answer_that_lacks_a_result_is_passed_on_and_not_stored(bench: EngineBench) -> None:
    bench.up.answer_with(json_reply({"object": "list", "data": [{"index": 0, "embedding": [1.0]}], "model": "e"}))
    outcome, answer = await embed(bench, ["a", "b", "a"])
    assert outcome.stored_detail == "results-do-not-match-items"
    assert len(answer["data"]) == 1
    assert inputs_of(bench) == [["a", "b"], ["a", "b", "a"]]
    assert not bench.stores.rows


async def test_a_batch_beyond_the_bound_is_one_entry(bench: EngineBench) -> None:
    many = [str(number) for number in range(MAX_ITEMS + 1)]
    first, _ = await embed(bench, many)
    again, _ = await embed(bench, many)
    assert (first.tier, again.tier) == (Tier.MISS, Tier.HIT_L1)
    assert len(bench.stores.rows) == 1


async def test_tenants_share_no_items(bench: EngineBench) -> None:
    await embed(bench, ["a", "b"])
    arrival = arrival_of(["a", "b"])._replace(principal=replace(ALICE, tenant_id="bob"))
    batch = bench.intake.batch(arrival, bench.intake.ask(arrival))
    assert batch is not None
    answer = await bench.engine.batches.serve(batch)
    assert isinstance(answer, BatchDeparture)
    answer.close()
