"""Fills a store directory without a gateway: ``python -m benchmarks.speed.fill DIRECTORY --entries N …``.

The first entries are those of the questions that the bench asks; the others are like them under keys of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cachecore_gateway.app import SystemClock
from cachecore_gateway.core.controls import NO_CONTROLS
from cachecore_gateway.core.dependencies import Dep, Snapshot, tags_of
from cachecore_gateway.core.entry import Answer, Entry, Meaning
from cachecore_gateway.core.freshness import Lifetime
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.request import Ask
from cachecore_gateway.engine import Arrival, Intake
from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.segments import TextSegmenter
from cachecore_gateway.stores.embedded import EmbeddedStores
from cachecore_gateway.stores.settings import EmbeddedSettings

from .apps import answer_to
from .world import DEPS, TENANT, numbered_body

__all__ = ["asks_of", "entries_of", "main", "vector_of"]

_FLUSHED_EVERY = 2000
_LIFETIME = Lifetime(fresh_seconds=86_400.0)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--asked", type=int, default=1000, help="entries that the bench asks for")
    parser.add_argument("--namespaces", type=int, default=1)
    parser.add_argument("--vectors", action="store_true", help="file all entries under the first question's scope")
    arguments = parser.parse_args()
    asyncio.run(_fill(arguments))


async def _fill(arguments: argparse.Namespace) -> None:
    model = OnnxEmbedder(packaged_model())
    asks = asks_of(
        Intake(TextSegmenter(model.count_tokens)), min(arguments.asked, arguments.entries), arguments.namespaces
    )
    stores = await EmbeddedStores.open(EmbeddedSettings(directory=arguments.directory), SystemClock())
    try:
        first = next(asks)
        started = await stores.ledger.snapshot(TENANT, [dep.dep_id for dep in first.deps])
        for number, (ask, entry) in enumerate(entries_of(first, asks, arguments.entries, started)):
            vector = None
            if arguments.vectors and ask.question is not None:
                meaning = Meaning(ask.question.scope, ask.question.text, model.model_id)
                entry = dataclasses.replace(entry, meaning=meaning)
                vector = vector_of(number, model.dimensions)
            await stores.entries.put(entry, vector)
            if number % _FLUSHED_EVERY == 0:
                await stores.entries.counts(TENANT + "-nobody")
        await stores.entries.counts(TENANT + "-nobody")
    finally:
        await stores.aclose()


def asks_of(intake: Intake, count: int, namespaces: int) -> Iterator[Ask]:
    """The first ``count`` numbered requests, as the engine understands them."""
    adapter = ChatCompletions()
    deps = tuple(Dep(dep.dep_id, dep.expected_hash) for dep in DEPS)
    principal = Principal(TENANT, time.time() + 86_400.0)
    for number in range(count):
        body = numbered_body(number, namespaces)
        yield intake.ask(Arrival(principal, adapter, adapter.path, "", (), body, deps, NO_CONTROLS, b""))


def entries_of(first: Ask, asks: Iterator[Ask], count: int, started: Snapshot) -> Iterator[tuple[Ask, Entry]]:
    """``count`` entries: those of ``first`` and ``asks``, then others under keys of their own."""
    answer = Answer(answer_to(b""))
    window = _LIFETIME.starting_at(time.time())
    tags = tags_of(first.deps, started)
    ask = first
    for number in range(count):
        more = first if number == 0 else next(asks, None)
        key = secrets.token_hex(32) if more is None else more.key
        ask = more or ask
        yield (
            ask,
            Entry(
                key=key,
                entry_id=secrets.token_hex(12),
                tenant_id=TENANT,
                namespace=ask.namespace,
                protocol=ask.protocol,
                model=ask.call.model,
                window=window,
                tags=tags,
                epoch=started.epoch,
                answer=answer,
            ),
        )


def vector_of(number: int, dimensions: int) -> bytes:
    """A unit vector near to no other."""
    row = np.random.default_rng(number).standard_normal(dimensions).astype(np.float32)
    return (row / np.linalg.norm(row)).tobytes()


if __name__ == "__main__":
    main()
