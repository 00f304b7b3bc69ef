"""The embedded store keeps within its limits and shrinks again."""

from __future__ import annotations

from pathlib import Path

import pytest

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.meaning import Memory
from cachecore_gateway.stores.settings import EmbeddedSettings, Quota
from cachecore_gateway.testing.clock import FakeClock

from .embedded_store import embedded, get, put
from .records_of import NOW, TENANT, vector_of


async def present(stores: object, names: range) -> list[int]:
    return [name for name in names if await get(stores, name) is not None]  # type: ignore[arg-type]


async def test_the_least_recently_used_entries_go_first(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    async with embedded(tmp_path, clock, max_entry_count=10) as stores:
        for number in range(10):
            await put(stores, number, scope="s", vector=vector_of(1, number))
            clock.advance(1)
        clock.advance(100)
        assert await get(stores, 0) is not None
        await stores.sweep()
        clock.advance(1)
        await put(stores, 10, scope="s", vector=vector_of(1, 10))
        counts = await stores.entries.counts()
        assert (counts.entry_count, counts.vector_count) == (10, 10)
        assert await present(stores, range(11)) == [0, *range(2, 11)]
        assert len(await stores.index.search("s", "model-a", vector_of(1), 20, -1.0)) == 10


async def test_bytes_are_bounded(tmp_path: Path) -> None:
    async with embedded(tmp_path, max_bytes=10_000) as stores:
        for number in range(50):
            await put(stores, number, body=b"x" * 900)
        counts = await stores.entries.counts()
        assert counts.body_bytes <= 10_000
        assert counts.entry_count == 11


async def test_an_entry_larger_than_the_store_is_not_kept(tmp_path: Path) -> None:
    async with embedded(tmp_path, max_bytes=1000, hot_bytes=0) as stores:
        await put(stores, "small", body=b"x" * 10)
        await put(stores, "huge", body=b"x" * 2000)
        assert (await stores.entries.counts()).body_bytes <= 1000
        assert await get(stores, "huge") is None


async def test_one_tenant_cannot_push_out_another(tmp_path: Path) -> None:
    quotas = {"big": Quota(max_entry_count=20), "small": Quota(max_bytes=1000)}
    async with embedded(tmp_path, tenant_quota=Quota(max_entry_count=5), tenant_quotas=quotas) as stores:
        for number in range(30):
            for tenant in (TENANT, "big", "small"):
                await put(stores, (tenant, number), tenant=tenant, body=b"x" * 100)
        assert (await stores.entries.counts(TENANT)).entry_count == 5
        assert (await stores.entries.counts("big")).entry_count == 20
        assert (await stores.entries.counts("small")).entry_count == 10


async def test_what_is_dead_is_swept_with_its_vectors_and_deps(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    async with embedded(tmp_path, clock) as stores:
        for number in range(20):
            await put(stores, number, f"dep:{number}", scope="s", vector=vector_of(1, number), life=10.0 + number)
        clock.advance(10 * 1.2 + 10)
        await stores.sweep()
        counts = await stores.entries.counts()
        assert counts.entry_count == counts.vector_count == counts.dep_count
        assert 0 < counts.entry_count < 20
        clock.advance(1000)
        await stores.sweep()
        assert (await stores.entries.counts()).dep_count == 0
        assert await stores.ledger.matching(TENANT, "", 10) == []


async def test_the_file_shrinks_when_entries_go(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        for number in range(400):
            await put(stores, number, "d", body=bytes(40_000))
        await stores.entries.counts()
    full = (tmp_path / "entries.db").stat().st_size
    async with embedded(tmp_path) as stores:
        await stores.ledger.invalidate(TENANT, [("d", "h")])
        await stores.sweep()
    assert full > 15_000_000
    assert (tmp_path / "entries.db").stat().st_size < full / 2


async def test_the_hot_layer_is_bounded_and_what_it_drops_is_still_on_the_disk(tmp_path: Path) -> None:
    async with embedded(tmp_path, hot_bytes=20_000) as stores:
        for number in range(100):
            await put(stores, number, body=b"%d" % number * 500)
        assert stores.hot_bytes <= 20_000
        assert await present(stores, range(100)) == list(range(100))
        assert stores.hot_bytes <= 20_000


async def test_vectors_in_memory_are_bounded_and_read_again(tmp_path: Path) -> None:
    limit = 1024 * 1024
    async with embedded(tmp_path, index_bytes=limit) as stores:
        for scope in range(20):
            for number in range(150):
                await put(stores, (scope, number), scope=f"s{scope}", vector=vector_of(1, number))
        for _ in range(2):
            for scope in range(20):
                found = await stores.index.search(f"s{scope}", "model-a", vector_of(1), 300, -1.0)
                assert len(found) == 150
                assert stores.index.held_bytes <= limit
            assert stores.index.vector_count < 20 * 150


async def test_learnt_pairs_are_bounded(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    async with embedded(tmp_path, clock, max_pair_count=5) as stores:
        for number in range(10):
            await stores.pairs.remember(TENANT, "s", "q", str(number), Memory.SAME)
            clock.advance(1)
        recalled = await stores.pairs.recall("s", "q", [str(number) for number in range(10)])
        assert list(recalled) == [Memory.UNKNOWN] * 5 + [Memory.SAME] * 5


async def test_old_generations_are_forgotten_without_bringing_anything_back(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    async with embedded(tmp_path, clock, generation_retention_seconds=3600) as one, embedded(tmp_path, clock) as two:
        entry = await put(one, "a", "d", life=1_000_000.0)
        await get(two, "a")
        await one.ledger.invalidate(TENANT, [("d", "h")])
        clock.advance(3601)
        await one.sweep()
        await one.sweep()
        for stores in (one, two):
            assert (await stores.ledger.snapshot(TENANT, ["d"])).of("d") == 0
            assert await get(stores, "a") is None
        await one.ledger.invalidate(TENANT, [("d", "h")])
        assert (await two.ledger.snapshot(TENANT, ["d"])).of("d") > entry.tags[0].generation + 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_entry_count", 0),
        ("index_bytes", 1),
        ("sweep_seconds", 0.0),
        ("generation_retention_seconds", float("nan")),
    ],
)
def test_a_setting_out_of_range_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(SettingError, match=name):
        EmbeddedSettings(**{name: value})  # type: ignore[arg-type]


def test_a_quota_out_of_range_is_refused() -> None:
    with pytest.raises(SettingError, match="max_bytes"):
        Quota(max_bytes=0)


async def test_entries_that_outlive_the_memory_of_their_invalidation_do_not_come_back(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    async with embedded(tmp_path, clock, generation_retention_seconds=3600) as stores:
        for number in range(1200):
            await put(stores, number, "d", life=1_000_000.0)
        (outcome,) = await stores.ledger.invalidate(TENANT, [("d", "h")])
        assert outcome.keys_deleted == 1200
    async with embedded(tmp_path, clock, generation_retention_seconds=3600) as stores:
        clock.advance(3601)
        await stores.sweep()
        await stores.sweep()
        assert (await stores.ledger.snapshot(TENANT, ["d"])).of("d") == 0
        assert await present(stores, range(1200)) == []
        assert (await stores.entries.counts()).entry_count == 0
