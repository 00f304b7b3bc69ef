"""Several processes count together; a broken file lets everybody in."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.limits import SharedLimiter
from cachecore_gateway.testing import FakeClock

WORKER = Path(__file__).with_name("shared_worker.py")
MINUTE = Rate(3, 60.0)


HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def only_file(directory: Path) -> Path:
    [file] = directory.iterdir()
    return file


async def start_worker(*arguments: object) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, str(WORKER), *map(str, arguments), stdin=pipe, stdout=pipe
    )


async def line(worker: asyncio.subprocess.Process) -> str:
    assert worker.stdout is not None
    return (await asyncio.wait_for(worker.stdout.readline(), 20)).decode().strip()


async def test_four_processes_keep_one_rate_exactly(tmp_path: Path) -> None:
    subjects, requests, asks = 2, 500, 2000
    workers = [await start_worker(tmp_path, subjects, requests, asks) for _ in range(4)]
    assert [await line(worker) for worker in workers] == ["ready"] * 4
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(b"go\n")
    counts = [[int(number) for number in (await line(worker)).split()] for worker in workers]
    for worker in workers:
        await asyncio.wait_for(worker.communicate(), 5)
    assert [sum(column) for column in zip(*counts, strict=True)] == [requests] * subjects


async def test_two_limiters_over_one_directory_share_and_survive_a_restart(tmp_path: Path) -> None:
    clock = FakeClock()
    first, second = SharedLimiter(clock, tmp_path), SharedLimiter(clock, tmp_path)
    assert (await first.admit("a", MINUTE)).remaining == 2
    assert (await second.admit("a", MINUTE)).remaining == 1
    await first.aclose()
    third = SharedLimiter(clock, tmp_path)
    assert (await third.admit("a", MINUTE)).remaining == 0
    assert not (await second.admit("a", MINUTE)).allowed
    await second.aclose()
    await third.aclose()


async def test_the_file_is_bounded_and_the_least_recently_used_make_room(tmp_path: Path) -> None:
    clock = FakeClock()
    limiter = SharedLimiter(clock, tmp_path, max_subjects=8)
    for number in range(100):
        clock.advance(0.01)
        assert (await limiter.admit(f"s{number}", MINUTE)).allowed
    assert (await limiter.admit("s99", MINUTE)).remaining == 1, "the newest is still there"
    assert (await limiter.admit("s0", MINUTE)).remaining == 2, "the oldest was forgotten"
    await limiter.aclose()
    file = only_file(tmp_path)
    assert file.stat().st_size < 10_000
    assert file.stat().st_mode & 0o077 == 0


async def test_times_from_before_a_restart_of_the_machine_are_dropped(tmp_path: Path) -> None:
    before = SharedLimiter(FakeClock(monotonic=1e6), tmp_path, max_subjects=8)
    for number in range(8):
        for _ in range(3):
            await before.admit(f"s{number}", MINUTE)
    await before.aclose()
    after = SharedLimiter(FakeClock(monotonic=5.0), tmp_path, max_subjects=8)
    assert (await after.admit("s0", MINUTE)).remaining == 2
    assert (await after.admit("new", MINUTE)).remaining == 2
    await after.aclose()


@pytest.mark.parametrize("filler", [b"\xff", b"\x01", b"\x7f"])
async def test_a_damaged_file_is_counted_anew(tmp_path: Path, filler: bytes) -> None:
    clock = FakeClock()
    limiter = SharedLimiter(clock, tmp_path, max_subjects=8)
    await limiter.admit("a", MINUTE)
    file = only_file(tmp_path)
    file.write_bytes(filler * file.stat().st_size)
    assert (await limiter.admit("a", MINUTE)).allowed
    assert (await limiter.health()).ok
    file.write_bytes(b"")
    assert (await limiter.admit("a", MINUTE)).allowed
    await limiter.aclose()


async def test_a_file_that_cannot_be_used_admits_everybody_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    limiter = SharedLimiter(FakeClock(), blocked)
    for _ in range(10):
        admission = await limiter.admit("a", MINUTE)
        assert (admission.allowed, admission.limit) == (True, 3)
    health = await limiter.health()
    assert not health.ok
    assert "not kept" in health.detail
    await limiter.aclose()


async def test_a_file_that_fails_later_admits_until_it_is_well_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = SharedLimiter(FakeClock(), tmp_path)
    assert (await limiter.admit("a", MINUTE)).remaining == 2

    def broken(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", broken)
        assert (await limiter.admit("a", MINUTE)).allowed
        assert not (await limiter.health()).ok
    assert (await limiter.admit("a", MINUTE)).remaining == 1
    assert (await limiter.health()).ok
    await limiter.aclose()


async def test_a_worker_that_stopped_inside_the_lock_stops_nobody(tmp_path: Path) -> None:
    """Another process holds every lock of the file; counting goes on without."""
    clock = FakeClock()
    limiter = SharedLimiter(clock, tmp_path, max_subjects=8)
    file = only_file(tmp_path)
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, str(file), stdin=pipe, stdout=pipe)
    assert await line(holder) == "held"
    remaining = [(await asyncio.wait_for(limiter.admit("a", MINUTE), 5)).remaining for _ in range(3)]
    assert remaining == [2, 1, 0]
    await asyncio.wait_for(holder.communicate(b""), 5)
    await limiter.aclose()
