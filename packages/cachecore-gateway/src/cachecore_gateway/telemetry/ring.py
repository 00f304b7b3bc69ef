"""The last few records of a worker, readable by the others: near misses for ``stats`` and the dashboard."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from pathlib import Path

from cachecore_gateway.core.canonical import JsonObject

__all__ = ["RECORD_BYTES", "Ring", "read_rings"]

RECORD_BYTES = 512
"""A record that is longer as JSON is left out."""


class Ring:
    """Keeps the last ``count`` records; in memory alone when there is no path."""

    def __init__(self, path: Path | None, count: int) -> None:
        self._size = count * RECORD_BYTES
        self._next = 0
        self._memory: bytearray | mmap.mmap = bytearray(self._size)
        if path is not None:
            with path.open("ab+") as file:
                file.truncate(self._size)
                self._memory = mmap.mmap(file.fileno(), self._size)

    def add(self, record: JsonObject) -> None:
        """Put ``record`` in the place of the oldest."""
        line = json.dumps(record, separators=(",", ":")).encode()
        if len(line) > RECORD_BYTES:
            return
        self._memory[self._next : self._next + RECORD_BYTES] = line.ljust(RECORD_BYTES)
        self._next = (self._next + RECORD_BYTES) % self._size

    def records(self) -> Iterator[JsonObject]:
        """All records, in no order."""
        return _records(bytes(self._memory[: self._size]))

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._memory, mmap.mmap):
            self._memory.close()
            self._memory = bytearray(self._size)


def read_rings(directory: Path) -> Iterator[JsonObject]:
    """The records of every ring in ``directory``."""
    for path in sorted(directory.glob("near-*.ring")):
        try:
            yield from _records(path.read_bytes())
        except OSError:
            continue  # removed this moment


def _records(memory: bytes) -> Iterator[JsonObject]:
    for start in range(0, len(memory), RECORD_BYTES):
        text = memory[start : start + RECORD_BYTES].strip(b" \0")
        try:
            record = json.loads(text) if text else None
        except ValueError:
            continue  # half written this moment
        if isinstance(record, dict):
            yield record
