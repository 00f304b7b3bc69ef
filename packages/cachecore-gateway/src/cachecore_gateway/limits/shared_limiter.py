"""Limits that the workers of one machine count together."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from cachecore_gateway.core.identity import Rate
from cachecore_gateway.core.ports import Admission, Clock, Health

from .cells import WAYS, CellFile
from .window import Window

__all__ = ["SharedLimiter"]


class SharedLimiter:
    """Implements ``RateLimiter`` over a file that all workers share. Exact: a count is taken under a lock.

    The monotonic clock must be one for all processes, as it is on Linux and macOS; times from before a restart of the
    machine lie in its future and are dropped. When the file fails, requests are admitted and ``health`` says so.

    Args:
        clock: its monotonic time counts.
        directory: made when it is missing; the file in it is named by its size, so that workers of two configurations
            never read each other's.
        max_subjects: subjects remembered, rounded up; where room is short the least recently seen is forgotten.
    """

    def __init__(self, clock: Clock, directory: Path, max_subjects: int = 16_384) -> None:
        self._clock = clock
        self._bucket_count = max(1, -(-max_subjects // WAYS))
        self._path = directory / f"limits-1-{self._bucket_count}.bin"
        self._cells: CellFile | None = None
        self._trouble = ""
        self._open()

    async def admit(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance; admits when the file fails."""
        return self.admit_at_once(subject, rate)

    def admit_at_once(self, subject: str, rate: Rate) -> Admission:
        """Take one request from ``subject``'s allowance; admits when the file fails."""
        if self._cells is None:
            return _unlimited(rate)
        try:
            admission = self._count(self._cells, subject, rate)
        except OSError as error:
            self._trouble = f"{self._path.name}: {error.strerror}"
            return _unlimited(rate)
        self._trouble = ""
        return admission

    async def health(self) -> Health:
        """Not well when the last count failed: limits are not kept then."""
        if self._trouble:
            return Health("limits", ok=False, detail=f"rate limits are not kept: {self._trouble}")
        return Health("limits", ok=True, detail="shared by the workers of this machine")

    async def aclose(self) -> None:
        """Close the file; counts stay for the other workers."""
        if self._cells is not None:
            self._cells.close()
            self._cells = None

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._cells = CellFile(self._path, self._bucket_count)
        except OSError as error:
            self._trouble = f"{self._path.name}: {error.strerror}"

    def _count(self, cells: CellFile, subject: str, rate: Rate) -> Admission:
        handle = blake2b(f"{rate.seconds!r} {subject}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        bucket = int.from_bytes(handle[:8], "little") % self._bucket_count
        held = cells.lock(bucket)
        try:
            # Read inside the lock: another worker's time must not be newer than ours.
            now = self._clock.monotonic()
            cell = cells.find(bucket, handle, now)
            window = Window.of(cell.groups)
            admission = window.admit(now, rate)
            if admission.allowed:
                cell.groups = list(window.groups)
                cells.write(bucket, cell)
            return admission
        finally:
            if held:
                cells.unlock(bucket)


def _unlimited(rate: Rate) -> Admission:
    return Admission(allowed=True, limit=rate.requests, remaining=rate.requests, reset_seconds=0.0)
