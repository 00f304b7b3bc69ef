"""Reading JSON whose shape nobody promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cachecore_gateway.core.canonical import JsonObject, JsonValue, canonical_bytes, parse_object
from cachecore_gateway.core.errors import InvalidRequest

__all__ = [
    "count",
    "looked_up",
    "object_in",
    "object_of",
    "objects",
    "present",
    "require_model",
    "require_stream",
    "user_of",
]


def object_of(value: JsonValue) -> JsonObject:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: JsonValue) -> Sequence[JsonObject]:
    """The objects in a list; nothing where the value is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else ()


def object_in(raw: bytes) -> JsonObject | None:
    """The one JSON object that the bytes hold; ``None`` for anything else, ambiguous JSON included."""
    try:
        return parse_object(raw)
    except InvalidRequest:
        return None


def count(value: JsonValue) -> int:
    """The value if it is a whole number >= 0, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def looked_up(value: JsonValue, table: Mapping[str, str], default: str) -> str:
    """The table's word for a text; the default for texts that it lacks and for anything else."""
    return table.get(value, default) if isinstance(value, str) else default


def present(body: JsonObject, names: Sequence[str]) -> JsonObject | None:
    """The named fields that the body has; ``None`` where it has none of them."""
    return {name: body[name] for name in names if name in body} or None


def require_model(body: JsonObject) -> str:
    """The model's name.

    Raises:
        InvalidRequest: missing, empty or no string.
    """
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise InvalidRequest("`model` must be the name of a model, as a string.", param="model")
    return model


def require_stream(body: JsonObject) -> bool:
    """Whether a stream is asked for; ``null`` counts as no.

    Raises:
        InvalidRequest: neither a boolean nor null.
    """
    stream = body.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise InvalidRequest("`stream` must be true or false.", param="stream")
    return stream is True


def user_of(*ids: JsonValue) -> str:
    """One text for the end-user ids of a body, so that different ids never give the same text; empty for none.

    A single plain id stays as it is; anything else becomes a JSON array.
    """
    given = [value for value in ids if value is not None]
    if not given:
        return ""
    first = given[0]
    if all(value == first for value in given) and isinstance(first, str) and not first.startswith("["):
        return first
    return canonical_bytes(list(ids)).decode()
