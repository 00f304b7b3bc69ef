"""Frames of one flight, from one producer to any number of readers in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from cachecore_gateway.core.flight import Chunk, Frame, Head, Landed

__all__ = ["Broadcast"]


class Broadcast:
    """A replayable sequence of frames.

    Every reader sees every frame from the first on, in order. The frames are kept for late readers until ``keep_bytes``
    of chunks have passed; from then on nobody can join, frames of a stream are dropped once all readers have them, and
    ``publish`` waits for the slowest reader, so memory stays bounded whatever the provider sends.
    """

    def __init__(self, keep_bytes: int) -> None:
        self._keep_bytes = keep_bytes
        self._frames: list[Frame] = []
        self._dropped = 0
        self._bytes = 0
        self._readers: dict[int, int] = {}
        self._next_reader = 0
        self._waiting: list[asyncio.Future[None]] = []
        self.joinable = True
        self.relayed = False
        """The call is made by another process."""
        self.head: Head | None = None
        self.landed: Landed | None = None

    async def publish(self, frame: Frame) -> None:
        """Add a frame; waits only when the queue is full and a reader lags."""
        self._add(frame)
        while not self.joinable and self._bytes > self._keep_bytes and self.head is not None and self.head.stream:
            self._drop_seen()
            if self._bytes <= self._keep_bytes:
                break
            await self._change()

    def land(self, landed: Landed) -> None:
        """Add the last frame; later ones are ignored."""
        if self.landed is None:
            self._add(landed)

    def enlist(self) -> int | None:
        """A reader's place before the first frame, kept until ``dismiss``; ``None`` when frames are gone already."""
        if self._dropped:
            return None
        reader, self._next_reader = self._next_reader, self._next_reader + 1
        self._readers[reader] = 0
        return reader

    def dismiss(self, reader: int) -> None:
        """The reader wants no more; nobody waits for it from now on."""
        if self._readers.pop(reader, None) is not None:
            self._wake_producer()

    async def read(self, reader: int) -> AsyncIterator[Frame]:
        """All frames for an enlisted reader, ending with ``Landed``."""
        try:
            while True:
                position = self._readers[reader]
                if position - self._dropped < len(self._frames):
                    frame = self._frames[position - self._dropped]
                    self._readers[reader] = position + 1
                    self._wake_producer()
                    yield frame
                    if isinstance(frame, Landed):
                        return
                else:
                    await self._change()
        finally:
            self.dismiss(reader)

    async def wait_head(self) -> Head | Landed:
        """The head, or the landing of a flight that never had one."""
        while self.head is None and self.landed is None:
            await self._change()
        return self.head or self._landing()

    async def wait_landed(self) -> Landed:
        """The landing."""
        while self.landed is None:
            await self._change()
        return self.landed

    def received(self) -> bytes:
        """All chunk bytes so far; whole unless this is a stream that is not ``joinable`` any more."""
        return b"".join(frame.data for frame in self._frames if isinstance(frame, Chunk))

    def _landing(self) -> Landed:
        assert self.landed is not None
        return self.landed

    def _add(self, frame: Frame) -> None:
        self._frames.append(frame)
        match frame:
            case Head():
                self.head = frame
            case Chunk():
                self._bytes += len(frame.data)
                self.joinable = self.joinable and self._bytes <= self._keep_bytes
            case Landed():
                self.landed = frame
        self._wake()

    def _drop_seen(self) -> None:
        seen = min(self._readers.values(), default=self._dropped + len(self._frames))
        while self._dropped < seen and self._frames:
            frame = self._frames.pop(0)
            self._dropped += 1
            if isinstance(frame, Chunk):
                self._bytes -= len(frame.data)

    def _wake_producer(self) -> None:
        if not self.joinable:
            self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def _change(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        await waiter
