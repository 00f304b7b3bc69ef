"""A worker of its own process: waits for a line, then asks as often as told and prints how often it was let in."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.limits import SharedLimiter


class RealClock:
    """The machine's clocks."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


async def count(directory: str, subjects: int, requests: int, asks: int) -> list[int]:
    limiter = SharedLimiter(RealClock(), Path(directory))
    print("ready", flush=True)
    sys.stdin.readline()
    admitted = [0] * subjects
    for number in range(asks):
        subject = number % subjects
        admission = await limiter.admit(f"tenant:{subject}", Rate(requests, 600.0))
        admitted[subject] += admission.allowed
    await limiter.aclose()
    return admitted


if __name__ == "__main__":
    print(*asyncio.run(count(sys.argv[1], *map(int, sys.argv[2:]))))
