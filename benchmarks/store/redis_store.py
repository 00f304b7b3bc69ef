"""Look and search at store level through Redis or Valkey, beside the embedded store, over the same entries.

    .venv/bin/python benchmarks/store/redis_store.py --url redis://127.0.0.1:6379/0 --entries 100000

Times are those of one caller at a time; "16 callers" is throughput with 16 looks in flight. Entries hold a 1 KiB body
and a vector of 384 numbers, 100 entries a scope; then half as many more are put into a single scope.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import numpy as np

from cachecore_gateway.core.dependencies import Snapshot, Tag
from cachecore_gateway.core.entry import Answer, Entry, Meaning
from cachecore_gateway.core.freshness import Window
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.settings import EmbeddedSettings, RedisSettings

DIMENSIONS = 384
BODY = b'{"choices": [{"message": {"content": "' + b"x" * 980 + b'"}}]}'
DEPS = ("cc:policy-version", "doc:1")


class RealClock:
    """Real time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


def entry_of(number: int, scope: str, started: Snapshot) -> Entry:
    now = time.time()
    return Entry(
        key=sha256(f"{scope} {number}".encode()).hexdigest(),
        entry_id=f"{scope}-{number}",
        tenant_id="acme",
        namespace="n" * 64,
        protocol="chat",
        model="gpt-test",
        window=Window(now, now + 3000, now + 3600, now + 3600),
        tags=tuple(Tag(dep, "v1", started.of(dep)) for dep in DEPS),
        epoch=started.epoch,
        answer=Answer(BODY),
        meaning=Meaning(scope, f"question {number}", "model"),
    )


async def fill(stores: Stores, vectors: np.ndarray, scope_of: Callable[[int], str]) -> float:
    """Microseconds per put, 16 in flight."""
    started = await stores.ledger.snapshot("acme", DEPS)
    numbers = iter(range(len(vectors)))

    async def put_some() -> None:
        for number in numbers:
            await stores.entries.put(entry_of(number, scope_of(number), started), vectors[number].tobytes())
            if number % 500 == 0:
                await stores.entries.counts("acme")  # lets the embedded store's writer keep up

    began = time.perf_counter()
    await asyncio.gather(*(put_some() for _ in range(16)))
    await stores.entries.counts("acme")
    return (time.perf_counter() - began) / len(vectors) * 1e6


async def median(count: int, work: Callable[[int], Awaitable[object]]) -> str:
    times = []
    for number in range(count):
        began = time.perf_counter()
        await work(number)
        times.append((time.perf_counter() - began) * 1e6)
    times.sort()
    return f"p50 {statistics.median(times):7.0f} us   p99 {times[int(count * 0.99)]:7.0f} us"


async def measure(name: str, stores: Stores, other: Stores, count: int) -> None:
    vectors = np.random.default_rng(1).standard_normal((count, DIMENSIONS)).astype("<f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    small = lambda number: f"s{number // 100}"  # noqa: E731
    print(f"{name}: put                  {await fill(stores, vectors, small):9.0f} us an entry")
    keys = [sha256(f"{small(n)} {n}".encode()).hexdigest() for n in range(count)]

    async def look(stores: Stores, key: str) -> None:
        assert (await stores.entries.look((key,), "acme", DEPS)).entries[0] is not None

    async def search(scope: str, number: int) -> None:
        found = await stores.index.search(scope, "model", vectors[number].tobytes(), 6, 0.5)
        assert found

    print(f"{name}: look, hot            {await median(2000, lambda _: look(stores, keys[-1]))}")
    print(f"{name}: look, cold           {await median(2000, lambda n: look(other, keys[n * 7 % count]))}")
    began = time.perf_counter()
    for _ in range(500):
        await asyncio.gather(*(look(stores, keys[-1]) for _ in range(16)))
    print(f"{name}: look, 16 callers     {8000 / (time.perf_counter() - began):9.0f} a second")
    await search("s0", 0)
    print(f"{name}: search, scope of 100 {await median(1000, lambda n: search(small(n * 90 % count), n * 90 % count))}")
    await fill(stores, vectors[: count // 2], lambda _: "one")
    while not await stores.index.search("one", "model", vectors[0].tobytes(), 6, 0.5):  # noqa: ASYNC110
        await asyncio.sleep(0.1)  # the embedded store builds an inverted file for a scope of this size
    print(f"{name}: search, scope {count // 2:6} {await median(300, lambda n: search('one', n))}")
    began = time.perf_counter()
    (gone,) = await stores.ledger.invalidate("acme", [("doc:1", "h")])
    print(f"{name}: invalidate           {(time.perf_counter() - began) * 1e3:9.0f} ms for {gone.keys_deleted} records")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--skip-embedded", action="store_true")
    parser.add_argument("--skip-redis", action="store_true")
    parser.add_argument("--algorithm", choices=["auto", "flat", "hnsw"], default="auto")
    options = parser.parse_args()
    settings = RedisSettings(
        key_prefix="bench",
        call_timeout_seconds=2.0,
        search_timeout_seconds=2.0,
        index_algorithm=options.algorithm,
    )
    clock = RealClock()
    if not options.skip_redis:
        one = await RedisStores.open(options.url, settings, clock)
        two = await RedisStores.open(options.url, settings, clock)
        await measure("redis   ", one, two, options.entries)
        await one.aclose()
        await two.aclose()
    if options.skip_embedded:
        return
    with tempfile.TemporaryDirectory() as place:
        first = await EmbeddedStores.open(EmbeddedSettings(directory=Path(place)), clock)
        second = await EmbeddedStores.open(EmbeddedSettings(directory=Path(place)), clock)
        await measure("embedded", first, second, options.entries)
        await first.aclose()
        await second.aclose()


if __name__ == "__main__":
    asyncio.run(main())
