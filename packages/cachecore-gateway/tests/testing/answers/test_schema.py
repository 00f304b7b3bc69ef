"""Values made for a JSON schema."""

from __future__ import annotations

import pytest

from cachecore_gateway.testing.answers.schema import example

TREE: dict[str, object] = {
    "$ref": "#/$defs/node",
    "$defs": {"node": {"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#/$defs/node"}}}},
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "said"),
        ({"type": ["string", "null"]}, "said"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "number"}, 1),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 7}, 7),
        ({"anyOf": [{"type": "boolean"}, {"type": "string"}]}, True),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"properties": {"a": {"type": "string"}}}, {"a": "said"}),
        ({}, "said"),
    ],
)
def test_each_keyword_gets_a_fitting_value(schema: dict[str, object], value: object) -> None:
    assert example(schema, "said") == value


def test_a_recursive_schema_ends() -> None:
    value = example(TREE, "said")
    depth = 0
    while isinstance(value, dict):
        assert value["name"] in ("said", None)
        value, depth = value["next"], depth + 1
    assert 2 < depth < 20
