"""``Stores`` in plain dictionaries, for unit tests of what sits on top of a store: one process, nothing durable."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from ..core.canonical import JsonObject
from ..core.dependencies import Snapshot
from ..core.entry import Entry
from ..core.errors import StoreUnavailable
from ..core.flight import Frame, Landed
from ..core.meaning import Memory, Neighbour
from ..core.ports import Health, Invalidation, Lease, Looked, RemoteFlight, StoredCounts, Vector

__all__ = ["MemoryStores"]


class MemoryStores:
    """All ports of ``Stores``. ``broken = True`` makes every call raise ``StoreUnavailable``."""

    def __init__(self) -> None:
        self.broken = False
        self.rows: dict[str, Entry] = {}
        self.vectors: dict[str, Vector] = {}
        self.generations: dict[tuple[str, str], int] = {}
        self.known: dict[tuple[str, str, str], Memory] = {}
        self.values: dict[str, JsonObject] = {}
        self.entries = _Entries(self)
        self.index = _Index(self)
        self.ledger = _Ledger(self)
        self.flights = _Flights(self)
        self.pairs = _Pairs(self)
        self.cells = _Cells(self)

    def check(self) -> None:
        """Raise if the store plays dead."""
        if self.broken:
            raise StoreUnavailable("the memory store was told to be broken")

    async def health(self) -> Sequence[Health]:
        return [Health("store", not self.broken)]

    async def aclose(self) -> None:
        """Nothing to let go of."""


class _Entries:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def look(self, keys: Sequence[str], tenant_id: str, dep_ids: Iterable[str]) -> Looked:
        self._stores.check()
        found = [self._stores.rows.get(key) for key in keys]
        wanted = {*dep_ids, *(tag.dep_id for entry in found if entry is not None for tag in entry.tags)}
        return Looked(found, await self._stores.ledger.snapshot(tenant_id, wanted))

    def at_hand(self, key: str, tenant_id: str, dep_ids: tuple[str, ...]) -> Looked | None:
        return None

    async def put(self, entry: Entry, vector: Vector | None) -> None:
        self._stores.check()
        self._stores.rows[entry.key] = entry
        self._stores.vectors.pop(entry.key, None)
        if vector is not None and entry.meaning is not None:
            self._stores.vectors[entry.key] = vector

    async def find(self, tenant_id: str, entry_id: str) -> Entry | None:
        rows = self._stores.rows.values()
        return next((row for row in rows if row.entry_id == entry_id and row.tenant_id == tenant_id), None)

    async def delete(self, key: str) -> bool:
        self._stores.vectors.pop(key, None)
        return self._stores.rows.pop(key, None) is not None

    async def counts(self, tenant_id: str | None = None) -> StoredCounts:
        rows = [row for row in self._stores.rows.values() if tenant_id in (None, row.tenant_id)]
        vectors = sum(row.key in self._stores.vectors for row in rows)
        return StoredCounts(
            len(rows), vectors, sum(len(row.answer.body) for row in rows), len(self._stores.generations)
        )


class _Index:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        self._stores.check()
        found = [
            Neighbour(key, _cosine(vector, other))
            for key, other in self._stores.vectors.items()
            if (meaning := self._stores.rows[key].meaning) is not None
            and (meaning.scope, meaning.model_id) == (scope, model_id)
        ]
        near = [neighbour for neighbour in found if neighbour.similarity >= floor]
        return sorted(near, key=lambda neighbour: -neighbour.similarity)[:limit]


class _Ledger:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        self._stores.check()
        generations = self._stores.generations
        return Snapshot("memory", {dep_id: generations.get((tenant_id, dep_id), 0) for dep_id in dep_ids})

    async def invalidate(self, tenant_id: str, deps: Sequence[tuple[str, str]]) -> Sequence[Invalidation]:
        self._stores.check()
        return [await self._one(tenant_id, dep_id, new_hash) for dep_id, new_hash in deps]

    async def _one(self, tenant_id: str, dep_id: str, new_hash: str) -> Invalidation:
        handle = (tenant_id, dep_id)
        self._stores.generations[handle] = self._stores.generations.get(handle, 0) + 1
        keys = [row.key for row in self._carrying(tenant_id, dep_id)]
        deleted = sum(1 + (key in self._stores.vectors) for key in keys)
        for key in keys:
            await self._stores.entries.delete(key)
        return Invalidation(dep_id, new_hash, deleted)

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        known = {tag.dep_id for row in self._stores.rows.values() if row.tenant_id == tenant_id for tag in row.tags}
        matches = sorted(dep_id for dep_id in known if dep_id.startswith(prefix))[:limit]
        return [(dep_id, len(self._carrying(tenant_id, dep_id))) for dep_id in matches]

    def _carrying(self, tenant_id: str, dep_id: str) -> list[Entry]:
        rows = [row for row in self._stores.rows.values() if row.tenant_id == tenant_id]
        return [row for row in rows if any(tag.dep_id == dep_id for tag in row.tags)]


class _Lease:
    leads: Literal[True] = True

    async def publish(self, frame: Frame) -> None:
        """One process: nobody else listens."""

    async def land(self, landed: Landed) -> None:
        """One process: nobody else waits."""


class _Flights:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def claim(self, key: str) -> Lease | RemoteFlight:
        self._stores.check()
        return _Lease()


class _Pairs:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def recall(self, scope: str, question: str, others: Sequence[str]) -> Sequence[Memory]:
        known = self._stores.known
        return [known.get(_pair(scope, question, other), Memory.UNKNOWN) for other in others]

    async def remember(self, tenant_id: str, scope: str, question: str, other: str, memory: Memory) -> None:
        pair = _pair(scope, question, other)
        if self._stores.known.get(pair) is not Memory.DIFFERENT:
            self._stores.known[pair] = memory


class _Cells:
    def __init__(self, stores: MemoryStores) -> None:
        self._stores = stores

    async def read(self, name: str) -> JsonObject | None:
        return self._stores.values.get(name)

    async def add(self, name: str, amounts: Mapping[str, float]) -> None:
        value = self._stores.values.setdefault(name, {})
        for field, amount in amounts.items():
            before = value.get(field, 0)
            value[field] = (before if isinstance(before, (int, float)) else 0) + amount

    async def write(self, name: str, value: JsonObject) -> None:
        self._stores.values[name] = value

    async def change(self, name: str, step: Callable[[JsonObject | None], JsonObject]) -> JsonObject:
        self._stores.check()
        value = self._stores.values[name] = step(self._stores.values.get(name))
        return value


def _cosine(one: Vector, two: Vector) -> float:
    a, b = (struct.unpack(f"<{len(vector) // 4}f", vector) for vector in (one, two))
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


def _pair(scope: str, question: str, other: str) -> tuple[str, str, str]:
    return (scope, min(question, other), max(question, other))
