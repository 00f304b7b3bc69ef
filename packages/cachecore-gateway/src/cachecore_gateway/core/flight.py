"""One upstream call shared by many callers (singleflight, SPEC 3.7): what a leader tells its followers.

A flight is a sequence of frames: one ``Head``, any number of ``Chunk``, one ``Landed``; or ``Landed`` alone when
nothing arrived. Followers of the same delivery form (stream or plain) see the frames as they come; others wait for
``Landed`` and build their own form from the whole answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from .entry import Answer

__all__ = ["GIVEN_UP", "Chunk", "Frame", "Head", "Landed", "Landing", "retry_for_follower"]


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of the upstream answer; ``stream`` says in which form the leader asked."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    stream: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of the body, as they came."""

    data: bytes


class Landing(Enum):
    """How a flight ended."""

    WHOLE = "whole"
    """A whole answer; ``Landed.answer`` holds it, ``Landed.entry_id`` too when it was stored."""
    STREAM_ONLY = "stream-only"
    """A stream that went through but has no plain form to share: whoever read it live is served, others are not."""
    REFUSED = "refused"
    """Upstream answered with an error that a second equal call would get again (4xx but 408, 409, 425, 429)."""
    FAILED = "failed"
    """No usable answer; a second call may do better."""
    LOST = "lost"
    """The leader went away without a word."""


@dataclass(frozen=True, slots=True)
class Landed:
    """Last frame. ``status``/``message`` describe a failure that has no ``Head``."""

    landing: Landing
    answer: Answer | None = None
    entry_id: str = ""
    status: int = 0
    message: str = ""
    code: str = ""
    uncacheable_reason: str = ""
    """Why a whole answer was not stored."""


GIVEN_UP = Landed(Landing.LOST, status=502, message="The shared upstream call was given up.")
"""The landing of a call that was cancelled."""

Frame: TypeAlias = Head | Chunk | Landed


def retry_for_follower(landed: Landed, upstream_calls: int) -> bool:
    """After a failed flight: may one follower call upstream in the leader's place?

    ``upstream_calls`` counts the calls already made for this wave; a wave makes at most two, so that an outage of the
    provider never turns one question into a herd.
    """
    shared = landed.landing in (Landing.WHOLE, Landing.REFUSED)
    return not shared and upstream_calls < 2
