"""Broken files: a miss or a cold start, never a wrong or an old answer."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cachecore_gateway.core.errors import GatewayError

from .embedded_store import embedded, get, put
from .records_of import TENANT, vector_of


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What is said of damage is not for the test's output."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


async def fill(directory: Path, count: int = 60) -> None:
    async with embedded(directory) as stores:
        for number in range(count):
            await put(stores, number, "d", scope="s", vector=vector_of(1, number), body=b"%d" % number * 300)


def set_aside(directory: Path, name: str) -> list[Path]:
    return list(directory.glob(f"{name}.damaged-*"))


def set_of_files(directory: Path, name: str) -> list[Path]:
    return list(directory.glob(f"{name}*"))


def flip(path: Path, seed: int, count: int) -> None:
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(count):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(12))
async def test_flipped_bits_in_the_entries_file_are_misses_and_never_other_answers(tmp_path: Path, seed: int) -> None:
    await fill(tmp_path)
    flip(tmp_path / "entries.db", seed, 1 + 8 * seed)
    async with embedded(tmp_path) as stores:
        for number in range(60):
            try:
                entry = await get(stores, number)
                await stores.index.search("s", "model-a", vector_of(1, number), 5, 0.9)
            except GatewayError:
                continue
            assert entry is None or (entry.answer.body, entry.entry_id) == (b"%d" % number * 300, f"id-{number}")
        await put(stores, "new", "d")
        assert await get(stores, "new") is not None


@pytest.mark.parametrize("kind", ["BLOB", "TEXT"])
async def test_a_record_altered_in_place_reads_as_none_and_is_dropped(tmp_path: Path, kind: str) -> None:
    await fill(tmp_path, 3)
    connection = sqlite3.connect(tmp_path / "entries.db")
    altered = "substr(record, 1, 200) || x'00' || substr(record, 202)"
    connection.execute(f"UPDATE entries SET record = CAST({altered} AS {kind})")
    connection.commit()
    connection.close()
    async with embedded(tmp_path) as stores:
        assert [await get(stores, number) for number in range(3)] == [None] * 3
        assert (await stores.entries.counts()).entry_count == 0
        await put(stores, 1)
        assert await get(stores, 1) is not None


async def test_a_record_under_a_foreign_key_reads_as_none(tmp_path: Path) -> None:
    await fill(tmp_path, 2)
    connection = sqlite3.connect(tmp_path / "entries.db")
    records = connection.execute("SELECT record FROM entries ORDER BY id").fetchall()
    connection.execute("UPDATE entries SET record = ? WHERE id = 1", records[1])
    connection.execute("UPDATE entries SET record = ? WHERE id = 2", records[0])
    connection.commit()
    connection.close()
    async with embedded(tmp_path) as stores:
        assert [await get(stores, number) for number in range(2)] == [None, None]
        assert await stores.entries.find(TENANT, "id-0") is None


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500, None])
@pytest.mark.parametrize("name", ["control.db", "entries.db", "memory.db"])
async def test_a_file_replaced_by_rubbish_is_a_cold_start(tmp_path: Path, name: str, content: bytes | None) -> None:
    await fill(tmp_path, 3)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    async with embedded(tmp_path) as stores:
        for number in range(3):
            entry = await get(stores, number)
            assert (entry is not None) == (name == "memory.db")
        await put(stores, "new", "d")
        await stores.ledger.invalidate(TENANT, [("d", "h")])
        await stores.cells.add("c", {"n": 1})
        assert all(health.ok for health in await stores.health())
    assert bool(set_aside(tmp_path, name)) == bool(content)


async def test_a_lost_control_file_begins_a_new_epoch(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        await put(stores, "a", "d")
        before = await stores.ledger.snapshot(TENANT, ["d"])
    for path in set_of_files(tmp_path, "control.db"):
        path.unlink()
    async with embedded(tmp_path) as stores:
        after = await stores.ledger.snapshot(TENANT, ["d"])
        assert after.epoch != before.epoch
        assert await get(stores, "a") is None


async def test_a_lost_acknowledged_invalidation_begins_a_new_epoch(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        before = await stores.ledger.snapshot(TENANT, ["d"])
    older = (tmp_path / "control.db").read_bytes()
    async with embedded(tmp_path) as stores:
        await stores.ledger.invalidate(TENANT, [("d", "h")])
    (tmp_path / "control.db").write_bytes(older)
    async with embedded(tmp_path) as stores:
        assert (await stores.ledger.snapshot(TENANT, ["d"])).epoch != before.epoch


async def test_an_altered_generation_begins_a_new_epoch(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        await stores.ledger.invalidate(TENANT, [("d", "h")])
        before = await stores.ledger.snapshot(TENANT, ["d"])
    connection = sqlite3.connect(tmp_path / "control.db")
    connection.execute("UPDATE generations SET dep = 'e'")
    connection.commit()
    connection.close()
    async with embedded(tmp_path) as stores:
        assert (await stores.ledger.snapshot(TENANT, ["d"])).epoch != before.epoch


async def test_a_file_found_broken_while_in_use_is_replaced_for_every_process(tmp_path: Path) -> None:
    async with embedded(tmp_path, hot_bytes=0) as one, embedded(tmp_path, hot_bytes=0) as two:
        for number in range(200):
            await put(one, number, "d", body=bytes(5000))
        await one.entries.counts()
        epoch = (await two.ledger.snapshot(TENANT, [])).epoch
        one.condemn_entries()
        await put(one, "one", "d")
        await put(two, "two", "d")
        assert await get(two, 1) is None
        assert await get(one, "one") is not None
        assert (await two.ledger.snapshot(TENANT, [])).epoch == epoch
        assert (await one.entries.counts()).entry_count <= 2
    assert set_aside(tmp_path, "entries.db")
