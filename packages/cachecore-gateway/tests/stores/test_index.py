"""Contract of ``VectorIndex``."""

from __future__ import annotations

import numpy as np
import pytest

from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.testing.clock import FakeClock

from .conftest import Opener
from .eventually import eventually
from .records_of import DIMENSIONS, MODEL, TENANT, entry_of, key_of, random_vector, vector_of


async def index(stores: Stores, name: object, vector: bytes, scope: str = "s", **options: float) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of(name, started, scope=scope, **options), vector)  # type: ignore[arg-type]


async def search(
    stores: Stores, vector: bytes, scope: str = "s", model: str = MODEL, limit: int = 5, floor: float = 0.5
) -> list[Neighbour]:
    return list(await stores.index.search(scope, model, vector, limit, floor))


async def test_neighbours_come_nearest_first_with_their_cosine(stores: Stores) -> None:
    await index(stores, "far", vector_of(1, 1))
    await index(stores, "near", vector_of(1, 0.1))
    await index(stores, "same", vector_of(1))
    await index(stores, "opposite", vector_of(-1))
    found = await search(stores, vector_of(1))
    assert [neighbour.key for neighbour in found] == [key_of("same"), key_of("near"), key_of("far")]
    assert [neighbour.similarity for neighbour in found] == pytest.approx([1.0, 1 / 1.01**0.5, 0.5**0.5], abs=1e-3)


async def test_limit_and_floor_are_kept(stores: Stores) -> None:
    for number in range(20):
        await index(stores, number, vector_of(1, number / 10))
    assert [found.key for found in await search(stores, vector_of(1), limit=3)] == [key_of(n) for n in range(3)]
    assert len(await search(stores, vector_of(1), limit=50, floor=0.9)) == 5
    assert await search(stores, vector_of(0, 0, 1), floor=0.1) == []


async def test_scopes_and_models_never_meet(stores: Stores) -> None:
    await index(stores, "here", vector_of(1))
    assert await search(stores, vector_of(1), scope="there") == []
    assert await search(stores, vector_of(1), model="model-b") == []
    assert len(await search(stores, vector_of(1))) == 1


async def test_an_entry_without_vector_is_not_found_by_meaning(stores: Stores) -> None:
    started = await stores.ledger.snapshot(TENANT, ())
    await stores.entries.put(entry_of("bare", started, scope="s"), None)
    await stores.entries.put(entry_of("no meaning", started), vector_of(1))
    assert await search(stores, vector_of(1), floor=-1.0) == []
    assert (await stores.entries.counts()).vector_count == 0


async def test_a_put_is_found_at_once_before_and_after_the_scope_was_searched(stores: Stores) -> None:
    await index(stores, "before", vector_of(1))
    assert len(await search(stores, vector_of(1))) == 1
    await index(stores, "after", vector_of(1))
    assert len(await search(stores, vector_of(1))) == 2


async def test_a_replaced_vector_is_found_where_it_is_now(stores: Stores) -> None:
    await index(stores, "a", vector_of(1))
    await search(stores, vector_of(1))
    await index(stores, "a", vector_of(0, 1))
    assert await search(stores, vector_of(1)) == []
    assert len(await search(stores, vector_of(0, 1))) == 1


async def test_a_key_that_moved_to_another_scope_is_found_there_only(another: Opener) -> None:
    one, two = await another(), await another()
    await index(one, "a", vector_of(1), scope="s")
    await eventually(lambda: search(two, vector_of(1), scope="s"))
    await index(one, "a", vector_of(1), scope="t")
    await eventually(lambda: search(two, vector_of(1), scope="t"))
    for stores in (one, two):
        assert await search(stores, vector_of(1), scope="s") == []


async def test_vectors_of_other_processes_are_found_soon_and_their_removals_too(another: Opener) -> None:
    one, two = await another(), await another()
    assert await search(two, vector_of(1)) == []
    for number in range(10):
        await index(one, number, vector_of(1, number / 100))

    async def sees_all() -> bool:
        return len(await search(two, vector_of(1), limit=20)) == 10

    assert await eventually(sees_all)
    for number in range(9):
        await one.entries.delete(key_of(number))
    assert [found.key for found in await search(two, vector_of(1))] == [key_of(9)]


async def test_the_index_is_there_after_a_restart(another: Opener) -> None:
    first = await another()
    await index(first, "a", vector_of(1))
    await first.aclose()
    assert [found.key for found in await search(await another(), vector_of(1))] == [key_of("a")]


async def test_entries_that_are_no_longer_fresh_are_not_named(stores: Stores, clock: FakeClock) -> None:
    await index(stores, "short", vector_of(1), life=10.0)
    await index(stores, "long", vector_of(1), life=1000.0)
    assert len(await search(stores, vector_of(1))) == 2
    clock.advance(10.0)
    assert [found.key for found in await search(stores, vector_of(1))] == [key_of("long")]


async def test_the_nearest_are_those_of_a_plain_scan(stores: Stores) -> None:
    vectors = [random_vector(number) for number in range(600)]
    for number, vector in enumerate(vectors):
        await index(stores, number, vector)
    rows = np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, DIMENSIONS)
    for seed in range(1000, 1010):
        query = random_vector(seed)
        cosines = rows @ np.frombuffer(query, dtype="<f4")
        expected = [key_of(int(n)) for n in np.argsort(-cosines)[:6]]
        found = await search(stores, query, limit=6, floor=-1.0)
        assert [neighbour.key for neighbour in found] == expected
        assert [neighbour.similarity for neighbour in found] == pytest.approx(np.sort(cosines)[::-1][:6], abs=1e-3)


async def test_a_vector_of_another_length_is_never_compared(stores: Stores) -> None:
    await index(stores, "a", vector_of(1))
    await index(stores, "longer", random_vector(1, DIMENSIONS * 2))
    assert [found.key for found in await search(stores, vector_of(1), floor=-1.0)] == [key_of("a")]
