"""A stored answer, with all that is needed to judge it later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .dependencies import Tag
from .freshness import Window

__all__ = ["NO_USAGE", "UNTOLD_USAGE", "Answer", "Entry", "Meaning", "Usage"]


class Usage(NamedTuple):
    """Tokens that the provider billed for an answer; 0 where it did not say."""

    input_tokens: int = 0
    output_tokens: int = 0


NO_USAGE = Usage()
UNTOLD_USAGE = Usage(-1, -1)
"""The answer came as a stream whose caller did not ask for usage: the provider would have told a plain caller."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer in the protocol's plain (not streamed) form, as bytes of the provider's JSON."""

    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Provider headers worth replaying, lower-case names; never cookies, hop-by-hop fields or cache headers."""
    usage: Usage = NO_USAGE


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where the semantic tier files an entry."""

    scope: str
    """64 hex: everything but the question must be equal, see :func:`..meaning.scope_of`."""
    question: str
    """The short residual that is compared by meaning."""
    model_id: str
    """Identity (hash) of the embedding model; vectors of two models never meet."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer under one fingerprint. Immutable: a newer answer replaces the whole entry."""

    key: str
    """Fingerprint, 64 hex."""
    entry_id: str
    """Opaque id sent as ``X-Cache-Entry``; new with each write."""
    tenant_id: str
    namespace: str
    protocol: str
    model: str
    window: Window
    tags: tuple[Tag, ...]
    epoch: str
    """Store epoch in which the tags' generations were read."""
    answer: Answer
    meaning: Meaning | None = None
