"""An answer of a model, apart from the API shape in which it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool. `arguments` is JSON text, sent as it is; an empty id is filled in by the shape."""

    name: str
    arguments: str = "{}"
    id: str = ""


@dataclass(frozen=True)
class Answer:
    """What the model says. Every shape (chat, responses, messages, completions) can send it, plain and streamed.

    `finish_reason` is OpenAI's word (stop, length, tool_calls, content_filter); None means the one that fits.
    `extra` are more members of the message, unknown to the shape: they show whether unknown fields survive.
    `duration_seconds` (>= 0) is the time that the answer takes, see `Reply`.
    """

    text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    finish_reason: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    duration_seconds: float = 0.0

    @property
    def reason(self) -> str:
        """Why the answer ended, in OpenAI's words."""
        if self.finish_reason is not None:
            return self.finish_reason
        return "tool_calls" if self.tool_calls else "stop"

    @property
    def token_count(self) -> int:
        """A plausible number of tokens: the pieces in which the answer is streamed."""
        texts = [self.text or "", self.refusal or "", *(call.arguments for call in self.tool_calls)]
        return max(1, sum(len(pieces(text)) for text in texts))


_PIECE = re.compile(r"\s*\S+|\s+")


def pieces(text: str) -> list[str]:
    """The text in words with the space before them; joined they give the text again."""
    return _PIECE.findall(text)


def call_id(call: ToolCall, number: int, index: int, prefix: str = "call") -> str:
    """The id of a tool call: its own, or one made from the number of the upstream call."""
    return call.id or f"{prefix}_{number:06d}_{index}"


def duration(answers: tuple[Answer, ...]) -> float:
    """Seconds that several choices take: they are made at the same time."""
    return max((answer.duration_seconds for answer in answers), default=0.0)
