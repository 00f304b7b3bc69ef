"""Faults of time, length and connection: slow, broken off, reset, wrongly measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ..hold import Hold
from ..plan import BEFORE_HEAD, Ending, Framing, Gate, Plan, Stop
from .fault import Stage

_PIECES_OF_A_PLAIN_BODY = 4


def in_pieces(plan: Plan) -> Plan:
    """A plain body cut into four pieces, so that "after two chunks" has a meaning for it; streams stay as they are."""
    reply = plan.reply
    if reply.streamed or len(reply.chunks) >= _PIECES_OF_A_PLAIN_BODY:
        return plan
    size = max(1, -(-len(reply.body) // _PIECES_OF_A_PLAIN_BODY))
    return replace(plan, reply=replace(reply, chunks=_sliced(reply.body, size)))


def _sliced(body: bytes, size_bytes: int) -> tuple[bytes, ...]:
    return tuple(body[start : start + size_bytes] for start in range(0, len(body), size_bytes))


@dataclass(frozen=True)
class Delay:
    """Waits, in seconds: before the head, between head and first chunk, and before every later chunk.

    A plain body is sent in four pieces where `between_chunks_seconds` is set.
    """

    head_seconds: float = 0.0
    first_byte_seconds: float = 0.0
    between_chunks_seconds: float = 0.0
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        if self.between_chunks_seconds:
            plan = in_pieces(plan)
        return replace(
            plan,
            head_seconds=plan.head_seconds + self.head_seconds,
            first_byte_seconds=plan.first_byte_seconds + self.first_byte_seconds,
            pace_seconds=plan.pace_seconds + self.between_chunks_seconds,
        )


@dataclass(frozen=True)
class Held:
    """Stops at a `Hold`, before the head or after that many chunks of the body."""

    hold: Hold
    after_chunks: int | None = None
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        if self.after_chunks is not None:
            plan = in_pieces(plan)
        return replace(plan, gates=(*plan.gates, Gate(self.hold, _place(self.after_chunks))))


def _place(after_chunks: int | None) -> int:
    return BEFORE_HEAD if after_chunks is None else after_chunks


@dataclass(frozen=True)
class Reset:
    """Resets the connection (TCP RST): before the head, or after that many chunks of the body."""

    after_chunks: int | None = None
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        return replace(in_pieces(plan), stop=Stop(Ending.RESET, _place(self.after_chunks)))


@dataclass(frozen=True)
class Cut:
    """Breaks the body off after that many chunks.

    `clean=False`: the connection ends while the client waits for more (truncated chunked coding, or fewer bytes than
    `Content-Length`). `clean=True`: the message ends as a whole one does, only the rest of its content is missing; a
    stream then lacks its finish and [DONE].
    """

    after_chunks: int = 2
    clean: bool = False
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        plan = in_pieces(plan)
        if not self.clean:
            return replace(plan, stop=Stop(Ending.FIN, self.after_chunks))
        return replace(plan, reply=replace(plan.reply, chunks=plan.reply.chunks[: self.after_chunks]))


@dataclass(frozen=True)
class Hangup:
    """Ends the connection in order (TCP FIN) without one byte of an answer."""

    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, stop=Stop(Ending.FIN, BEFORE_HEAD))


@dataclass(frozen=True)
class Sliced:
    """Body written in slices of `size_bytes`, whatever the limits of events and characters."""

    size_bytes: int = 7
    stage: ClassVar[Stage] = Stage.SLICING

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, reply=replace(plan.reply, chunks=_sliced(plan.reply.body, self.size_bytes)))


@dataclass(frozen=True)
class SlowBody:
    """A body that trickles: `size_bytes` at a time, with `pause_seconds` before each piece."""

    size_bytes: int = 1
    pause_seconds: float = 0.05
    stage: ClassVar[Stage] = Stage.SLICING

    def apply(self, plan: Plan) -> Plan:
        sliced = Sliced(self.size_bytes).apply(plan)
        return replace(sliced, pace_seconds=sliced.pace_seconds + self.pause_seconds)


@dataclass(frozen=True)
class WrongLength:
    """A `Content-Length` that is off by `by_bytes`; a stream is sent with a length, too.

    Too large: the connection ends while the client waits for more. Too small: the rest of the body is left over on a
    connection that stays open.
    """

    by_bytes: int = 10
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        closes = plan.closes or self.by_bytes > 0
        return replace(plan, framing=Framing.LENGTH, length_error=self.by_bytes, closes=closes)


@dataclass(frozen=True)
class NoLength:
    """An HTTP/1.0 response without any length: the end of the connection is the end of the body."""

    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, framing=Framing.CLOSE, closes=True)


@dataclass(frozen=True)
class GarbageHead:
    """Bytes in place of the status line and headers that are no HTTP."""

    head: bytes = b"220 mail.example.org ESMTP ready\r\n\r\n"
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, head=self.head, closes=True)


@dataclass(frozen=True)
class CloseAfter:
    """A whole answer, then the end of the connection; unannounced, a client that pools connections finds it dead."""

    announced: bool = False
    stage: ClassVar[Stage] = Stage.DELIVERY

    def apply(self, plan: Plan) -> Plan:
        return replace(plan, closes=True, announces_close=self.announced or plan.announces_close)
