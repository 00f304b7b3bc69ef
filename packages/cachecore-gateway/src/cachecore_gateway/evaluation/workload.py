"""Files of labelled pairs and of recorded streams, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cachecore_gateway.core.canonical import JsonObject, JsonValue, parse_object
from cachecore_gateway.core.errors import InvalidRequest

__all__ = ["Line", "Pair", "chat_body", "read_lines", "read_pairs"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests and whether one answer is right for both."""

    a: JsonValue
    """A user text, or a list of chat messages."""
    b: JsonValue
    same: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a stream, in order of arrival."""

    request: JsonValue
    intent: str
    """Requests with one intent have one right answer."""
    input_tokens: int = 0
    """As recorded; 0: unknown."""
    output_tokens: int = 0


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of ``{"a", "b", "label"[, "kind"]}`` lines.

    Raises:
        InvalidRequest: a line is not of that form; the message names file and line.
    """
    for where, row in _rows(path):
        label = row.get("label")
        if label not in (0, 1) or isinstance(label, float):
            raise InvalidRequest(f"{where}: label must be 0 or 1.")
        yield Pair(_request(row, "a", where), _request(row, "b", where), bool(label), str(row.get("kind", "")))


def read_lines(path: Path) -> Iterator[Line]:
    """Requests of ``{"text" | "messages", "intent"[, "input_tokens", "output_tokens"]}`` lines.

    Raises:
        InvalidRequest: a line is not of that form.
    """
    for where, row in _rows(path):
        name = "messages" if "messages" in row else "text"
        intent = row.get("intent")
        if not isinstance(intent, (str, int)):
            raise InvalidRequest(f"{where}: intent must be a string.")
        yield Line(_request(row, name, where), str(intent), _count(row, "input_tokens"), _count(row, "output_tokens"))


def chat_body(request: JsonValue) -> bytes:
    """A chat completion request for a text or a list of messages."""
    messages = request if isinstance(request, list) else [{"role": "user", "content": request}]
    return json.dumps({"model": "evaluated", "messages": messages}).encode()


def _rows(path: Path) -> Iterator[tuple[str, JsonObject]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                where = f"{path.name} line {number}"
                try:
                    yield where, parse_object(line)
                except InvalidRequest as error:
                    raise InvalidRequest(f"{where}: {error.message}") from error


def _request(row: JsonObject, name: str, where: str) -> JsonValue:
    value = row.get(name)
    if not isinstance(value, (str, list)) or not value:
        raise InvalidRequest(f"{where}: {name} must be a text or a list of chat messages.")
    return value


def _count(row: JsonObject, name: str) -> int:
    value = row.get(name, 0)
    return int(value) if isinstance(value, (int, float)) else 0
