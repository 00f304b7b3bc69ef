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


async def test_each_model_and_number_of_dimensions_has_one_index(shared: Server, gateway: Gateway) -> None:
    one, two = await gateway(shared), await gateway(shared)
    started = await one.ledger.snapshot(TENANT, ())
    for number, (model, dimensions) in enumerate([("m1", 32), ("m2", 32), ("m1", 64), ("m1", 32)]):
        entry = replace(entry_of(number, started), meaning=Meaning("s", "q", model))
        await (one, two)[number % 2].entries.put(entry, random_vector(number, dimensions))
    with contextlib.closing(shared.client()) as client:
        assert len(client.execute_command("FT._LIST")) == 3
    assert len(await two.index.search("s", "m1", random_vector(0), 5, -1.0)) == 2


async def test_an_index_that_was_dropped_is_made_again(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    entry = await stored(stores, "a", scope="s")
    assert await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)
    with contextlib.closing(shared.client()) as client:
        (name,) = client.execute_command("FT._LIST")
        client.ft(name).dropindex()

    async def found() -> bool:
        return [one.key for one in await stores.index.search("s", MODEL, vector_of(1), 5, 0.5)] == [entry.key]

    assert await eventually(found)


@pytest.mark.parametrize("algorithm", ["flat", "hnsw"])
async def test_both_algorithms_find_the_nearest(shared: Server, gateway: Gateway, algorithm: str) -> None:
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
        (name,) = client.execute_command("FT._LIST")
        assert int(client.ft(name).info()["num_docs"]) == 1


async def test_scopes_with_signs_of_the_query_language_are_told_apart(shared: Server, gateway: Gateway) -> None:
    stores = await gateway(shared)
    for scope in ("s|t", "s}", "*", "s t", "é"):
        await stored(stores, scope, scope=scope)
    for scope in ("s|t", "s}", "*", "s t", "é"):
        assert [one.key for one in await stores.index.search(scope, MODEL, vector_of(1), 9, -1.0)] == [key_of(scope)]
    assert await stores.index.search("s", MODEL, vector_of(1), 9, -1.0) == []
