"""What changes from call to call and means nothing: tool-call ids, and places that the operator declared.

Only the keys are computed from what these functions return; the body that travels upstream is never touched. All
functions copy what they change and share the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.errors import SettingError

from .fields import object_of

__all__ = ["Aliases", "IgnorePath", "mapped", "parsed_paths", "rewritten", "without"]

IgnorePath: TypeAlias = tuple[str, ...]
"""The steps of one declared path; ``*`` stands for every member or element."""

_SUBSTANCE = frozenset({"*", "model", "messages", "input", "prompt", "system", "instructions", "tools", "functions"})
_SUBSTANCE_WITHIN = frozenset({"*", "content", "input", "role", "text"})


class Aliases:
    """Names ids by the order in which calls define them: ``call_1``, ``call_2`` …

    Two histories get the same aliases exactly when they differ in nothing but the spelling of their ids. An id that no
    call has defined keeps its spelling behind ``unmatched:``, so that it can never pose as an alias.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def define(self, value: JsonValue) -> JsonValue:
        """Alias of the id of a call."""
        if not isinstance(value, str):
            return value
        return self._names.setdefault(value, f"call_{len(self._names) + 1}")

    def refer(self, value: JsonValue) -> JsonValue:
        """Alias of the id that a result names."""
        if not isinstance(value, str):
            return value
        return self._names.get(value, f"unmatched:{value}")


def rewritten(item: JsonObject, rules: Mapping[str, Callable[[JsonValue], JsonValue]]) -> JsonObject:
    """The object with each of the named members, where present, replaced by what its rule makes of it."""
    changes = {name: rule(item[name]) for name, rule in rules.items() if name in item}
    return {**item, **changes} if changes else item


def mapped(value: JsonValue, change: Callable[[JsonObject], JsonObject]) -> JsonValue:
    """The list with each object changed; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [change(item) if isinstance(item, dict) else item for item in value]


def parsed_paths(paths: tuple[str, ...]) -> tuple[IgnorePath, ...]:
    """Read declared paths: JSON pointers (RFC 6901, ``~0`` and ``~1`` escapes) whose steps may be ``*``.

    Raises:
        SettingError: a path does not start with ``/``, has an empty step, or would ignore the question itself.
    """
    return tuple(_parsed(path) for path in paths)


def without(body: JsonObject, paths: tuple[IgnorePath, ...]) -> JsonObject:
    """The body without what the paths name; a path that names nothing is no error."""
    for path in paths:
        body = object_of(_pruned(body, path))
    return body


def _parsed(path: str) -> IgnorePath:
    if not path.startswith("/"):
        raise SettingError(f"The ignore path {path!r} must start with '/', like '/metadata/trace_id'.")
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/"))
    if not all(steps):
        raise SettingError(f"The ignore path {path!r} has an empty step.")
    if steps[0] in _SUBSTANCE and (len(steps) < 3 or steps[-1] in _SUBSTANCE_WITHIN):
        raise SettingError(f"The ignore path {path!r} would make different questions equal; name a place inside it.")
    return steps


def _pruned(value: JsonValue, path: IgnorePath) -> JsonValue:
    if isinstance(value, dict):
        return _pruned_object(value, path)
    if isinstance(value, list):
        return _pruned_list(value, path)
    return value


def _pruned_object(value: JsonObject, path: IgnorePath) -> JsonObject:
    step, rest = path[0], path[1:]
    if step != "*" and step not in value:
        return value
    if not rest:
        return {} if step == "*" else {name: child for name, child in value.items() if name != step}
    return {name: _pruned(child, rest) if step in ("*", name) else child for name, child in value.items()}


def _pruned_list(value: list[JsonValue], path: IgnorePath) -> list[JsonValue]:
    step, rest = path[0], path[1:]
    chosen = [step in ("*", str(place)) for place in range(len(value))]
    if not rest:
        return [child for child, drop in zip(value, chosen, strict=True) if not drop]
    return [_pruned(child, rest) if into else child for child, into in zip(value, chosen, strict=True)]
