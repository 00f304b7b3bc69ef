"""Merging deltas: what a stream sends in pieces becomes the value that the plain answer would have had.

A rule a type, for known and unknown fields alike: texts are joined, lists are continued (elements that name an
``index`` are merged with the earlier element of that index), objects are merged, ``null`` adds nothing, and of anything
else the last one holds. Fields that name or classify (``_CONSTANT``) are sent whole, and some providers repeat them.
"""

from __future__ import annotations

from collections.abc import Sequence

from cachecore_gateway.core.canonical import JsonObject, JsonValue

__all__ = ["Deltas", "latest", "merged", "merged_by_index"]

_CONSTANT = frozenset({"id", "type", "role", "object", "format", "index", "call_id"})
_COMPACT_EVERY = 1024


class Deltas:
    """Deltas of one object, merged in linear time."""

    def __init__(self) -> None:
        self._parts: list[JsonObject] = []

    def add(self, delta: JsonObject) -> None:
        """The next delta."""
        self._parts.append(delta)
        if len(self._parts) >= _COMPACT_EVERY:
            self._parts = [merged(self._parts)]

    def whole(self) -> JsonObject:
        """All of them as one object."""
        return merged(self._parts)


def merged(parts: Sequence[JsonObject]) -> JsonObject:
    """The objects as one."""
    columns: dict[str, list[JsonValue]] = {}
    for part in parts:
        for name, value in part.items():
            columns.setdefault(name, []).append(value)
    return {name: _column(name, values) for name, values in columns.items()}


def merged_by_index(rows: Sequence[JsonObject]) -> list[JsonObject]:
    """Tool calls from their deltas, in order of ``index``, which the plain form does not have.

    A delta without an index belongs to the call before it, unless it brings an id.
    """
    calls: dict[int, list[JsonObject]] = {}
    last = -1
    for row in rows:
        index = row.get("index")
        if not isinstance(index, int):
            index = last + 1 if row.get("id") or last < 0 else last
        last = index
        calls.setdefault(index, []).append({name: value for name, value in row.items() if name != "index"})
    return [merged(calls[index]) for index in sorted(calls)]


def latest(target: JsonObject, news: JsonObject) -> None:
    """Take over the news' fields; ``null`` and empty texts never replace what is known."""
    for name, value in news.items():
        if name not in target or value not in (None, ""):
            target[name] = value


def _column(name: str, values: list[JsonValue]) -> JsonValue:
    given = [value for value in values if value is not None]
    if len(given) < 2:
        return given[0] if given else None
    texts = [value for value in given if isinstance(value, str)]
    if len(texts) == len(given):
        return _text(name, texts)
    lists = [value for value in given if isinstance(value, list)]
    if len(lists) == len(given):
        return _continued(lists)
    found = [value for value in given if isinstance(value, dict)]
    if len(found) == len(given):
        return merged(found)
    return given[-1]


def _text(name: str, texts: list[str]) -> str:
    if name not in _CONSTANT:
        return "".join(texts)
    return next((text for text in reversed(texts) if text), "")


def _continued(lists: list[list[JsonValue]]) -> list[JsonValue]:
    rows: list[list[JsonValue]] = []
    places: dict[int, int] = {}
    for items in lists:
        known = dict(places)
        for item in items:
            index = item.get("index") if isinstance(item, dict) else None
            if isinstance(index, int) and index in known:
                rows[known[index]].append(item)
                continue
            if isinstance(index, int):
                places[index] = len(rows)
            rows.append([item])
    return [_column("", row) if len(row) > 1 else row[0] for row in rows]
