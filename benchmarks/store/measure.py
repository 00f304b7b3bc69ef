"""Measure the embedded store: ``python benchmarks/store/measure.py [--entries N] [--vectors N,N,…] [--scopes N]``.

Prints medians of one process on one event loop; times in microseconds unless said otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from cachecore_gateway.core.dependencies import POLICY_DEP_ID, Snapshot, Tag
from cachecore_gateway.core.entry import Answer, Entry, Meaning
from cachecore_gateway.core.flight import Landed, Landing
from cachecore_gateway.core.freshness import Lifetime
from cachecore_gateway.core.meaning import Neighbour
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings

DIMENSIONS = 384
TENANT = "acme"
BODY = bytes(4096)


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


def key_of(number: int) -> str:
    """A fingerprint."""
    return sha256(b"%d" % number).hexdigest()


def entry_of(number: int, started: Snapshot, scope: str = "", body: bytes = BODY) -> Entry:
    """A typical entry: 4 KiB, the policy dep and one more."""
    return Entry(
        key=key_of(number),
        entry_id=f"{number:032x}",
        tenant_id=TENANT,
        namespace=key_of(0),
        protocol="chat",
        model="gpt-test",
        window=Lifetime().starting_at(time.time()),
        tags=tuple(Tag(dep, "v1", started.of(dep)) for dep in (POLICY_DEP_ID, f"doc:{number % 1000}")),
        epoch=started.epoch,
        answer=Answer(body),
        meaning=Meaning(scope, f"question {number}", "model") if scope else None,
    )


async def timed(title: str, count: int, work: Callable[[int], Awaitable[object]], unit: float = 1e6) -> None:
    """Print median and 95th percentile of ``work``."""
    times = []
    for number in range(count):
        began = time.perf_counter()
        await work(number)
        times.append((time.perf_counter() - began) * unit)
    times.sort()
    print(f"{title:58s} p50 {statistics.median(times):9.2f}   p95 {times[int(count * 0.95)]:9.2f}", flush=True)


def rss_bytes() -> int:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def size_of(directory: Path) -> int:
    """Bytes of the database files."""
    return sum(path.stat().st_size for path in directory.rglob("*.db*"))


def vectors(count: int, seed: int) -> np.ndarray:
    """Unit rows around 1,000 topics, as questions are."""
    chance = np.random.default_rng(seed)
    topics = np.random.default_rng(0).standard_normal((1000, DIMENSIONS)).astype(np.float32)
    rows = topics[chance.integers(0, 1000, count)] + 0.7 * chance.standard_normal((count, DIMENSIONS)).astype(
        np.float32
    )
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype("<f4")


async def measure_entries(directory: Path, count: int) -> None:
    """Look, put, invalidate, open."""
    settings = EmbeddedSettings(directory=directory, hot_bytes=64 * 1024 * 1024)
    stores = await EmbeddedStores.open(settings, SystemClock())
    deps = (POLICY_DEP_ID, "doc:1")
    started = await stores.ledger.snapshot(TENANT, deps)
    entries = [entry_of(number, started) for number in range(min(count, 2000))]
    await timed("put 4 KiB (caller's part)", len(entries), lambda n: stores.entries.put(entries[n], None))
    began = time.perf_counter()
    for number in range(len(entries), count):
        await stores.entries.put(entry_of(number, started), None)
        if number % 2000 == 0:
            await stores.entries.counts()
    await stores.entries.counts()
    print(f"put rate through to the disk{'':30s} {(count - len(entries)) / (time.perf_counter() - began):9.0f} /s")
    hot = [key_of(count - 1)]
    await timed("look, hot entry, 2 deps", 20_000, lambda n: stores.entries.look(hot, TENANT, deps))
    chance = np.random.default_rng(1)
    cold = [[key_of(int(n))] for n in chance.integers(0, count // 2, 5000)]
    await timed(f"look, cold entry of {count:,}", len(cold), lambda n: stores.entries.look(cold[n], TENANT, deps))
    absent = [[key_of(-1 - n)] for n in range(5000)]
    await timed("look, absent", len(absent), lambda n: stores.entries.look(absent[n], TENANT, deps))
    await timed("snapshot of 2 deps", 20_000, lambda n: stores.ledger.snapshot(TENANT, deps))
    await timed(
        "invalidate a dep of 100 entries, ms",
        20,
        lambda n: stores.ledger.invalidate(TENANT, [(f"doc:{n + 500}", "h")]),
        1e3,
    )
    await timed("claim and land", 2000, lambda n: _fly(stores, n))
    await stores.aclose()
    size = size_of(directory)
    print(f"bytes on disk per entry beyond its 4,096{'':18s} {size / count - 4096:9.0f}")
    began = time.perf_counter()
    stores = await EmbeddedStores.open(settings, SystemClock())
    await stores.entries.look(hot, TENANT, deps)
    print(f"open and first look with {count:,} entries, ms{'':10s} {(time.perf_counter() - began) * 1e3:9.1f}")
    began = time.perf_counter()
    (outcome,) = await stores.ledger.invalidate(TENANT, [(POLICY_DEP_ID, "h")])
    print(f"invalidate all {outcome.keys_deleted:,} entries, ms{'':22s} {(time.perf_counter() - began) * 1e3:9.1f}")
    await stores.aclose()


async def _fly(stores: EmbeddedStores, number: int) -> None:
    claim = await stores.flights.claim(key_of(number))
    if claim.leads:
        await claim.land(Landed(Landing.WHOLE))


async def measure_index(directory: Path, count: int, scope_count: int) -> None:
    """Search over ``count`` vectors spread over ``scope_count`` scopes."""
    settings = EmbeddedSettings(directory=directory, hot_bytes=0, index_bytes=4 * 1024**3, max_entry_count=10**7)
    stores = await EmbeddedStores.open(settings, SystemClock())
    started = await stores.ledger.snapshot(TENANT, ())
    rows = vectors(count, 1)
    began = time.perf_counter()
    for number in range(count):
        entry = entry_of(number, started, f"scope-{number % scope_count}", b"{}")
        await stores.entries.put(entry, rows[number].tobytes())
        if number % 2000 == 0:
            await stores.entries.counts()
    await stores.entries.counts()
    print(f"--- {count:,} vectors in {scope_count:,} scopes; put rate {count / (time.perf_counter() - began):.0f} /s")
    await stores.aclose()
    size = size_of(directory)
    print(f"bytes on disk per entry with vector{'':23s} {size / count:9.0f}")
    stores = await EmbeddedStores.open(settings, SystemClock())
    before = rss_bytes()
    chosen = np.random.default_rng(3).integers(0, count, 300)
    noisy = rows[chosen] + 0.012 * np.random.default_rng(4).standard_normal((300, DIMENSIONS)).astype(np.float32)
    noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
    began = time.perf_counter()
    await _search(stores, noisy[0], int(chosen[0]) % scope_count)
    print(f"first search of a scope, ms{'':31s} {(time.perf_counter() - began) * 1e3:9.1f}")
    await stores.index.settled()
    await timed("search", 300, lambda n: _search(stores, noisy[n], int(chosen[n]) % scope_count))
    await timed("search again", 300, lambda n: _search(stores, noisy[n], int(chosen[n]) % scope_count))
    found = [await _search(stores, noisy[n], int(chosen[n]) % scope_count) for n in range(300)]
    hits = sum(key_of(int(chosen[n])) in {pair.key for pair in found[n]} for n in range(300))
    print(f"near neighbours found (cosine about 0.97){'':17s} {hits / 300:9.3f}")
    in_memory = stores.index.vector_count
    print(f"resident bytes per vector in memory{'':23s} {(rss_bytes() - before) / max(1, in_memory):9.0f}", in_memory)
    await stores.aclose()


async def _search(stores: EmbeddedStores, query: np.ndarray, scope: int) -> Sequence[Neighbour]:
    return await stores.index.search(f"scope-{scope}", "model", query.astype("<f4").tobytes(), 6, 0.86)


def main() -> None:
    """Read arguments, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--vectors", default="1000,10000,100000")
    parser.add_argument("--scopes", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.entries:
        with tempfile.TemporaryDirectory() as directory:
            asyncio.run(measure_entries(Path(directory), chosen.entries))
    for count in filter(None, chosen.vectors.split(",")):
        with tempfile.TemporaryDirectory() as directory:
            asyncio.run(measure_index(Path(directory), int(count), chosen.scopes))


if __name__ == "__main__":
    main()
