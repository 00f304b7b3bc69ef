"""The question: the text of the last turn, taken out of the body so that all the rest can be compared exactly."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .fields import looked_up

__all__ = ["Turn", "content_turn", "surroundings"]

PART_BREAK = "\n\n"
"""Between the texts of two parts: each part is a paragraph of its own to whoever splits the question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The text of a turn, or why it is not to be compared by meaning (kebab-case words).

    ``hollow`` is the content with every text replaced by null. Only content with text in these places becomes a turn
    with a text, so no user can write what looks like a hollow one.
    """

    text: str | None
    hollow: JsonValue = None
    reason: str = ""


def content_turn(content: JsonValue, text_types: Set[str], reasons: Mapping[str, str]) -> Turn:
    """Read a turn's content: a string, or a list of parts.

    Args:
        content: as sent.
        text_types: ``type`` of the parts whose ``text`` is the question.
        reasons: for other types, why they keep the turn out of comparison.
    """
    if isinstance(content, str):
        return _asked(content, None)
    if not isinstance(content, list) or not content:
        return Turn(None, reason="unknown-content")
    texts: list[str] = []
    hollow: list[JsonValue] = []
    for part in content:
        if not isinstance(part, dict):
            return Turn(None, reason="unknown-content")
        kind, text = part.get("type"), part.get("text")
        if not isinstance(kind, str) or kind not in text_types or not isinstance(text, str):
            return Turn(None, reason=looked_up(kind, reasons, "unknown-content"))
        texts.append(text)
        hollow.append({**part, "text": None})
    return _asked(PART_BREAK.join(texts), hollow)


def surroundings(
    body: JsonObject, neutral: Set[str], field: str, place: int | None = None, hollow: JsonObject | None = None
) -> JsonObject:
    """The counted body with the question taken out of ``field``; ``hollow`` stays at ``place`` where it is a list."""
    counted = {name: value for name, value in body.items() if name not in neutral}
    value = counted[field]
    if place is not None and isinstance(value, list):
        counted[field] = [*value[:place], hollow, *value[place + 1 :]]
    else:
        counted[field] = None
    at: list[JsonValue] = [field, place]
    return {"question_at": at, "body": counted}


def _asked(text: str, hollow: JsonValue) -> Turn:
    return Turn(text, hollow) if text.strip() else Turn(None, reason="empty-question")
