"""Ports: what the core and the engine need from the world. Backends implement them, ``app`` chooses.

Rules for every implementation: it raises ``StoreUnavailable`` or ``UpstreamError`` (or a leaf) and nothing else for
outside trouble; it never logs prompts, answers or tokens; it may be called from many tasks of one event loop.
"""

from .callers import Admission, Authenticator, RateLimiter
from .judge import JudgeModel
from .observation import Answered, Judged, Observer, UpstreamCalled
from .protocols import BatchAdapter, JoinedStream, ProtocolAdapter, StreamJoiner
from .semantic import Embedder, PairJudge, Segmenter, Segments
from .stores import (
    Cell,
    DependencyLedger,
    EntryStore,
    FlightBoard,
    Invalidation,
    Lease,
    Looked,
    PairMemory,
    RemoteFlight,
    StoredCounts,
    Stores,
    VectorIndex,
)
from .upstream import Upstream, UpstreamReply, UpstreamRequest
from .world import Clock, Health, Vector

__all__ = [
    "Admission",
    "Answered",
    "Authenticator",
    "BatchAdapter",
    "Cell",
    "Clock",
    "DependencyLedger",
    "Embedder",
    "EntryStore",
    "FlightBoard",
    "Health",
    "Invalidation",
    "JoinedStream",
    "JudgeModel",
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
    "Stores",
    "StreamJoiner",
    "Upstream",
    "UpstreamCalled",
    "UpstreamReply",
    "UpstreamRequest",
    "Vector",
    "VectorIndex",
]
