"""A file of counters that several processes of one machine share: buckets of cells, one lock per bucket.

Layout: bucket ``b`` is ``WAYS`` cells at ``b * WAYS * CELL_BYTES``. A cell is the subject's hash (16 bytes), the number
of groups, then the groups of its window. All zero is an empty cell, so a new file needs no writing. Nothing in it is
worth a sync: after a crash counting starts anew.
"""

from __future__ import annotations

import fcntl
import math
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from .window import GROUP_COUNT, Group

__all__ = ["WAYS", "Cell", "CellFile"]

WAYS = 8
_MOST_GROUPS = GROUP_COUNT + 2
_HEAD = struct.Struct("<16sI4x")
_GROUPS = [struct.Struct("<" + "ddQ" * count) for count in range(_MOST_GROUPS + 1)]
_CELL_BYTES = _HEAD.size + _GROUPS[-1].size
_BUCKET_BYTES = WAYS * _CELL_BYTES
_YIELDS = 16
_PAUSES = 100
_PAUSE_SECONDS = 0.0005


@dataclass(slots=True)
class Cell:
    """One subject's place: its hash (empty: nobody's) and the groups of its window, oldest first."""

    place: int
    subject: bytes
    groups: list[Group]


class CellFile:
    """The open file. Every method may raise ``OSError``."""

    def __init__(self, path: Path, bucket_count: int) -> None:
        self.bucket_count = bucket_count
        self._stuck: set[int] = set()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(self._file).st_size < bucket_count * _BUCKET_BYTES:
                os.ftruncate(self._file, bucket_count * _BUCKET_BYTES)
        except OSError:
            os.close(self._file)
            raise

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def lock(self, bucket: int) -> bool:
        """Keep other processes out of the bucket for the few microseconds of one count; True: ``unlock`` it.

        A process that was preempted inside is waited for; one that was stopped there must not stop the others, so
        after 50 ms, and from then on at once, counts are taken without the lock and may lose others.
        """
        start = bucket * _BUCKET_BYTES
        held = self._try(start) or (bucket not in self._stuck and self._wait(start))
        if not held:
            self._stuck.add(bucket)
        elif self._stuck:
            self._stuck.discard(bucket)
        return held

    def unlock(self, bucket: int) -> None:
        """Let others in again."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, bucket * _BUCKET_BYTES)

    def find(self, bucket: int, subject: bytes, now: float) -> Cell:
        """The subject's cell, else an empty one, else the least recently used one, emptied.

        What cannot be right is read as empty, and so is what lies in the future of ``now``: it is left over from
        before a restart of the machine.
        """
        data = os.pread(self._file, _BUCKET_BYTES, bucket * _BUCKET_BYTES).ljust(_BUCKET_BYTES, b"\x00")
        for place in range(WAYS):
            if data.startswith(subject, place * _CELL_BYTES):
                return Cell(place, subject, _groups(data, place * _CELL_BYTES, now))
        newest = [_newest(_groups(data, place * _CELL_BYTES, now)) for place in range(WAYS)]
        return Cell(newest.index(min(newest)), subject, [])

    def write(self, bucket: int, cell: Cell) -> None:
        """Write one cell."""
        numbers = [number for group in cell.groups for number in group]
        packed = _HEAD.pack(cell.subject, len(cell.groups)) + _GROUPS[len(cell.groups)].pack(*numbers)
        os.pwrite(self._file, packed, bucket * _BUCKET_BYTES + cell.place * _CELL_BYTES)

    def _wait(self, start: int) -> bool:
        for attempt in range(_YIELDS + _PAUSES):
            if attempt < _YIELDS:
                os.sched_yield()
            else:
                time.sleep(_PAUSE_SECONDS)
            if self._try(start):
                return True
        return False

    def _try(self, start: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, start)
        except BlockingIOError:
            return False
        return True


def _groups(data: bytes, offset: int, now: float) -> list[Group]:
    count = _HEAD.unpack_from(data, offset)[1]
    if not 0 < count <= _MOST_GROUPS:
        return []
    numbers = iter(_GROUPS[count].unpack_from(data, offset + _HEAD.size))
    groups = list(zip(numbers, numbers, numbers, strict=True))
    # False for NaN, too.
    return groups if all(first <= newest <= now for first, newest, _ in groups) else []


def _newest(groups: list[Group]) -> float:
    return groups[-1][1] if groups else -math.inf
