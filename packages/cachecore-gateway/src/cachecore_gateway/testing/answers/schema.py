"""A small value that fits a JSON schema: arguments of made-up tool calls, and structured answers."""

from __future__ import annotations

from collections.abc import Mapping

from .fields import items, mapping, text, whole

_DEEPEST = 12
"""Recursive schemas end here with null."""


def example(schema: Mapping[str, object], said: str) -> object:
    """A value for the schema; strings in it are `said`. Knows the keywords that providers allow in strict schemas."""
    return _value(schema, said, schema, 0)


def _value(schema: Mapping[str, object], said: str, root: Mapping[str, object], depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if "$ref" in schema:
        return _value(_resolved(text(schema["$ref"]), root), said, root, depth + 1)
    for keyword in ("const", "default"):
        if keyword in schema:
            return schema[keyword]
    if items(schema.get("enum")):
        return items(schema["enum"])[0]
    for keyword in ("anyOf", "oneOf", "allOf"):
        if items(schema.get(keyword)):
            return _value(mapping(items(schema[keyword])[0]), said, root, depth + 1)
    return _of_type(schema, said, root, depth)


def _of_type(schema: Mapping[str, object], said: str, root: Mapping[str, object], depth: int) -> object:
    declared = schema.get("type", "object" if "properties" in schema else None)
    kind = items(declared)[0] if items(declared) else declared
    if kind == "object":
        properties = mapping(schema.get("properties"))
        return {name: _value(mapping(inner), said, root, depth + 1) for name, inner in properties.items()}
    if kind == "array":
        count = max(1, whole(schema.get("minItems"), 1))
        return [_value(mapping(schema.get("items")), said, root, depth + 1) for _ in range(count)]
    if kind in ("integer", "number"):
        return whole(schema.get("minimum"), 1)
    if kind == "boolean":
        return True
    return None if kind == "null" else said


def _resolved(reference: str, root: Mapping[str, object]) -> Mapping[str, object]:
    here = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        if step:
            here = mapping(here.get(step))
    return here
