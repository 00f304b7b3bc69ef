"""Is a plain answer whole and good? The checks that the shapes with choices share; reasons in kebab-case words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cachecore_gateway.core.canonical import JsonObject, JsonValue
from cachecore_gateway.core.entry import Usage

from .fields import count, looked_up, object_in, object_of, objects

__all__ = ["TRUNCATED", "choices_of", "ending_flaw", "flaw_of_choices", "frame_flaw", "tokens"]

TRUNCATED = "truncated"


def frame_flaw(answer: JsonObject | None, kind: str, expected: str) -> str:
    """Why the outermost object will not do: its ``kind`` field must say ``expected``."""
    if answer is None:
        return "malformed-json"
    if answer.get("error") is not None:
        return "error-in-answer"
    return "" if answer.get(kind) == expected else "wrong-object"


def ending_flaw(reason: JsonValue, known: Mapping[str, str], *, store_truncated: bool) -> str:
    """Why an answer that ended for ``reason`` will not do. ``known`` maps reasons to flaws, empty for a good one."""
    if reason is None:
        return "no-finish-reason"
    flaw = looked_up(reason, known, "unknown-finish-reason")
    return "" if flaw == TRUNCATED and store_truncated else flaw


def choices_of(answer: JsonObject) -> list[JsonObject] | None:
    """The choices; ``None`` where there are none or one is no object."""
    listed = answer.get("choices")
    found = list(objects(listed))
    return found if found and isinstance(listed, list) and len(found) == len(listed) else None


def flaw_of_choices(answer: bytes, kind: str, flaw_of: Callable[[JsonObject], str]) -> str:
    """Why an answer with choices will not do: its frame of the ``kind``, then the first flaw of a choice."""
    found = object_in(answer)
    flaw = frame_flaw(found, "object", kind)
    if flaw or found is None:
        return flaw
    choices = choices_of(found)
    if choices is None:
        return "no-choices"
    return next((flaw for choice in choices if (flaw := flaw_of(choice))), "")


def tokens(answer: bytes, names: tuple[str, str]) -> Usage:
    """Tokens in and out, read from the named fields of ``usage``."""
    usage = object_of((object_in(answer) or {}).get("usage"))
    return Usage(count(usage.get(names[0])), count(usage.get(names[1])))
