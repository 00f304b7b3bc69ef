"""Cost of counting one answered request, in microseconds: the median of several runs. The limit is 2 µs."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.ports import Answered
from cachecore_gateway.telemetry import Price, Telemetry, TelemetrySettings

EVENTS = 100_000
RUNS = 7
TURN = 50  # events in one turn of the event loop
_SAVED = Usage(100, 200)


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


KINDS = {
    "L1 hit that saved tokens": Answered(
        Tier.HIT_L1, None, "chat_completions", "m", "t", 200, 0.0004, similarity=1.0, saved=_SAVED
    ),
    "miss": Answered(Tier.MISS, Reason.ABSENT, "chat_completions", "m", "t", 200, 0.8),
}


async def microseconds(telemetry: Telemetry, event: Answered) -> float:
    """Per event, of one run, with the flushes and one exposition."""
    answered = telemetry.observer.answered
    began = time.perf_counter()
    for _ in range(EVENTS // TURN):
        for _ in range(TURN):
            answered(event)
        await asyncio.sleep(0)
    telemetry.metrics()
    return (time.perf_counter() - began) / EVENTS * 1e6


async def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        for where in (None, Path(directory)):
            settings = TelemetrySettings(counters_directory=where, prices={"m": Price(1.0, 2.0)})
            telemetry = Telemetry(settings, SystemClock())
            for name, event in KINDS.items():
                runs = [await microseconds(telemetry, event) for _ in range(RUNS)]
                print(f"{name:26} {'memory' if where is None else 'files':6} {statistics.median(runs):5.2f} µs")
            telemetry.close()


if __name__ == "__main__":
    asyncio.run(main())
