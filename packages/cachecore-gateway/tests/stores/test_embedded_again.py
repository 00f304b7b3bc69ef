"""What the embedded store answers again without asking again, and when it must ask."""

from __future__ import annotations

import asyncio
from pathlib import Path

from .embedded_store import embedded, get, put
from .records_of import TENANT, key_of

OTHER = "another tenant"


async def test_an_entry_under_an_unchanged_page_is_told_as_before(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        await put(stores, "one", "doc")
        first = await stores.entries.look([key_of("one")], TENANT, ("doc",))
        again = await stores.entries.look([key_of("one")], TENANT, ("doc",))
        assert again is first

        await stores.ledger.invalidate(TENANT, [("unrelated", "v2")])
        other = await stores.entries.look([key_of("one")], TENANT, ("doc",))
        assert other is not first
        assert other == first


async def test_what_was_told_to_one_is_not_told_to_another(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        await stores.ledger.invalidate(TENANT, [("more", "v2")])
        entry = await put(stores, "one", "doc")
        for _ in range(2):
            mine = await stores.entries.look([key_of("one")], TENANT, ("doc",))
            assert mine.entries[0] == entry
            theirs = await stores.entries.look([key_of("one")], OTHER, ("doc",))
            assert theirs.entries[0] is None
            watching = await stores.entries.look([key_of("one")], TENANT, ("doc", "more"))
            assert watching.snapshot.of("more") == 1
            assert "more" not in mine.snapshot.generations


async def test_an_invalidation_in_another_process_ends_what_was_told(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores, embedded(tmp_path) as others:
        await put(stores, "one", "doc")
        before = await stores.entries.look([key_of("one")], TENANT, ("doc",))
        await others.ledger.invalidate(TENANT, [("doc", "v2")])
        after = await stores.entries.look([key_of("one")], TENANT, ("doc",))
        assert before.snapshot.of("doc") < after.snapshot.of("doc")


async def test_a_key_that_was_absent_is_found_once_another_process_has_written_it(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores, embedded(tmp_path) as others:
        for _ in range(2):
            assert await get(stores, "one") is None
        entry = await put(others, "one")
        await others.entries.counts()  # behind the put
        assert await get(stores, "one") == entry


async def test_a_replaced_entry_is_told_anew(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        await put(stores, "one", body=b"old")
        assert await get(stores, "one") is not None
        newer = await put(stores, "one", body=b"new")
        assert await get(stores, "one") == newer
        await stores.entries.delete(key_of("one"))
        assert await get(stores, "one") is None


async def test_entries_that_come_together_share_a_transaction(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        page = stores._home.page
        before = page.write
        for number in range(20):
            await put(stores, number)
        assert page.write == before, "nothing is written in front of the answers"
        await stores.entries.counts()
        assert page.write == before + 1
        assert (await stores.entries.counts()).entry_count == 20


async def test_settled_waits_for_what_was_put_and_writes_nothing_itself(tmp_path: Path) -> None:
    async with embedded(tmp_path) as stores:
        page, writer = stores._home.page, stores._entry_writer
        before = page.write
        await put(stores, "one")
        await asyncio.wait_for(writer.settled(), 5)
        assert page.write == before + 1
        await asyncio.wait_for(writer.settled(), 5)
        assert page.write == before + 1
