"""What gateways tell each other about flights, as messages in each other's inbox channels.

A follower sends JOIN to the leader. The leader answers GONE (not my flight, or landed and forgotten), LATE (too much of
it has passed to be joined) or ALOFT, and after ALOFT each frame with its number, from the first on. Every message names
the lease's token, so that messages of an earlier flight of the same key mean nothing.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum

__all__ = ["TOKEN_BYTES", "Kind", "Message"]

TOKEN_BYTES = 16
_HEAD = struct.Struct(f"<c{TOKEN_BYTES}sI")


class Kind(Enum):
    """Kinds of message."""

    JOIN = b"J"
    """``content``: name of the follower's inbox."""
    ALOFT = b"A"
    FRAME = b"F"
    """``number``: of the frame, from 0; ``content``: the frame."""
    GONE = b"G"
    LATE = b"L"


@dataclass(frozen=True, slots=True)
class Message:
    """One message about the flight with the lease token ``token`` (16 bytes)."""

    kind: Kind
    token: bytes
    number: int = 0
    content: bytes = b""

    def encoded(self) -> bytes:
        """As bytes."""
        return _HEAD.pack(self.kind.value, self.token, self.number) + self.content

    @classmethod
    def decoded(cls, data: bytes) -> Message:
        """From bytes.

        Raises:
            ValueError: they are no message.
        """
        try:
            kind, token, number = _HEAD.unpack_from(data)
        except struct.error as error:
            raise ValueError("too short for a message") from error
        return cls(Kind(kind), token, number, data[_HEAD.size :])
