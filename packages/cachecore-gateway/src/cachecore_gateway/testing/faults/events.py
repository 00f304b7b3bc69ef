"""Faults and legal oddities of event streams. On a plain answer they change nothing, but for those that say so."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from ..plan import Plan
from ..reply import DONE, ErrorShape, encode, error_body, event
from .fault import Stage


def event_data(chunk: bytes) -> object:
    """The JSON in a server-sent event; None where it holds none."""
    lines = [line[5:].strip() for line in chunk.splitlines() if line.startswith(b"data:")]
    try:
        data: object = json.loads(b"\n".join(lines))
    except ValueError:
        return None
    return data


def _with_chunks(plan: Plan, chunks: tuple[bytes, ...]) -> Plan:
    return replace(plan, reply=replace(plan.reply, chunks=chunks))


@dataclass(frozen=True)
class CrlfEvents:
    """Lines of the stream end in CR LF, which the format allows."""

    stage: ClassVar[Stage] = Stage.DIALECT

    def apply(self, plan: Plan) -> Plan:
        if not plan.reply.streamed:
            return plan
        return _with_chunks(plan, tuple(chunk.replace(b"\n", b"\r\n") for chunk in plan.reply.chunks))


@dataclass(frozen=True)
class Comments:
    """A comment line before every event, as providers send to keep idle connections open."""

    text: str = "keep-alive"
    stage: ClassVar[Stage] = Stage.DIALECT

    def apply(self, plan: Plan) -> Plan:
        if not plan.reply.streamed:
            return plan
        comment = b": " + self.text.encode() + b"\n\n"
        return _with_chunks(plan, tuple(comment + chunk for chunk in plan.reply.chunks))


@dataclass(frozen=True)
class ErrorEvent:
    """The stream goes wrong after `after_chunks` events: an error event, then its orderly end, without [DONE]."""

    after_chunks: int = 3
    message: str = "The upstream double breaks this stream on purpose."
    shape: ErrorShape = ErrorShape.OPENAI
    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        if not plan.reply.streamed:
            return plan
        name = "error" if self.shape is ErrorShape.ANTHROPIC else None
        last = event(error_body(500, self.message, self.shape), name)
        return _with_chunks(plan, (*plan.reply.chunks[: self.after_chunks], last))


@dataclass(frozen=True)
class NoDone:
    """A stream that is whole but lacks the closing `data: [DONE]`."""

    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        if not plan.reply.streamed:
            return plan
        return _with_chunks(plan, tuple(chunk for chunk in plan.reply.chunks if chunk != DONE))


@dataclass(frozen=True)
class NoFinishReason:
    """The answer never says why it ended: the finishing events are left out, or a plain answer's reason is null."""

    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        if plan.reply.streamed:
            kept = tuple(chunk for chunk in plan.reply.chunks if not _finishes(event_data(chunk)))
            return _with_chunks(plan, kept)
        return _with_chunks(plan, (_without_reason(plan.reply.body),))


_FINISHING_EVENTS = ("message_delta", "response.completed", "response.incomplete")


def _finishes(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    choices = data.get("choices")
    if isinstance(choices, list):
        return any(isinstance(choice, dict) and choice.get("finish_reason") for choice in choices)
    return data.get("type") in _FINISHING_EVENTS


def _without_reason(body: bytes) -> bytes:
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    if not isinstance(answer, dict):
        return body
    for choice in answer.get("choices", ()):
        choice["finish_reason"] = None
    for member in ("stop_reason", "status"):
        if member in answer:
            answer[member] = None
    return encode(answer)
