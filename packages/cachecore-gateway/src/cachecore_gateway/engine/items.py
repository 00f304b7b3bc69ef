"""A batch: one request that holds several independent items, each of which can have its own entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cachecore_gateway.core.canonical import JsonObject, JsonValue, canonical_bytes
from cachecore_gateway.core.ports import BatchAdapter
from cachecore_gateway.core.request import Ask

__all__ = ["Batch", "Item"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the request that would ask for it alone."""

    ask: Ask
    body: JsonObject

    @property
    def key(self) -> str:
        """Fingerprint of the item's entry."""
        return self.ask.key


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that travel together, at least one; ``ask`` is the request that holds exactly these, in this order."""

    ask: Ask
    adapter: BatchAdapter
    items: tuple[Item, ...]

    @property
    def distinct(self) -> tuple[Item, ...]:
        """Each item once, in the order of their first places."""
        return tuple({item.key: item for item in self.items}.values())

    def part(self, items: Sequence[Item]) -> Batch:
        """A batch of some of the items. Equal lists of items share one upstream call, whoever asks for them."""
        if len(items) == len(self.items):
            return self
        keys: JsonValue = ["cachecore-batch-1", *[item.key for item in items]]
        ask = self.ask._replace(
            key=sha256(canonical_bytes(keys)).hexdigest(),
            raw_body=canonical_bytes(self.adapter.batch([item.body for item in items])),
        )
        return Batch(ask, self.adapter, tuple(items))

    def divide(self, answer: bytes) -> dict[str, bytes] | None:
        """The answer to ``ask`` as the answers of its items, by key; ``None`` where it does not hold one for each."""
        answers = self.adapter.divide(answer, [item.body for item in self.items])
        if answers is None:
            return None
        return {item.key: each for item, each in zip(self.items, answers, strict=True)}

    def merge(self, answers: dict[str, bytes]) -> bytes | None:
        """The answer to ``ask`` from those of its items; ``None`` where they do not belong together."""
        return self.adapter.merge([answers[item.key] for item in self.items])
