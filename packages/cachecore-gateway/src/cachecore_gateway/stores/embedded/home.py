"""The store's directory: its files, its locks, and what happens when a file is found broken.

The *epoch* names one life of the control file. When that file is missing, broken, or lacks an invalidation that was
acknowledged, it is set aside and a new one begins a new epoch, under which no older entry is valid: a cold start, and
nothing wrong is ever served. Broken entry or memory files are set aside likewise; what they held is lost, harmlessly.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cachecore_gateway.core.errors import SettingError

from . import control_rows
from .database import CONTROL, ENTRIES, MEMORY, DatabaseFile, connect, is_damage
from .locks import FileLock
from .shared_page import SharedPage

__all__ = ["Home"]

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class Home:
    """Paths and shared state of one store directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        _make_private(directory)
        self.page = SharedPage(directory / "shared.page")
        self._lock = FileLock(directory / "lock")
        self._mutex = threading.Lock()  # the file lock keeps processes apart, not threads
        self._anchors: dict[str, sqlite3.Connection] = {}

    def path(self, file: DatabaseFile) -> Path:
        """Where ``file`` lies."""
        return self.directory / file.name

    def write_lock(self, file: DatabaseFile) -> FileLock:
        """A lock for one writer of ``file``: waiting in the kernel is fairer and quicker than SQLite's polling."""
        return FileLock(self.directory / f"{file.name}.lock")

    def prepare(self) -> None:
        """Make all files ready; blocks while another process does the same.

        Raises:
            sqlite3.Error, OSError: the directory cannot be used.
        """
        with self._mutex, self._lock.held():
            self._prepare()

    def recover(self, file: DatabaseFile, seen_incarnation: int) -> None:
        """Set the broken ``file`` aside and start a new one, unless another process has done so since."""
        with self._mutex, self._lock.held():
            if self.page.incarnation == seen_incarnation:
                self._set_aside(file, "it was found damaged while in use")
                self._prepare()

    def close(self) -> None:
        """Let go of everything."""
        for connection in self._anchors.values():
            connection.close()
        self.page.close()
        self._lock.close()

    def _prepare(self) -> None:
        for file in (CONTROL, MEMORY, ENTRIES):
            self._drop_anchor(file)
        epoch = self._sound(CONTROL, self._verified).epoch
        self._sound(MEMORY, lambda connection: None)
        if not self._sound(ENTRIES, lambda connection: _belongs(connection, epoch)):
            self._set_aside(ENTRIES, "it belongs to an earlier epoch", keep=False)
            self._sound(ENTRIES, lambda connection: _belongs(connection, epoch))

    def _sound(self, file: DatabaseFile, check: Callable[[sqlite3.Connection], T]) -> T:
        """Open and check ``file``; one that is damaged is set aside and begun anew."""
        try:
            return check(self._anchor(file))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if not is_damage(error):
                raise
            self._set_aside(file, str(error))
            return check(self._anchor(file))

    def _anchor(self, file: DatabaseFile) -> sqlite3.Connection:
        """A connection that stays open: closing a file's last one costs a checkpoint, and the next one a new log."""
        path = self.path(file)
        if not path.exists():
            self._drop_anchor(file)
            if file is CONTROL:
                self.page.generation = 0
            self.page.reincarnate()
        if file.name not in self._anchors:
            self._anchors[file.name] = connect(path, file)
        return self._anchors[file.name]

    def _drop_anchor(self, file: DatabaseFile) -> None:
        connection = self._anchors.pop(file.name, None)
        if connection is not None:
            connection.close()

    def _verified(self, connection: sqlite3.Connection) -> control_rows.ControlState:
        found = control_rows.verify(connection, self.page.generation)
        # Never behind the file: a crash between commit and page leaves the page one step short.
        self.page.generation = max(self.page.generation, found.sequence)
        return found

    def _set_aside(self, file: DatabaseFile, reason: str, *, keep: bool = True) -> None:
        self._drop_anchor(file)
        path = self.path(file)
        aside = f"{path}.damaged-{time.time_ns()}"
        _LOG.error(
            "The cache file %s is not usable (%s). It %s and the cache starts cold; no stale answer is served.",
            path,
            reason,
            f"was renamed to {aside}" if keep else "was removed",
        )
        for suffix in ("", "-wal", "-shm"):
            _move(f"{path}{suffix}", f"{aside}{suffix}" if keep else None)
        if file is ENTRIES:
            self.page.removal = 0
        self.page.reincarnate()


def _belongs(connection: sqlite3.Connection, epoch: str) -> bool:
    """Is the entries file of this epoch? A new one is claimed for it."""
    connection.execute("INSERT OR IGNORE INTO meta VALUES('epoch', ?)", (epoch,))
    row = connection.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
    return row is not None and row[0] == epoch


def _move(path: str, target: str | None) -> None:
    try:
        if target is None:
            os.unlink(path)
        else:
            os.rename(path, target)
    except FileNotFoundError:
        pass


def _make_private(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = os.access(directory, os.R_OK | os.W_OK | os.X_OK)
    except OSError as error:
        raise SettingError(f"stores.embedded.directory {directory} cannot be made: {error.strerror}.") from error
    if not usable:
        raise SettingError(f"stores.embedded.directory {directory} is not writable; give this user access to it.")
    if stat.S_IMODE(directory.stat().st_mode) & 0o077:
        _LOG.warning("Other users may read the cache in %s; chmod 700 it.", directory)
