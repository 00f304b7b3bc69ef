"""Contracts of ``PairMemory`` and ``Cell``."""

from __future__ import annotations

import asyncio
from functools import partial

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.meaning import Memory
from cachecore_gateway.core.ports import Stores

from .conftest import Opener
from .records_of import TENANT


async def test_a_pair_is_recalled_either_way_round_and_in_its_scope_only(stores: Stores) -> None:
    await stores.pairs.remember(TENANT, "s", "q", "same", Memory.SAME)
    await stores.pairs.remember(TENANT, "s", "different", "q", Memory.DIFFERENT)
    recalled = await stores.pairs.recall("s", "q", ["same", "different", "unheard"])
    assert list(recalled) == [Memory.SAME, Memory.DIFFERENT, Memory.UNKNOWN]
    assert list(await stores.pairs.recall("s", "same", ["q"])) == [Memory.SAME]
    assert list(await stores.pairs.recall("t", "q", ["same"])) == [Memory.UNKNOWN]


async def test_different_once_learnt_outweighs_same(stores: Stores) -> None:
    for memory in (Memory.SAME, Memory.DIFFERENT, Memory.SAME, Memory.UNKNOWN):
        await stores.pairs.remember(TENANT, "s", "a", "b", memory)
    assert list(await stores.pairs.recall("s", "b", ["a"])) == [Memory.DIFFERENT]


async def test_pairs_and_cells_are_shared_and_survive_a_restart(another: Opener) -> None:
    one, two = await another(), await another()
    await one.pairs.remember(TENANT, "s", "a", "b", Memory.SAME)
    await one.cells.write("shadow", {"on": True})
    assert list(await two.pairs.recall("s", "a", ["b"])) == [Memory.SAME]
    assert await two.cells.read("shadow") == {"on": True}
    await one.aclose()
    await two.aclose()
    three = await another()
    assert list(await three.pairs.recall("s", "a", ["b"])) == [Memory.SAME]
    assert await three.cells.read("shadow") == {"on": True}


async def test_a_cell_never_written_is_none(stores: Stores) -> None:
    assert await stores.cells.read("x") is None


async def test_a_write_replaces_the_whole_value(stores: Stores) -> None:
    await stores.cells.write("x", {"a": 1, "deep": {"list": [1, None, "é"]}})
    await stores.cells.write("x", {"b": 2})
    assert await stores.cells.read("x") == {"b": 2}


async def test_adding_creates_fields_and_keeps_others(stores: Stores) -> None:
    await stores.cells.write("x", {"name": "n", "count": 1})
    await stores.cells.add("x", {"count": 2, "spent": 0.5})
    await stores.cells.add("y", {"count": 1})
    assert await stores.cells.read("x") == {"name": "n", "count": 3, "spent": 0.5}
    assert await stores.cells.read("y") == {"count": 1}


async def test_concurrent_additions_over_processes_all_count(another: Opener) -> None:
    one, two = await another(), await another()
    await asyncio.gather(*(stores.cells.add("x", {"n": 1}) for stores in (one, two) for _ in range(50)))
    assert await one.cells.read("x") == {"n": 100}


async def test_a_change_sees_what_is_there_and_returns_what_it_wrote(stores: Stores) -> None:
    assert await stores.cells.change("x", lambda value: {"first": value is None}) == {"first": True}
    assert await stores.cells.change("x", lambda value: {**(value or {}), "n": 1}) == {"first": True, "n": 1}
    assert await stores.cells.read("x") == {"first": True, "n": 1}


async def test_concurrent_changes_over_processes_lose_nothing(another: Opener) -> None:
    one, two = await another(), await another()

    def appended(value: JsonObject | None, item: int) -> JsonObject:
        items = (value or {}).get("items", [])
        return {"items": [*items, item] if isinstance(items, list) else []}

    changes = [(stores, item) for item in range(25) for stores in (one, two)]
    await asyncio.gather(*(stores.cells.change("x", partial(appended, item=item)) for stores, item in changes))
    found = await two.cells.read("x")
    assert found is not None
    assert sorted(found["items"]) == sorted([*range(25), *range(25)])  # type: ignore[type-var,arg-type]
