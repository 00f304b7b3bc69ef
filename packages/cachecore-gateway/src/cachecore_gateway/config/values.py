"""One value: from TOML or from an environment variable to the type of its setting.

Parsing is pydantic's, in strict JSON mode: ``"1"`` is no number, ``1`` is no boolean, unknown fields of a table are
errors. It was chosen over msgspec because it reads the parts' plain dataclasses as they are and names the place of an
error inside a table. The sections stay free of it: only this file knows pydantic.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.identity import Rate

from .leaves import Leaf

__all__ = ["dumped", "from_file", "from_text"]

_RANGES = {
    "server.max_dep_count": (1, math.inf),
    "server.max_in_flight": (1, math.inf),
    "server.backlog_count": (1, math.inf),
    "server.body_timeout_seconds": (0.001, math.inf),
    "engine.max_answer_bytes": (1, math.inf),
    "engine.flight_queue_bytes": (1, math.inf),
    "l2.candidate_count": (1, 1000),
    "l2.deadline_seconds": (0.001, 60),
    "l2.similarity_threshold": (-1, 1),
    "l2.probability": (0.3, 1),
}
"""Ranges of numbers, ends included, that no section checks; every other number is 0 or more."""

_WORDS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False, "1": True, "0": False}


def from_file(leaf: Leaf, value: object) -> object:
    """The typed value of what the file says.

    Raises:
        SettingError: it does not fit the type; secrets are not quoted.
    """
    if _is(leaf.type, Rate) and isinstance(value, str):
        return _rate(leaf.name, value)
    try:
        text = json.dumps(value)
    except TypeError:
        raise SettingError(f"{leaf.name} is a {type(value).__name__}, which no setting is.") from None
    try:
        (typed,) = _adapter(leaf.type).validate_json(f"[{text}]", strict=True)
    except ValidationError as error:
        raise SettingError(_said(leaf, error)) from None
    _check_number(leaf, typed)
    return typed


def from_text(leaf: Leaf, text: str) -> object:
    """The typed value of an environment variable: lists with commas, tables as JSON.

    Raises:
        SettingError: it does not fit the type.
    """
    if _is(leaf.type, bool) and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _is(leaf.type, tuple):
        return from_file(leaf, [part.strip() for part in text.split(",") if part.strip()])
    if _is(leaf.type, int) or _is(leaf.type, float) or text.startswith("{"):
        return from_file(leaf, _json(text))
    return from_file(leaf, text)


def dumped(leaf: Leaf, value: object) -> object:
    """``value`` in the form that ``from_file`` reads."""
    (plain,) = _adapter(leaf.type).dump_python([value], mode="json")
    return plain


@lru_cache(maxsize=512)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # In a list, because the configuration of an adapter does not reach a dataclass that stands alone.
    return TypeAdapter(list[kind], config=ConfigDict(extra="forbid"))


def _is(kind: Any, wanted: type) -> bool:
    """Is ``kind`` that type, or that type or nothing?"""
    parts = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return any(part is wanted or get_origin(part) is wanted for part in parts)


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value


def _rate(name: str, text: str) -> Rate:
    """``100/60``: requests, a slash, seconds."""
    requests, slash, seconds = text.partition("/")
    try:
        rate = Rate(int(requests), float(seconds) if slash else 60.0)
    except ValueError:
        raise SettingError(f"{name} must look like 100/60: requests, a slash, seconds.") from None
    _check_rate(name, rate)
    return rate


def _check_rate(name: str, rate: Rate) -> None:
    if rate.requests < 1 or not (math.isfinite(rate.seconds) and rate.seconds > 0):
        raise SettingError(f"{name} must be 1 request or more in more than 0 seconds.")


def _check_number(leaf: Leaf, value: object) -> None:
    """What holds for every number, and for those whose sections check nothing themselves."""
    if isinstance(value, Rate):
        _check_rate(leaf.name, value)
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return
    if not math.isfinite(value):
        raise SettingError(f"{leaf.name} must be a finite number.")
    least, most = _RANGES.get(leaf.name, (0, math.inf))
    if not least <= value <= most:
        said = f"{least:g} or more" if most == math.inf else f"{least:g} to {most:g}"
        raise SettingError(f"{leaf.name} is {value}; set it to {said}.")


def _said(leaf: Leaf, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join([leaf.name, *map(str, first["loc"][1:])])
    if first["type"] == "unexpected_keyword_argument":
        return f"{place} is not a setting."
    shown = "" if leaf.secret else f" (it is {json.dumps(first['input'], default=str)[:80]})"
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}{shown}."
