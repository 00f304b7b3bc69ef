"""A reply together with the way in which it is to be delivered: what faults change, and delivery carries out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .hold import Hold
from .reply import Reply
from .request import Request

BEFORE_HEAD: int = -1
"""A place in an answer before its first byte; places from 0 on come after that many chunks of the body."""


class Framing(Enum):
    """How the end of the body is told to the client."""

    LENGTH = "content-length"
    CHUNKED = "chunked"
    CLOSE = "close"
    """No length at all: an HTTP/1.0 head, and the end of the connection is the end of the body."""


class Ending(Enum):
    """How an answer is broken off."""

    FIN = "fin"
    RESET = "reset"


@dataclass(frozen=True)
class Stop:
    """Breaks the answer off at a place, by an orderly end of the connection or by a reset."""

    ending: Ending
    place: int


@dataclass(frozen=True)
class Gate:
    """Holds the answer back at a place."""

    hold: Hold
    place: int


@dataclass(frozen=True)
class Plan:
    """How one reply goes out. All waits are in seconds, >= 0; `length_error` is in bytes.

    `head` (when set) replaces the status line and headers, byte for byte. `announces_close` adds `Connection: close`;
    `closes` ends the connection after the answer, announced or not.
    """

    reply: Reply
    framing: Framing
    head_seconds: float = 0.0
    first_byte_seconds: float = 0.0
    pace_seconds: float = 0.0
    gates: tuple[Gate, ...] = ()
    stop: Stop | None = None
    length_error: int = 0
    head: bytes | None = None
    closes: bool = False
    announces_close: bool = False


def plan_for(request: Request, reply: Reply) -> Plan:
    """The faultless way to deliver a reply to this request."""
    old = request.http_version == "1.0"
    closes = old or (request.header("connection") or "").lower() == "close"
    framing = Framing.LENGTH
    if reply.streamed:
        framing = Framing.CLOSE if old else Framing.CHUNKED
    if reply.streamed:
        pace = reply.duration_seconds / max(1, len(reply.chunks))
        return Plan(reply, framing, pace_seconds=pace, closes=closes, announces_close=closes)
    return Plan(reply, framing, head_seconds=reply.duration_seconds, closes=closes, announces_close=closes)
