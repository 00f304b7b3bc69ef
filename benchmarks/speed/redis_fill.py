"""Fills a Redis or Valkey server, as ``fill`` a directory: ``python -m benchmarks.speed.redis_fill URL ENTRIES``."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from collections.abc import Iterator

from cachecore_gateway.app import SystemClock
from cachecore_gateway.core.entry import Entry, Meaning
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import Intake
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.segments import TextSegmenter
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.stores.settings import RedisSettings

from .fill import asks_of, entries_of, vector_of
from .world import TENANT

__all__ = ["main"]

_ASKED = 1000
_WRITERS = 16
_PATIENT = RedisSettings(call_timeout_seconds=5.0, search_timeout_seconds=5.0)


def main() -> None:
    """Command line."""
    asyncio.run(_fill(sys.argv[1], int(sys.argv[2])))


async def _fill(url: str, count: int) -> None:
    model = OnnxEmbedder(packaged_model())
    asks = asks_of(Intake(TextSegmenter(model.count_tokens)), _ASKED, 1)
    stores = await RedisStores.open(url, _PATIENT, SystemClock())
    try:
        first = next(asks)
        started = await stores.ledger.snapshot(TENANT, [dep.dep_id for dep in first.deps])
        numbered = enumerate(entries_of(first, asks, count, started))
        await asyncio.gather(*(_put(stores, model, numbered) for _ in range(_WRITERS)))
    finally:
        await stores.aclose()


async def _put(stores: RedisStores, model: OnnxEmbedder, numbered: Iterator[tuple[int, tuple[Ask, Entry]]]) -> None:
    for number, (ask, entry) in numbered:
        if ask.question is None:
            raise RuntimeError("the bench's questions cannot be compared by meaning")
        meaning = Meaning(ask.question.scope, ask.question.text, model.model_id)
        await stores.entries.put(dataclasses.replace(entry, meaning=meaning), vector_of(number, model.dimensions))


if __name__ == "__main__":
    main()
