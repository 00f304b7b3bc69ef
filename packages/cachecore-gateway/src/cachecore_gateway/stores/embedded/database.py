"""Connections to SQLite files with the options each file needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import schema

__all__ = ["CONTROL", "ENTRIES", "MEMORY", "TROUBLE", "Damaged", "DatabaseFile", "connect", "is_damage", "transaction"]

_BUSY_SECONDS = 5.0
_CACHE_KIB = 16 * 1024

TROUBLE = (sqlite3.Error, OSError, UnicodeError)
"""What using a file may raise; a text that is no UTF-8 is either damage or an id that cannot be stored."""


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """One file of the store."""

    name: str
    tables: str
    synchronous: str
    """``FULL``: a commit is on the disk when it returns. ``NORMAL``: it survives the process, not the power."""


CONTROL = DatabaseFile("control.db", schema.CONTROL, "FULL")
ENTRIES = DatabaseFile("entries.db", schema.ENTRIES, "NORMAL")
MEMORY = DatabaseFile("memory.db", schema.MEMORY, "NORMAL")


class Damaged(sqlite3.DatabaseError):
    """A file does not hold what was written to it."""


def is_damage(error: Exception) -> bool:
    """Does ``error`` say that the file itself is broken, rather than busy or out of space?"""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, (Damaged, UnicodeDecodeError)) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def connect(path: Path, file: DatabaseFile) -> sqlite3.Connection:
    """Open ``path``, which is made when it is missing.

    Raises:
        Damaged: it is no database, or of another format.
        sqlite3.Error: it cannot be opened now.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.text_factory = _text  # damage must not surface as an error of decoding
    try:
        _prepare(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the write lock is taken at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _prepare(connection: sqlite3.Connection, file: DatabaseFile) -> None:
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # counts only before the first table is made
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={file.synchronous}")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    connection.execute("PRAGMA journal_size_limit=67108864")
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        connection.executescript(f"BEGIN IMMEDIATE; {file.tables} PRAGMA user_version={schema.FORMAT}; COMMIT;")
    elif found != schema.FORMAT:
        raise Damaged(f"{file.name} has format {found}, not {schema.FORMAT}")
