"""A gateway of its own that leads one flight until it is killed: ``python leader_process.py URL KEY``."""

from __future__ import annotations

import asyncio
import sys
import time

from cachecore_gateway.core.flight import Chunk, Head
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.settings import RedisSettings


class RealClock:
    """Real time."""

    def now(self) -> float:
        """Wall-clock seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


async def main(url: str, key: str) -> None:
    """Lead, say so, and never land."""
    settings = RedisSettings(key_prefix="t", call_timeout_seconds=1.0)
    stores = await RedisStores.open(url, settings, RealClock())
    claim = await stores.flights.claim(key)
    assert claim.leads
    await claim.publish(Head(200, (), True))
    print("leads", flush=True)
    for number in range(10_000):
        await asyncio.sleep(0.05)
        await claim.publish(Chunk(b"%d" % number))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
