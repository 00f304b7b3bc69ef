"""``POST /v1/embeddings``: the exact tier only, and batches item by item.

A vector is not an answer to a question: the vector of a text with almost the same meaning is another vector.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.ports import JoinedStream, StreamJoiner
from cachecore_gateway.core.request import Call

from .fields import count, object_of, objects, require_model, user_of
from .settings import DEFAULTS, ProtocolSettings
from .shares import shared_out
from .sse import encoded_event
from .vectors import filled, lifted
from .volatile import parsed_paths, without
from .whole import frame_flaw

__all__ = ["Embeddings"]


class _NoStream:
    """Embeddings are never streamed; what arrives as a stream is not stored."""

    ended = False

    def feed(self, data: bytes) -> None:
        """Ignored."""

    def finish(self) -> JoinedStream:
        """Nothing to store."""
        return JoinedStream(None, "no-streams")


class Embeddings:
    """Adapter of embeddings; also a ``BatchAdapter``, with one item for each text (or list of tokens) of ``input``."""

    name = "embeddings"
    path = "/v1/embeddings"
    neutral_fields = frozenset({"user"})
    replayed_headers = frozenset({b"x-request-id", b"openai-version"})

    def __init__(self, settings: ProtocolSettings = DEFAULTS) -> None:
        self._ignored = parsed_paths(settings.ignore_paths)

    def parse(self, body: JsonObject) -> Call:
        """Read a request body.

        Raises:
            InvalidRequest: no model, or an input that is neither text nor list.
        """
        model = require_model(body)
        if not isinstance(body.get("input"), str | list):
            raise InvalidRequest("`input` must be a text or a list of texts or tokens.", param="input")
        return Call(model, user=user_of(body.get("user")), exact_only_reason="embedding")

    def keyed(self, body: JsonObject) -> JsonObject:
        """The body with declared ignore paths taken out."""
        return without(body, self._ignored)

    def unusable(self, answer: bytes) -> str:
        """Why this answer must not be stored; empty when it is whole and good."""
        return _flaw(lifted(answer, []))

    def usage(self, answer: bytes) -> Usage:
        """Tokens billed for the answer."""
        usage = object_of((lifted(answer, []) or {}).get("usage"))
        return Usage(count(usage.get("prompt_tokens")), count(usage.get("completion_tokens")))

    def text_of(self, answer: bytes) -> str:
        """Nothing: vectors say nothing in words."""
        return ""

    def joiner(self) -> StreamJoiner:
        """A reader that stores nothing."""
        return _NoStream()

    def replay(self, answer: bytes, call: Call) -> Iterable[bytes]:
        """The answer as the only event; nobody should ask for it."""
        return (encoded_event(object_of(json.loads(answer))),)

    def split(self, body: JsonObject) -> Sequence[JsonObject] | None:
        """One body for each text or token list; ``None`` for a single text or token list and for odd mixtures."""
        given = body.get("input")
        if not isinstance(given, list) or not given:
            return None
        if not (all(isinstance(item, str) for item in given) or all(_is_token_list(item) for item in given)):
            return None
        return [{**body, "input": item} for item in given]

    def batch(self, items: Sequence[JsonObject]) -> JsonObject:
        """One body that asks for all items."""
        return {**items[0], "input": [item["input"] for item in items]}

    def divide(self, answer: bytes, items: Sequence[JsonObject]) -> Sequence[bytes] | None:
        """One answer for each item; ``None`` unless there is exactly one embedding for each."""
        vectors: list[bytes] = []
        found = lifted(answer, vectors)
        if found is None or _flaw(found):
            return None
        rows = {index: row for row in _rows(found) or () if isinstance(index := row.get("index"), int)}
        if sorted(rows) != list(range(len(items))) or len(_rows(found) or ()) != len(items):
            return None
        usages = _usages(found.get("usage"), items)
        frame = {name: value for name, value in found.items() if name != "usage"}
        return [
            filled({**frame, "data": [{**rows[place], "index": 0}], **usages[place]}, vectors)
            for place in range(len(items))
        ]

    def merge(self, answers: Sequence[bytes]) -> bytes | None:
        """All embeddings in order; ``None`` where the answers are of more than one model."""
        vectors: list[bytes] = []
        found = [object_of(lifted(answer, vectors)) for answer in answers]
        frames = [{name: value for name, value in answer.items() if name not in ("data", "usage")} for answer in found]
        if any(frame != frames[0] for frame in frames):
            return None
        data: list[JsonValue] = []
        for answer in found:
            data += [{**row, "index": len(data) + place} for place, row in enumerate(objects(answer.get("data")))]
        return filled({**frames[0], "data": data, **_added_up(found)}, vectors)


def _flaw(answer: JsonObject | None) -> str:
    flaw = frame_flaw(answer, "object", "list")
    if flaw or answer is None:
        return flaw
    return "" if _rows(answer) is not None else "no-embeddings"


def _is_token_list(item: JsonValue) -> bool:
    return isinstance(item, list) and bool(item) and all(type(token) is int for token in item)


def _rows(answer: JsonObject) -> list[JsonObject] | None:
    data = answer.get("data")
    rows = list(objects(data))
    if not rows or not isinstance(data, list) or len(rows) != len(data):
        return None
    return rows if all(isinstance(row.get("embedding"), str | list) and row["embedding"] for row in rows) else None


def _usages(usage: JsonValue, items: Sequence[JsonObject]) -> list[JsonObject]:
    """Each item's ``usage``: counts are shared out by the length of the inputs, which goes with their tokens."""
    if not isinstance(usage, dict):
        return [{} for _ in items]
    weights = [len(given) if isinstance(given := item["input"], str | list) else 1 for item in items]
    columns = {name: shared_out(count(value), weights) for name, value in usage.items() if type(value) is int}
    return [
        {"usage": {**usage, **{name: parts[place] for name, parts in columns.items()}}} for place in range(len(items))
    ]


def _added_up(answers: Sequence[JsonObject]) -> JsonObject:
    usages = [object_of(answer.get("usage")) for answer in answers]
    names = [name for name, value in usages[0].items() if type(value) is int]
    if not usages[0]:
        return {}
    return {"usage": {**usages[0], **{name: sum(count(usage.get(name)) for usage in usages) for name in names}}}
