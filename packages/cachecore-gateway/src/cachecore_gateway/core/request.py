"""A request as the core sees it: parsed, scoped and keyed. Built once at the edge and trusted from there on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from .canonical import JsonObject, JsonValue, canonical_bytes
from .controls import NO_CONTROLS, Controls
from .dependencies import PREFIX_DEP_ID, Dep, Snapshot
from .identity import Principal

__all__ = ["Ask", "Call", "Question", "flight_key", "scope_of", "wants_usage"]


@dataclass(frozen=True, slots=True)
class Call:
    """What a protocol adapter reads from a body."""

    model: str
    stream: bool = False
    delivery: JsonObject = field(default_factory=dict)
    """Options that shape only the delivery, such as ``stream_options``."""
    instructions: JsonValue = None
    """System and developer messages, as sent."""
    tools: JsonValue = None
    user: str = ""
    question: str | None = None
    """Text of the last user turn, or ``None`` where meaning must not be compared."""
    surroundings: JsonObject | None = None
    """The counted body with the question taken out; ``None`` with no question."""
    exact_only_reason: str = ""
    """Why there is no question."""
    uncacheable_reason: str = ""
    """Why the request must go to the provider each time: it changes something there."""

    def delivered(self) -> Call:
        """The part that is still needed once keys are made: model and form of delivery."""
        return Call(self.model, self.stream, self.delivery, uncacheable_reason=self.uncacheable_reason)


@dataclass(frozen=True, slots=True)
class Question:
    """What the semantic tier may compare: a short text, inside a scope that must be equal."""

    scope: str
    text: str


class Ask(NamedTuple):
    """One cacheable request on its way through the engine."""

    principal: Principal
    protocol: str
    call: Call
    raw_body: bytes
    namespace: str
    key: str
    deps: tuple[Dep, ...]
    """Effective deps, ``cc:policy-version`` included, sorted."""
    question: Question | None
    exact_only_reason: str = ""
    controls: Controls = NO_CONTROLS
    path: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Request headers that may travel upstream, lower-case names."""
    authorization: bytes = b""
    """The caller's own provider key (header value), empty when it brought none or brought a CacheCore token."""


def wants_usage(call: Call) -> bool:
    """Did a stream's caller ask for the usage chunk (OpenAI's ``stream_options.include_usage``)?"""
    options = call.delivery.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True


def scope_of(namespace: str, surroundings: JsonObject, blocks: Sequence[str]) -> str:
    """64 hex over all that must be equal before two questions are compared (L2.md §2.1–2.2).

    Args:
        namespace: of the request.
        surroundings: the counted body with the question taken out: model, parameters, history, other parts.
        blocks: hashes of the long segments of the last user turn, in order.
    """
    parts: JsonValue = ["cachecore-scope-1", namespace, surroundings, list(blocks)]
    return sha256(canonical_bytes(parts)).hexdigest()


def flight_key(ask: Ask, started: Snapshot, credential: str) -> str:
    """Key under which concurrent misses share one upstream call.

    It holds the generations read at the start: a request that begins after an invalidation never joins a call that
    began before it. It holds the deps, so that the shared answer is stored with everybody's; and ``credential``, a hash
    of the provider key that pays, so that nobody is served on a stranger's key. Who asked for a new answer
    (``no-cache``), for another life of the entry, or for a stream with the usage chunk shares calls with its like only.
    """
    parts: JsonValue = [
        "cachecore-flight-1",
        ask.key,
        started.epoch,
        [[dep.dep_id, dep.hash, started.of(dep.dep_id)] for dep in ask.deps],
        started.of(PREFIX_DEP_ID),
        credential,
        ask.controls.no_cache,
        [ask.controls.fresh_seconds, ask.controls.stale_seconds],
        ask.call.stream and wants_usage(ask.call),
    ]
    return sha256(canonical_bytes(parts)).hexdigest()
