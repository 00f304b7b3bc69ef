"""One worker's numbers: a flat row of float64 that the worker adds to and every worker of the gateway can read.

``/metrics`` is answered by one worker but must show the sum over all. With the rows in files mapped into memory, adding
is one machine word written (no system call, no lock: each row has one writer) and a reader sees it at once. Two files a
worker:

``sheet-N.keys``     one JSON line a block: name, labels, size; only ever appended, a line before its numbers
``sheet-N.values``   the numbers, in the order of the lines

The worker holds a lock on the keys file while it lives; the next worker takes over the sheet of a dead one and counts
on, so no counter goes back when a worker is replaced, and the number of files is bounded by the number of workers.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, MutableSequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, cast

__all__ = ["CAPACITY", "Key", "Sheet", "read_sheets"]

CAPACITY = 16_384
"""Numbers in a sheet (128 KiB); what does not fit is counted together under the key ``OVERFLOW``."""

Key: TypeAlias = tuple[str, tuple[str, ...]]
Row: TypeAlias = MutableSequence[float]
OVERFLOW: Key = ("", ())
_MOST_SHEETS = 1024


@dataclass(frozen=True, slots=True)
class _Block:
    key: Key
    first: int
    size: int


class Sheet:
    """The row of this process; in memory alone when there is no directory.

    ``values[place(name, labels)] += x`` counts. Only one thread may do so.
    """

    def __init__(self, directory: Path | None) -> None:
        self._blocks: dict[Key, _Block] = {}
        self._counts: dict[str, int] = {}
        self._used = 0
        self._keys: IO[str] | None = None
        self._map: mmap.mmap | None = None
        self.number = 0
        """Which of the directory's sheets this is."""
        if directory is None:
            self.values: Row = array("d", bytes(8 * CAPACITY))
        else:
            self.values = self._take(directory)
        self._overflow = self.place(*OVERFLOW, size=64)

    def place(self, name: str, labels: tuple[str, ...], size: int = 1) -> int:
        """Index of the first of ``size`` neighbouring numbers; they begin at 0 and are the same at each call."""
        block = self._blocks.get((name, labels))
        if block is not None:
            return block.first
        if self._used + size > CAPACITY:
            return self._overflow
        if self._keys is not None:
            self._keys.write(json.dumps([name, labels, size]) + "\n")
            self._keys.flush()
        return self._add((name, labels), size)

    def known(self, name: str, labels: tuple[str, ...]) -> int | None:
        """What ``place`` says of a combination that is counted already; ``None`` for another."""
        block = self._blocks.get((name, labels))
        return None if block is None else block.first

    def combinations(self, name: str) -> int:
        """How many label combinations of ``name`` there are."""
        return self._counts.get(name, 0)

    def rows(self) -> Iterator[tuple[Key, tuple[float, ...]]]:
        """Each block's key and numbers."""
        for block in self._blocks.values():
            yield block.key, tuple(self.values[block.first : block.first + block.size])

    def reset(self, names: Iterable[str]) -> None:
        """Set every number of ``names`` to 0, as for what a dead worker no longer does."""
        wanted = set(names)
        for block in self._blocks.values():
            if block.key[0] in wanted:
                for index in range(block.first, block.first + block.size):
                    self.values[index] = 0.0

    def close(self) -> None:
        """Let go of the files; the numbers stay for the others to read."""
        if self._map is not None and self._keys is not None:
            self._view.release()
            self._map.close()
            self._keys.close()
            self._map = self._keys = None

    def _add(self, key: Key, size: int) -> int:
        self._blocks[key] = _Block(key, self._used, size)
        self._used += size
        self._counts[key[0]] = self._counts.get(key[0], 0) + 1
        return self._blocks[key].first

    def _take(self, directory: Path) -> Row:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(_MOST_SHEETS):
            keys = _locked(directory / f"sheet-{number}.keys")
            if keys is not None:
                self.number, self._keys = number, keys
                break
        else:
            raise OSError(f"{directory} holds {_MOST_SHEETS} sheets in use")
        _cut_torn_line(self.number, directory)
        for key, size in _known_keys(keys):
            self._add(key, size)
        with (directory / f"sheet-{self.number}.values").open("ab+") as file:
            file.truncate(8 * CAPACITY)
            self._map = mmap.mmap(file.fileno(), 8 * CAPACITY)
        self._view = memoryview(self._map).cast("d")
        return cast(Row, self._view)  # a view of float64, which its type cannot say


def read_sheets(directory: Path) -> Iterator[tuple[bool, Mapping[Key, tuple[float, ...]]]]:
    """Every sheet of ``directory``: whether its worker is alive, and its numbers."""
    for path in sorted(directory.glob("sheet-*.keys")):
        try:
            numbers = array("d", path.with_suffix(".values").read_bytes()[: 8 * CAPACITY])
            with path.open(encoding="utf-8") as keys:
                yield _is_locked(keys), _matched(_known_keys(keys), numbers)
        except (OSError, ValueError):
            continue  # it is being made this moment


def _matched(keys: Iterable[tuple[Key, int]], numbers: array[float]) -> dict[Key, tuple[float, ...]]:
    found, first = {}, 0
    for key, size in keys:
        found[key] = tuple(numbers[first : first + size])
        first += size
    return found


def _known_keys(file: IO[str]) -> Iterator[tuple[Key, int]]:
    file.seek(0)
    for line in file:
        if line.endswith("\n"):
            name, labels, size = json.loads(line)
            yield (name, tuple(labels)), size


def _cut_torn_line(number: int, directory: Path) -> None:
    """A worker killed while it wrote a key left half a line; its numbers were never written."""
    path = directory / f"sheet-{number}.keys"
    whole = path.read_bytes().rfind(b"\n") + 1
    os.truncate(path, whole)


def _locked(path: Path) -> IO[str] | None:
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "r+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
