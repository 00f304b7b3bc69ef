"""A directory for one run of the gateway: counters that its workers share, settings that they are handed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["private_directory"]

_PREFIX = "cachecore-run-"
_LOCK = "alive"


@contextmanager
def private_directory() -> Iterator[Path]:
    """A directory that only this user can enter, gone at the end. What runs that were killed left behind goes, too."""
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name, (Path(name) / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Path(name)


def _sweep(place: Path) -> None:
    """Remove our directories that nobody holds; one that is being made this moment has no lock file yet and stays."""
    for directory in place.glob(f"{_PREFIX}*"):
        try:
            if directory.stat().st_uid == os.getuid() and _abandoned(directory / _LOCK):
                shutil.rmtree(directory)
        except OSError:
            continue  # another start was quicker


def _abandoned(lock: Path) -> bool:
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
