"""Scopes with many vectors: built into an inverted file, kept true to what is stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.stores.embedded import EmbeddedStores

from .embedded_store import embedded, put
from .records_of import TENANT, key_of, random_vector, vector_of

COUNT = 1200
EXACT = 500


async def fill(stores: EmbeddedStores, names: range) -> None:
    for number in names:
        await put(stores, number, "d", scope="s", vector=random_vector(number))


async def search(stores: EmbeddedStores, vector: bytes, floor: float = 0.9) -> list[Neighbour]:
    found = list(await stores.index.search("s", "model-a", vector, 6, floor))
    if not found:  # the first search of a large scope starts the building
        await stores.index.settled()
        found = list(await stores.index.search("s", "model-a", vector, 6, floor))
    return found


def near(number: int) -> bytes:
    row = np.frombuffer(random_vector(number), dtype="<f4") + 0.02 * np.frombuffer(random_vector(10**6), dtype="<f4")
    return (row / np.linalg.norm(row)).astype("<f4").tobytes()


async def test_near_neighbours_are_found_with_their_exact_cosine(tmp_path: Path) -> None:
    async with embedded(tmp_path, exact_scan_count=EXACT) as stores:
        await fill(stores, range(COUNT))
    async with embedded(tmp_path, exact_scan_count=EXACT) as stores:
        await search(stores, near(0))
        assert not stores.index.is_exact("s", "model-a")
        for number in range(0, COUNT, 7):
            found = await search(stores, near(number))
            assert found[0].key == key_of(number)
            cosine = float(np.frombuffer(near(number), dtype="<f4") @ np.frombuffer(random_vector(number), dtype="<f4"))
            assert found[0].similarity == pytest.approx(cosine, abs=1e-3)


async def test_a_scope_that_grows_large_in_use_stays_searchable(tmp_path: Path) -> None:
    async with embedded(tmp_path, exact_scan_count=EXACT) as stores:
        await fill(stores, range(10))
        for begin in range(10, COUNT, 70):
            await fill(stores, range(begin, begin + 70))
            assert (await search(stores, near(begin + 69)))[0].key == key_of(begin + 69)
        await stores.entries.counts()  # all rows are on disk: the next search sees how large the scope has become
        await search(stores, near(0))
        await stores.index.settled()
        assert not stores.index.is_exact("s", "model-a")
        for number in range(COUNT):
            assert (await search(stores, near(number)))[0].key == key_of(number)


async def test_what_is_deleted_replaced_or_invalidated_is_not_found_in_a_large_scope(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, exact_scan_count=EXACT) as stores,
        embedded(tmp_path, exact_scan_count=EXACT) as other,
    ):
        await fill(stores, range(COUNT))
        await stores.entries.counts()
        await search(stores, near(0))
        await search(other, near(0))
        await stores.entries.delete(key_of(1))
        await other.entries.delete(key_of(2))
        await put(stores, 3, "d", scope="s", vector=vector_of(1))
        for side in (stores, other):
            await stores.entries.counts()
            assert [await search(side, near(number)) for number in (1, 2, 3)] == [[], [], []]
            assert (await search(side, vector_of(1)))[0].key == key_of(3)
        await other.ledger.invalidate(TENANT, [("d", "h")])
        for side in (stores, other):
            assert await search(side, near(5)) == []


async def test_a_put_is_found_at_once_in_a_large_scope(tmp_path: Path) -> None:
    async with embedded(tmp_path, exact_scan_count=EXACT) as stores:
        await fill(stores, range(COUNT))
        await stores.index.settled()
        await search(stores, near(0))
        await stores.index.settled()
        await put(stores, "new", scope="s", vector=vector_of(1))
        assert [found.key for found in await search(stores, vector_of(1))] == [key_of("new")]
