"""A flight led by another gateway, as it comes in by messages."""

from __future__ import annotations

import asyncio

from cachecore_gateway.core.flight import Landed

from ..flight_log import LOST, FlightLog
from ..records import decode_frame
from .mail import Kind, Message

__all__ = ["Relay"]


class Relay:
    """Puts numbered frames in their order into ``log``; a missing one ends it as lost."""

    def __init__(self, token: bytes, keep_bytes: int) -> None:
        self.token = token
        self.log = FlightLog(keep_bytes)
        self.answered = asyncio.Event()
        """The leader has answered."""
        self.answer: Kind | None = None
        """``ALOFT``, ``GONE``, ``LATE``, or ``None`` before the leader has answered."""
        self.frame_count = 0

    def receive(self, message: Message) -> None:
        """A message about this flight."""
        if self.answer is None:
            self.answer = Kind.ALOFT if message.kind is Kind.FRAME else message.kind
            self.answered.set()
        if message.kind is Kind.FRAME and message.number >= self.frame_count:
            self._add(message)

    def lose(self) -> None:
        """The leader is gone; nothing happens if the flight has landed."""
        self.log.add(LOST)

    def _add(self, message: Message) -> None:
        if message.number > self.frame_count:
            self.lose()
            return
        self.frame_count += 1
        try:
            frame = decode_frame(message.content)
        except ValueError:
            frame = LOST
        self.log.add(frame)
        if isinstance(frame, Landed):
            self.answered.set()
