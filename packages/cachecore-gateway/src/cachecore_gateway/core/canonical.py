"""Strict JSON in, one canonical byte string out.

Two readers of one text must not disagree about what it says: what RFC 8259 §4 leaves open (duplicate names, NaN,
lone surrogates, numbers past double range) is refused, because a cache key computed from one reading could be answered
by a provider that took the other.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from .errors import InvalidRequest

__all__ = ["MAX_DEPTH", "JsonObject", "JsonValue", "canonical_bytes", "parse_object"]

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

MAX_DEPTH = 100
"""Deepest nesting of arrays and objects that is accepted."""


def parse_object(raw: bytes) -> JsonObject:
    """Parse a request body that must be one JSON object.

    Raises:
        InvalidRequest: not UTF-8, not JSON, not an object, duplicate names, NaN or infinity, lone surrogates, or
            nested deeper than :data:`MAX_DEPTH`.
    """
    try:
        text = raw.decode("utf-8")
        value: JsonValue = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The body is not UTF-8 (byte {error.start}); send JSON encoded as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise InvalidRequest(
            f"The body is not valid JSON: {error.msg} at line {error.lineno} column {error.colno}."
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # int() refuses texts past its digit limit
        raise InvalidRequest("The body holds a number with too many digits; send it as a string.") from error
    if not isinstance(value, dict):
        raise InvalidRequest('The body must be a JSON object, like {"model": …, "messages": […]}.')
    if text.count("[") + text.count("{") > MAX_DEPTH:  # else nothing can be nested deeper
        _check_depth(value, 1)
    if "\\u" in text:
        _check_surrogates(text, value)
    return value


def canonical_bytes(value: JsonValue) -> bytes:
    """UTF-8 bytes that are equal exactly for equal JSON values: names sorted, no white space.

    ``1``, ``1.0`` and ``true`` stay different; an absent name differs from any default.
    """
    return _ENCODER.encode(value).encode("utf-8")


def _object_of(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidRequest(f"The body names {twice[:80]!r} twice in one object; send each name once.")
    return result


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise InvalidRequest(f"The number {text[:40]} is out of range.")
    return number


def _constant(name: str) -> NoReturn:
    raise InvalidRequest(f"{name} is not JSON; leave the field out or send null.")


def _check_depth(value: JsonValue, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        for child in value.values():
            if isinstance(child, (dict, list)):
                _check_depth(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            if isinstance(child, (dict, list)):
                _check_depth(child, depth + 1)


def _check_surrogates(text: str, value: JsonValue) -> None:
    try:
        text.encode("utf-8")
        canonical_bytes(value)
    except UnicodeEncodeError as error:
        raise InvalidRequest("The body holds half of a surrogate pair; send whole characters.") from error


def _too_deep() -> InvalidRequest:
    return InvalidRequest(f"The body is nested deeper than {MAX_DEPTH} levels.")


_DECODER = json.JSONDecoder(object_pairs_hook=_object_of, parse_float=_number, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
