"""What is kept: entries, index, generations, flights, pair memory, cells."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from ..canonical import JsonObject
from ..dependencies import Snapshot
from ..entry import Entry
from ..flight import Frame, Landed
from ..meaning import Memory, Neighbour
from .world import Health, Vector

__all__ = [
    "Cell",
    "DependencyLedger",
    "EntryStore",
    "FlightBoard",
    "Invalidation",
    "Lease",
    "Looked",
    "PairMemory",
    "RemoteFlight",
    "StoredCounts",
    "Stores",
    "VectorIndex",
]


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """Size of what is stored: counts, and bytes of bodies and vectors."""

    entry_count: int
    vector_count: int
    body_bytes: int
    dep_count: int


class Looked(NamedTuple):
    """Entries in the order of the keys asked for, and the generations that hold now."""

    entries: Sequence[Entry | None]
    snapshot: Snapshot


class EntryStore(Protocol):
    """Entries by fingerprint. Bounded: it evicts by itself and drops what is dead. A lost entry is a miss, no worse.

    A ``put`` is visible to ``look`` and ``search`` of the same process when it returns, to other processes soon after.
    A torn, corrupt or undecodable record reads as ``None``.
    """

    async def look(self, keys: Sequence[str], tenant_id: str, dep_ids: Iterable[str]) -> Looked:
        """The newest entry under each key, and the generations to judge them by, in one step.

        Entries may be dead or invalidated (the core judges that) but are never of another key. The snapshot is read at
        or after the entries and holds the generations of ``dep_ids`` and of every dep of every entry found.
        """

    def at_hand(self, key: str, tenant_id: str, dep_ids: tuple[str, ...]) -> Looked | None:
        """What ``look`` would tell of one key, where memory known to be current tells it; ``None``: ``look``."""

    async def put(self, entry: Entry, vector: Vector | None) -> None:
        """Store ``entry``, replacing what is under its key; index it under ``entry.meaning`` when a vector is given."""

    async def find(self, tenant_id: str, entry_id: str) -> Entry | None:
        """The entry with this opaque id if it belongs to the tenant and is still stored."""

    async def delete(self, key: str) -> bool:
        """Drop the entry from the exact tier and the index in every process; False if there was none."""

    async def counts(self, tenant_id: str | None = None) -> StoredCounts:
        """Size of what is stored, of one tenant or of all."""


class VectorIndex(Protocol):
    """Nearest entries by cosine within one scope and one embedding model."""

    async def search(self, scope: str, model_id: str, vector: Vector, limit: int, floor: float) -> Sequence[Neighbour]:
        """At most ``limit`` neighbours with cosine >= ``floor``, nearest first. May name entries already gone."""


@dataclass(frozen=True, slots=True)
class Invalidation:
    """Outcome of one invalidation: the number of L1 and L2 records that it made worthless, and the new hash."""

    dep_id: str
    new_hash: str
    keys_deleted: int


class DependencyLedger(Protocol):
    """Generations per (tenant, dep id).

    ``snapshot`` is linear with ``invalidate`` over all processes that share the store: once an ``invalidate`` has
    returned, every later ``snapshot`` anywhere shows its generation.
    """

    async def snapshot(self, tenant_id: str, dep_ids: Iterable[str]) -> Snapshot:
        """Current generations of ``dep_ids``."""

    async def invalidate(self, tenant_id: str, deps: Sequence[tuple[str, str]]) -> Sequence[Invalidation]:
        """Raise the generation of each ``(dep_id, new_hash)`` and drop the entries that carry it.

        Durable on disk (or replicated) before it returns. All or nothing.

        Raises:
            StoreUnavailable: it could not be made durable; nothing was acknowledged.
        """

    async def matching(self, tenant_id: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Dep ids known to start with ``prefix`` and how many entries carry each, sorted by id; at most ``limit``."""


class PairMemory(Protocol):
    """What was learnt about pairs of questions: confirmed same or different. Survives restarts; bounded."""

    async def recall(self, scope: str, question: str, others: Sequence[str]) -> Sequence[Memory]:
        """What is known of (question, other) for each of ``others``, whichever way round it was learnt."""

    async def remember(self, tenant_id: str, scope: str, question: str, other: str, memory: Memory) -> None:
        """Learn about a pair; ``DIFFERENT`` once learnt outweighs a later ``SAME``."""


class Lease(Protocol):
    """The right to be the one caller for a key among all processes, until ``land``."""

    leads: Literal[True]

    async def publish(self, frame: Frame) -> None:
        """Pass a frame to followers in other processes; cheap when there are none."""

    async def land(self, landed: Landed) -> None:
        """End the flight and give the lease back. Safe to call twice; never raises for store trouble."""


class RemoteFlight(Protocol):
    """A flight led by another process."""

    leads: Literal[False]

    def frames(self) -> AsyncIterator[Frame]:
        """Frames from the first on, as they come, ending with ``Landed`` (``LOST`` when the leader is gone)."""


class FlightBoard(Protocol):
    """Who leads which call, among all processes that share the store."""

    async def claim(self, key: str) -> Lease | RemoteFlight:
        """Become leader of ``key`` or follow the one that leads it. Never waits for the flight itself."""


class Cell(Protocol):
    """Small durable JSON values by name (calibration counts, shadow state, budgets), shared by all processes."""

    async def read(self, name: str) -> JsonObject | None:
        """The value, ``None`` if never written."""

    async def add(self, name: str, amounts: Mapping[str, float]) -> None:
        """Add to numeric fields atomically, creating what is missing."""

    async def write(self, name: str, value: JsonObject) -> None:
        """Replace the value."""

    async def change(self, name: str, step: Callable[[JsonObject | None], JsonObject]) -> JsonObject:
        """Replace the value by ``step(value)`` as one atomic step among all processes; what was written.

        ``step`` gets ``None`` for a cell never written, must not change its argument, may run more than once and in
        another thread.
        """


class Stores(Protocol):
    """One backend's parts, opened together and closed together."""

    @property
    def entries(self) -> EntryStore:
        """Entries by fingerprint."""

    @property
    def index(self) -> VectorIndex:
        """Entries by meaning."""

    @property
    def ledger(self) -> DependencyLedger:
        """Generations."""

    @property
    def flights(self) -> FlightBoard:
        """Shared upstream calls."""

    @property
    def pairs(self) -> PairMemory:
        """Confirmed and refuted pairs."""

    @property
    def cells(self) -> Cell:
        """Small values."""

    async def health(self) -> Sequence[Health]:
        """State of each part; never raises."""

    async def aclose(self) -> None:
        """Write what waits and let go of everything."""
