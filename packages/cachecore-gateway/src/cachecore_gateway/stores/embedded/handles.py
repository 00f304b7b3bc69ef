"""One thread's connection to one file, opened again when the file was replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from cachecore_gateway.core.errors import StoreUnavailable

from .database import TROUBLE, DatabaseFile, connect, is_damage
from .home import Home

__all__ = ["Handle"]


class Handle:
    """A connection that follows the incarnations of its file. For one thread at a time."""

    def __init__(self, home: Home, file: DatabaseFile) -> None:
        self._home = home
        self._file = file
        self._incarnation = -1
        self._connection: sqlite3.Connection | None = None

    def connection(self) -> sqlite3.Connection:
        """The connection to the file as it is now.

        Raises:
            sqlite3.Error: it cannot be opened.
        """
        incarnation = self._home.page.incarnation
        if self._connection is None or incarnation != self._incarnation:
            self.close()
            self._connection = connect(self._home.path(self._file), self._file)
            self._incarnation = incarnation
        return self._connection

    def failed(self, error: Exception) -> None:
        """After an error: start a new file if this one is broken."""
        if is_damage(error):
            self.close()
            self._home.recover(self._file, self._incarnation)

    @contextmanager
    def guarded(self) -> Iterator[sqlite3.Connection]:
        """The connection for a block whose file trouble becomes ``StoreUnavailable``."""
        try:
            yield self.connection()
        except TROUBLE as error:
            raise self.trouble(error) from error

    def trouble(self, error: Exception) -> StoreUnavailable:
        """What callers are told of ``error``; a broken file is replaced first."""
        detail = type(error).__name__
        try:
            self.failed(error)
        except TROUBLE as second:
            detail = type(second).__name__
        return StoreUnavailable(
            f"The cache store cannot use {self._file.name} ({detail}); check the disk that holds the store's directory."
        )

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
