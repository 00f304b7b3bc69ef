"""Another process that shares a store with a test: ``python -m stores.worker_process DIRECTORY ROLE ARGUMENT…``.

It says on standard output what it has done, a line each, and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import mmap
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from cachecore_gateway.core.flight import Chunk, Head, Landed, Landing
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings

from .records_of import TENANT, entry_of, key_of, vector_of


class SystemClock:
    """Real time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


async def invalidate(stores: Stores, count: str, acknowledged: str) -> None:
    """Invalidate dep ``d`` that often; after each, write its generation into the mapped file ``acknowledged``."""
    with open(acknowledged, "r+b") as file, mmap.mmap(file.fileno(), 8) as page:  # noqa: ASYNC230
        words = memoryview(page).cast("Q")
        for _ in range(int(count)):
            await stores.ledger.invalidate(TENANT, [("d", "h")])
            words[0] = (await stores.ledger.snapshot(TENANT, ["d"])).of("d")
        words.release()
    say("done")


async def write(stores: Stores) -> None:
    """Put and invalidate as fast as it goes; says each acknowledged generation."""
    number = 0
    while True:
        number += 1
        started = await stores.ledger.snapshot(TENANT, ["d"])
        for part in range(20):
            entry = entry_of(
                (number, part), started, "d", "e", scope="s", body=b"%d" % number * 500, created_at=time.time()
            )
            await stores.entries.put(entry, vector_of(1, number, part))
        if number % 5 == 0:
            await stores.ledger.invalidate(TENANT, [("d", "h")])
            say(str((await stores.ledger.snapshot(TENANT, ["d"])).of("d")))


async def lead(stores: Stores, key: str) -> None:
    """Lead a flight that never lands."""
    lease = await stores.flights.claim(key)
    if lease.leads:
        await lease.publish(Head(200, (), True))
        await lease.publish(Chunk(b"first"))
        say("leading")
        await asyncio.Event().wait()


async def ask(stores: Stores, key_count: str, ask_count: str) -> None:
    """Ask for each key that often at once; says the keys that were fetched."""
    keys = [key_of(number) for number in range(int(key_count))]
    await asyncio.gather(*(_one_ask(stores, key) for _ in range(int(ask_count)) for key in keys))
    say("done")


async def _one_ask(stores: Stores, key: str) -> None:
    looked = await stores.entries.look([key], TENANT, ())
    if looked.entries[0] is not None:
        return
    claim = await stores.flights.claim(key)
    if not claim.leads:
        frames = [frame async for frame in claim.frames()]
        if not (isinstance(frames[-1], Landed) and frames[-1].landing is Landing.WHOLE):
            say(f"lost {key}")
        return
    looked = await stores.entries.look([key], TENANT, ())
    if looked.entries[0] is None:
        say(f"fetched {key}")
        await asyncio.sleep(0.02)
        number = next(number for number in range(10_000) if key_of(number) == key)
        await stores.entries.put(entry_of(number, looked.snapshot, created_at=time.time()), None)
    await claim.land(Landed(Landing.WHOLE))


def say(line: str) -> None:
    """One line to the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


ROLES: Mapping[str, Callable[..., Awaitable[None]]] = {
    "invalidate": invalidate,
    "write": write,
    "lead": lead,
    "ask": ask,
}


async def main(directory: str, role: str, *arguments: str) -> None:
    """Open the store, wait for a line from the test, play the role."""
    stores = await EmbeddedStores.open(EmbeddedSettings(directory=Path(directory)), SystemClock())
    try:
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        await ROLES[role](stores, *arguments)
        await asyncio.to_thread(sys.stdin.readline)
    finally:
        await stores.aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
