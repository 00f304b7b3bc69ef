"""Reading members of a request body whose types nobody promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def mapping(value: object) -> Mapping[str, object]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """The value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object, default: str = "") -> str:
    """The value if it is a string, else the default."""
    return value if isinstance(value, str) else default


def whole(value: object, default: int) -> int:
    """The value if it is a whole number, else the default."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def content_text(content: object) -> str:
    """The text of a message's content: a string, or the text parts of a list joined by line breaks."""
    if isinstance(content, str):
        return content
    parts = (mapping(part) for part in items(content))
    return "\n".join(text(part.get("text")) for part in parts if "text" in part)
