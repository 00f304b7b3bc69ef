"""One API shape: its scope, its question, its whole answer, its stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..canonical import JsonObject
from ..entry import Usage
from ..request import Call

__all__ = ["BatchAdapter", "JoinedStream", "ProtocolAdapter", "StreamJoiner"]


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
    replayed_headers: frozenset[bytes]
    """Lower-case names of provider headers that are stored and sent again with a hit."""

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: the body is not of this shape in a way that would make caching unsafe.
        """

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body as the fingerprint reads it: volatile ids aliased by position, declared ignore paths taken out.

        The body that travels upstream is never changed.
        """

    def unusable(self, answer: bytes) -> str:
        """Why this plain 200 answer must not be stored; empty when it is whole and good."""

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""

    def text_of(self, answer: bytes) -> str:
        """What a stored answer says in words, tool calls included; empty when nothing can be read."""

    def joiner(self) -> StreamJoiner:
        """A reader for one live stream of this protocol."""

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The stream form of a stored answer: protocol-correct SSE in several chunks, usage as ``call`` asked."""


@runtime_checkable
class BatchAdapter(Protocol):
    """A shape whose requests may hold several independent items, each of which can have its own entry. Pure.

    The way of a batch: ``split`` it, look each item up under its own key, fetch ``batch`` of the distinct ones that are
    missing in one upstream call, ``divide`` that answer into one for each of them (to store), ``merge`` all.
    """

    def split(self, body: JsonObject) -> Sequence[JsonObject] | None:
        """One request body for each item, in order, duplicates included; ``None`` where the body is no batch.

        An item's body is what a caller would send to ask for that item alone, so both share one entry.
        """

    def batch(self, items: Sequence[JsonObject]) -> JsonObject:
        """One request body that asks for all ``items`` (at least one), which came from one ``split``."""

    def divide(self, answer: bytes, items: Sequence[JsonObject]) -> Sequence[bytes] | None:
        """The answer to ``batch(items)`` as one whole answer for each item, in order.

        Usage is shared out so that the parts add up to the whole. ``None`` where the answer does not hold exactly one
        result for each item: it may be passed on but not stored.
        """

    def merge(self, answers: Sequence[bytes]) -> bytes | None:
        """Whole single-item answers as the answer to the batch: in order, numbered from 0, usage added up.

        ``None`` where they do not belong together (the provider's model changed between them): fetch all items anew.
        """
