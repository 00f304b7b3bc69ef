"""Frames of one flight as its leader tells them, kept for those who join late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from cachecore_gateway.core.flight import Chunk, Frame, Landed, Landing

__all__ = ["LOST", "FlightLog"]

LOST = Landed(Landing.LOST, status=502, message="The worker that made the shared upstream call has gone away.")


class FlightLog:
    """A replayable sequence of frames.

    Once ``keep_bytes`` of chunks have passed, nobody can join any more, and a reader that lags by more than that is
    cut off (it sees ``LOST``): the leader never waits for another process.
    """

    def __init__(self, keep_bytes: int) -> None:
        self._keep_bytes = keep_bytes
        self._frames: list[Frame] = []
        self._dropped = 0
        self._kept_bytes = 0
        self._readers: dict[object, int] = {}
        self._changed: asyncio.Future[None] | None = None
        self.joinable = True
        self.landed = False

    def add(self, frame: Frame) -> None:
        """The next frame; ``Landed`` is the last."""
        if self.landed:
            return
        self.landed = isinstance(frame, Landed)
        self._frames.append(frame)
        if isinstance(frame, Chunk):
            self._kept_bytes += len(frame.data)
            self._bound()
        self._notify()

    async def read(self) -> AsyncIterator[Frame]:
        """All frames from the first on, as they come, ending with ``Landed``. Joins when first iterated."""
        reader = object()
        self._readers[reader] = 0
        try:
            while True:
                position = self._readers.get(reader)
                if position is None or position < self._dropped:
                    yield LOST
                    return
                if position - self._dropped == len(self._frames):
                    await self._change()
                    continue
                frame = self._frames[position - self._dropped]
                self._readers[reader] = position + 1
                yield frame
                if isinstance(frame, Landed):
                    return
        finally:
            self._readers.pop(reader, None)

    def _bound(self) -> None:
        if self._kept_bytes <= self._keep_bytes:
            return
        self.joinable = False
        needed = min(self._readers.values(), default=self._dropped + len(self._frames))
        self._drop_before(needed)
        while self._kept_bytes > self._keep_bytes:
            self._drop_before(self._dropped + 1)  # who still needed it is cut off

    def _drop_before(self, position: int) -> None:
        count = max(0, position - self._dropped)
        gone, self._frames = self._frames[:count], self._frames[count:]
        self._dropped += count
        self._kept_bytes -= sum(len(frame.data) for frame in gone if isinstance(frame, Chunk))

    async def _change(self) -> None:
        if self._changed is None:
            self._changed = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._changed)

    def _notify(self) -> None:
        if self._changed is not None:
            self._changed.set_result(None)
            self._changed = None
