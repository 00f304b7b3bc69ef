"""The search indexes on the server."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from cachecore_gateway.core.entry import Meaning

from ..eventually import eventually
from ..records_of import MODEL, TENANT, entry_of, key_of, random_vector, vector_of
from ..servers import Server
from .conftest import Gateway
from .reads import stored

pytestmark = pytest.mark.services


@pytest.mark.parametrize(("algorithm", "count"), [("auto", 6), ("flat", 3), ("hnsw", 3)])
async def test_each_model_and_number_of_dimensions_has_its_indexes(
    shared: Server, gateway: Gateway, algorithm: str, count: int
) -> None:
    one, two = await gateway(shared, index_algorithm=algorithm), await gateway(shared, index_algorithm=algorithm)
    started = await one.ledger.snapshot(TENANT, ())
    for number, (model, dimensions) in enumerate([("m1", 32), ("m2", 32), ("m1", 64), ("m1", 32)]):
        entry = replace(entry_of(number, started), meaning=Meaning("s", "q", model))
        await (one, two)[number % 2].entries.put(entry, random_vector(number, dimensions))
    with contextlib.closing(shared.client()) as client:
        assert len(client.execute_command("FT._LIST")) == count
    assert len(await two.index.search("s", "m1", random_vector(0), 5, -1.0)) == 2


async def test_an_index_that_was_dropped_is_made_again(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    entry = await stored(stores, "a", scope="s")
    assert await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)
    with contextlib.closing(shared.client()) as client:
        for name in client.execute_command("FT._LIST"):
            client.ft(name).dropindex()

    async def found() -> bool:
        return [one.key for one in await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]

    assert await eventually(found)


@pytest.mark.parametrize("algorithm", ["auto", "flat", "hnsw"])
async def test_every_algorithm_finds_the_nearest(shared: Server, gateway: Gateway, algorithm: str) -> None:
    stores = await gateway(shared, index_algorithm=algorithm)
    started = await stores.ledger.snapshot(TENANT, ())
    for number in range(50):
        await stores.entries.put(entry_of(number, started, scope="s"), random_vector(number))
    for number in range(0, 50, 7):
        (nearest,) = await stores.index.search("s", MODEL, random_vector(number), 1, 0.5)
        assert nearest.key == key_of(number)
        assert nearest.similarity == pytest.approx(1.0, abs=1e-3)


async def test_vectors_leave_the_index_with_their_entries(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    await stored(stores, "a", "doc:1", scope="s")
    await stored(stores, "b", scope="s")
    await stores.ledger.invalidate(TENANT, [("doc:1", "h")])
    with contextlib.closing(shared.client()) as client:
        name = min(client.execute_command("FT._LIST"))
        assert int(client.ft(name).info()["num_docs"]) == 1


async def test_scopes_with_signs_of_the_query_language_are_told_apart(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    for scope in ("s|t", "s}", "*", "s t", "é"):
        await stored(stores, scope, scope=scope)
    for scope in ("s|t", "s}", "*", "s t", "é"):
        assert [one.key for one in await stores.index.search(scope, MODEL, vector_of(1), 9, -1.0)] == [key_of(scope)]
    assert await stores.index.search("s", MODEL, vector_of(1), 9, -1.0) == []


async def test_a_crowded_scope_goes_on_in_the_second_index_and_is_searched_in_both(
    shared: Server, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachecore_gateway.stores.redis.crowds.EXACT_COUNT", 100)
    one, two = await gateway(shared), await gateway(shared)
    started = await one.ledger.snapshot(TENANT, ())
    for number in range(300):
        await (one, two)[number % 2].entries.put(entry_of(number, started, scope="s"), random_vector(number))
    await one.entries.put(entry_of("alone", started, scope="small"), random_vector(300))
    with contextlib.closing(shared.client()) as client:
        exact, graph = (int(client.ft(name).info()["num_docs"]) for name in sorted(client.execute_command("FT._LIST")))
    assert exact + graph == 301
    assert 100 <= exact <= 250
    for number in range(300):
        (nearest,) = await two.index.search("s", MODEL, random_vector(number), 1, 0.5)
        assert nearest.key == key_of(number)
    found = await one.index.search("s", MODEL, random_vector(7), 20, -1.0)
    assert len({neighbour.key for neighbour in found}) == 20
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert (await one.entries.counts(TENANT)).vector_count == 301


async def test_an_entry_that_moves_to_the_second_index_leaves_the_first(
    shared: Server, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachecore_gateway.stores.redis.crowds.EXACT_COUNT", 0)
    exact, both = await gateway(shared, index_algorithm="flat"), await gateway(shared)
    for stores in (exact, both):
        await stored(stores, "a", "doc:1", scope="s")
    assert len(await both.index.search("s", MODEL, vector_of(1), 5, 0.5)) == 1
    with contextlib.closing(shared.client()) as client:
        assert len(client.keys("*:v:*")) == 1
    (outcome,) = await both.ledger.invalidate(TENANT, [("doc:1", "h")])
    assert outcome.keys_deleted == 2
    assert await both.index.search("s", MODEL, vector_of(1), 5, 0.5) == []


async def test_a_server_that_allows_no_second_index_is_searched_in_the_first(
    shared: Server, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cachecore_gateway.stores.redis.index._HNSW", ("NO_SUCH_OPTION", 1))
    monkeypatch.setattr("cachecore_gateway.stores.redis.crowds.EXACT_COUNT", 0)
    stores = await gateway(shared)
    entry = await stored(stores, "a", scope="s")
    assert [one.key for one in await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]
    with contextlib.closing(shared.client()) as client:
        assert len(client.execute_command("FT._LIST")) == 1
