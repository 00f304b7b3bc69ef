"""Ports: what the core and the engine need from the world. Backends implement them, ``app`` chooses.

Rules for every implementation: it raises ``StoreUnavailable`` or ``UpstreamError`` (or a leaf) and nothing else for
outside trouble; it never logs prompts, answers or tokens; it may be called from many tasks of one event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from .canonical import JsonObject
from .controls import Preset
from .dependencies import Snapshot
from .entry import Entry, Usage
from .flight import Frame, Landed
from .identity import Principal, Rate
from .lookup import Reason, Tier
from .meaning import Judgement, Memory, Neighbour, OperatingPoint, PairView
from .request import Call

__all__ = [
    "Admission",
    "Answered",
    "Authenticator",
    "Cell",
    "Clock",
    "DependencyLedger",
    "Embedder",
    "EntryStore",
    "FlightBoard",
    "Health",
    "Invalidation",
    "JoinedStream",
    "Judged",
    "Lease",
    "Looked",
    "Observer",
    "PairJudge",
    "PairMemory",
    "ProtocolAdapter",
    "RateLimiter",
    "RemoteFlight",
    "Segmenter",
    "Segments",
    "StoredCounts",
    "StreamJoiner",
    "Upstream",
    "UpstreamCalled",
    "UpstreamReply",
    "UpstreamRequest",
    "Vector",
    "VectorIndex",
]

Vector: TypeAlias = bytes
"""A unit row, little-endian float32: ``4 * dimensions`` bytes. The core carries vectors, it never looks into them."""


class Clock(Protocol):
    """Time, so that tests can own it."""

    def now(self) -> float:
        """Wall-clock seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""


@dataclass(frozen=True, slots=True)
class Health:
    """State of one part for ``/ready`` and ``doctor``: ``ok`` False says why and what to do in ``detail``."""

    part: str
    ok: bool
    detail: str = ""


# -- stores -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """Size of what is stored: counts, and bytes of bodies and vectors."""

    entry_count: int
    vector_count: int
    body_bytes: int
    dep_count: int


@dataclass(frozen=True, slots=True)
class Looked:
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

    async def publish(self, frame: Frame) -> None:
        """Pass a frame to followers in other processes; cheap when there are none."""

    async def land(self, landed: Landed) -> None:
        """End the flight and give the lease back. Safe to call twice; never raises for store trouble."""


class RemoteFlight(Protocol):
    """A flight led by another process."""

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


# -- meaning ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segments:
    """A user turn taken apart: hashes of blocks that must match exactly, and the short text that may be reworded.

    ``question`` is ``None`` when nothing short is left or it cannot be compared safely; ``reason`` says why.
    """

    blocks: tuple[str, ...]
    question: str | None
    reason: str = ""


class Segmenter(Protocol):
    """Splits the last user turn (L2.md §2.2). Pure."""

    def split(self, text: str) -> Segments:
        """Blocks and question of ``text``."""


class Embedder(Protocol):
    """Text to vector. Batches concurrent callers by itself and keeps off the event loop."""

    @property
    def model_id(self) -> str:
        """Hash of the model file (or name of the endpoint's model): vectors of two ids are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    async def embed(self, text: str) -> Vector:
        """Unit vector of ``text``, which must fit the model's window.

        Raises:
            StoreUnavailable: the model did not answer in time; the caller goes on without the semantic tier.
        """


class PairJudge(Protocol):
    """Guards and verifier: do two questions want the same answer? CPU work is kept off the event loop."""

    @property
    def points(self) -> Mapping[Preset, OperatingPoint]:
        """Operating point of each preset, from the calibration record that goes with the embedding model."""

    async def compare(self, question: str, others: Sequence[str], similarities: Sequence[float]) -> Sequence[PairView]:
        """One view per other question, in order."""


# -- protocols --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JoinedStream:
    """A stream put together: ``body`` is the plain form, or ``None`` with the ``reason`` why it must not be stored."""

    body: bytes | None
    reason: str = ""


class StreamJoiner(Protocol):
    """Reads a live stream beside the client. Never raises for bad input: it remembers that the stream is unusable."""

    @property
    def ended(self) -> bool:
        """The protocol's last event was seen; what follows adds nothing."""

    def feed(self, data: bytes) -> None:
        """Next bytes of the body, cut anywhere."""

    def finish(self) -> JoinedStream:
        """The body ended (or ``ended`` is true); what was it?"""


class ProtocolAdapter(Protocol):
    """One API shape: what is scope, what is the question, what is a whole answer, how is it streamed. Pure."""

    name: str
    path: str
    neutral_fields: frozenset[str]
    """Top-level fields that cannot change the answer."""

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: the body is not of this shape in a way that would make caching unsafe.
        """

    def unusable(self, answer: bytes) -> str:
        """Why this plain 200 answer must not be stored; empty when it is whole and good."""

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream of this protocol."""

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The stream form of a stored answer: protocol-correct SSE in several chunks, usage as ``call`` asked."""


# -- upstream ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A request for the provider, header names lower case, already free of CacheCore's own headers and tokens."""

    method: str
    path: str
    """Path and query below the provider's origin, starting with ``/v1/``, as the caller sent it."""
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    principal: Principal | None
    """Whose configured key pays; ``None`` for anonymous callers."""
    stream: bool = False


class UpstreamReply(Protocol):
    """An answer that has begun."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    """Lower-case names; hop-by-hop and CacheCore/cache headers are already gone, content-encoding is undone."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes.

        Raises:
            UpstreamUnusable: the transfer broke before its end.
            UpstreamTimeout: nothing came for too long.
        """

    async def aclose(self) -> None:
        """Give the connection back, or cut it when the body was not read to its end."""


class Upstream(Protocol):
    """The provider. Pooled; retries at most once and never after the first byte."""

    def credential(self, principal: Principal | None, path: str, authorization: bytes) -> str:
        """Hash that tells whose provider key pays for a request; equal for equal keys. Empty when there is none.

        ``authorization`` is the caller's own provider key header, or empty.
        """

    async def send(self, request: UpstreamRequest) -> UpstreamReply:
        """Send and wait for the head of the answer.

        Raises:
            NotAuthenticated: no provider key is configured for this caller and it brought none.
            UpstreamUnusable: no connection or no HTTP answer.
            UpstreamTimeout: no head in time.
            Overloaded: too many calls already wait for this provider.
        """

    async def health(self) -> Health:
        """Configuration of the provider; makes no call that costs money."""


# -- callers ----------------------------------------------------------------------------------------------------------


class Authenticator(Protocol):
    """Verifies CacheCore tokens. The algorithm comes from configuration, never from the token (RFC 8725 §3.1)."""

    def looks_like_token(self, credential: str) -> bool:
        """Is this meant to be a CacheCore token (``cc_live_…`` or a JWT), whether or not it is a good one?"""

    def verify(self, token: str) -> Principal:
        """The caller behind a good token.

        Raises:
            NotAuthenticated: anything is wrong with it; the message says what to change, without the token's text.
        """


@dataclass(frozen=True, slots=True)
class Admission:
    """Outcome of a rate check: what the ``x-ratelimit-*`` headers say. Seconds until reset and until retry."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: float
    retry_after_seconds: float = 0.0


class RateLimiter(Protocol):
    """Counts requests per subject (tenant or address), across all processes that share the store."""

    async def admit(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance. Fails open: store trouble admits."""


# -- observation ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """One request was answered. No text of prompt, answer or token ever gets here."""

    tier: Tier
    reason: Reason | None
    protocol: str
    model: str
    tenant_id: str
    status: int
    seconds: float
    """From the parsed request to the head of the answer."""
    similarity: float = 0.0
    stream: bool = False
    collapsed: bool = False
    saved: Usage = Usage()
    """Tokens that a hit did not spend."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The semantic tier looked at candidates for one request."""

    tenant_id: str
    judgements: Sequence[Judgement]
    served: bool
    shadow: bool
    """It would have been served, but the tier only watches."""
    seconds: float


@dataclass(frozen=True, slots=True)
class UpstreamCalled:
    """One call to the provider ended its head phase; ``status`` 0 when it failed, with the error's code."""

    protocol: str
    status: int
    error_code: str
    seconds: float
    purpose: str
    """``miss``, ``refresh``, ``bypass``, ``recheck`` or ``judge``."""


class Observer(Protocol):
    """Counts, logs and traces. Never raises, never blocks."""

    def answered(self, event: Answered) -> None:
        """A request was answered."""

    def judged(self, event: Judged) -> None:
        """Candidates were judged."""

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A provider answered or failed."""

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """An answer was stored, or why not."""

    def fault(self, part: str, error: Exception) -> None:
        """A part failed and was worked around."""
