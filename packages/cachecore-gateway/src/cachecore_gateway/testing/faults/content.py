"""Faults in what the answer says: wrong status, wrong body, wrong size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ..plan import Framing, Plan
from ..reply import JSON_TYPE, ErrorShape, Reply, error_reply, html_reply
from .fault import Stage


def _instead(plan: Plan, reply: Reply) -> Plan:
    """The plan with another, plain reply in it; a stream's framing and pace do not carry over."""
    return replace(plan, reply=reply, framing=Framing.LENGTH, pace_seconds=0.0)


@dataclass(frozen=True)
class Fail:
    """An error status. `retry_after` is sent as it is: seconds, or an HTTP date."""

    status: int = 500
    message: str = "The upstream double fails this call on purpose."
    shape: ErrorShape = ErrorShape.OPENAI
    retry_after: str | float | None = None
    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        reply = error_reply(self.status, self.message, self.shape)
        if self.retry_after is not None:
            reply = replace(reply, headers=(*reply.headers, ("Retry-After", str(self.retry_after))))
        return _instead(plan, reply)


@dataclass(frozen=True)
class BadJson:
    """Status 200, a JSON content type, and a body that breaks off in the middle of the JSON."""

    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        body = b'{"id":"chatcmpl-broken","object":"chat.completion","choices":[{"index":0,"message":{"role'
        return _instead(plan, Reply(200, (("Content-Type", JSON_TYPE),), (body,)))


@dataclass(frozen=True)
class BadEvents:
    """A stream whose event after `after_chunks` events holds broken JSON; a plain answer becomes `BadJson`."""

    after_chunks: int = 2
    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        if not plan.reply.streamed:
            return BadJson().apply(plan)
        chunks = plan.reply.chunks
        broken = b'data: {"id":"chatcmpl-broken","choices":[{\n\n'
        chunks = (*chunks[: self.after_chunks], broken, *chunks[self.after_chunks :])
        return replace(plan, reply=replace(plan.reply, chunks=chunks))


@dataclass(frozen=True)
class HtmlPage:
    """Status 200 and a web page, as a captive portal or a misconfigured proxy sends."""

    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        return _instead(plan, html_reply(200, "Welcome to nginx!"))


@dataclass(frozen=True)
class EmptyBody:
    """Status 200, the right content type, and nothing in the body."""

    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, reply=replace(plan.reply, chunks=()))


@dataclass(frozen=True)
class WrongContentType:
    """The right body under another content type; None leaves the field out."""

    content_type: str | None = "text/plain"
    stage: ClassVar[Stage] = Stage.HEADERS

    def apply(self, plan: Plan) -> Plan:
        kept = tuple(field for field in plan.reply.headers if field[0].lower() != "content-type")
        own = () if self.content_type is None else (("Content-Type", self.content_type),)
        return replace(plan, reply=replace(plan.reply, headers=(*own, *kept)))


_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class HugeBody:
    """A valid answer of about `size_bytes`: plain JSON gets a padding member, a stream repeats a content event."""

    size_bytes: int = 32 << 20
    stage: ClassVar[Stage] = Stage.CONTENT

    def apply(self, plan: Plan) -> Plan:
        streamed = plan.reply.streamed and len(plan.reply.chunks) > 0
        chunks = self._stream(plan.reply.chunks) if streamed else self._plain(plan.reply.body)
        return replace(plan, reply=replace(plan.reply, chunks=chunks))

    def _plain(self, body: bytes) -> tuple[bytes, ...]:
        block = b"x" * _BLOCK_BYTES
        count, rest = divmod(self.size_bytes, _BLOCK_BYTES)
        rest_of_object = body[1:] if body.startswith(b"{") and len(body) > 2 else b'"end":true}'
        return (b'{"padding":"', *([block] * count), b"x" * rest + b'",' + rest_of_object)

    def _stream(self, chunks: tuple[bytes, ...]) -> tuple[bytes, ...]:
        place = len(chunks) // 2
        repeated = chunks[place]
        count_in_block = max(1, _BLOCK_BYTES // len(repeated))
        block = repeated * count_in_block
        return (*chunks[:place], *([block] * (1 + self.size_bytes // len(block))), *chunks[place:])
