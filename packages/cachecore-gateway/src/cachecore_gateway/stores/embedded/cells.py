"""Small durable JSON values by name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .database import TROUBLE
from .handles import Handle
from .writer import Writer

__all__ = ["EmbeddedCells"]

T = TypeVar("T")


class EmbeddedCells:
    """See :class:`Cell`."""

    def __init__(self, handle: Handle, writer: Writer) -> None:
        self._handle = handle
        self._writer = writer

    async def read(self, name: str) -> JsonObject | None:
        """See :class:`Cell`."""
        with self._handle.guarded() as connection:
            return _read(connection, name)

    async def add(self, name: str, amounts: Mapping[str, float]) -> None:
        """See :class:`Cell`. What is not a number counts as 0."""
        await self._write(partial(_add, name=name, amounts=dict(amounts)))

    async def write(self, name: str, value: JsonObject) -> None:
        """See :class:`Cell`."""
        await self._write(partial(_write, name=name, value=dict(value)))

    async def change(self, name: str, step: Callable[[JsonObject | None], JsonObject]) -> JsonObject:
        """See :class:`Cell`. One writer at a time holds the file's lock, so what was read is what is replaced."""
        return await self._write(partial(_change, name=name, step=step))

    async def _write(self, run: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._writer.call(run)
        except TROUBLE as error:
            raise self._handle.trouble(error) from error


def _read(connection: sqlite3.Connection, name: str) -> JsonObject | None:
    row = connection.execute("SELECT value FROM cells WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    try:
        value = json.loads(row[0])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _add(connection: sqlite3.Connection, name: str, amounts: Mapping[str, float]) -> None:
    value = _read(connection, name) or {}
    for field, amount in amounts.items():
        value[field] = _number(value.get(field)) + amount
    _write(connection, name, value)


def _change(connection: sqlite3.Connection, name: str, step: Callable[[JsonObject | None], JsonObject]) -> JsonObject:
    value = step(_read(connection, name))
    _write(connection, name, value)
    return value


def _write(connection: sqlite3.Connection, name: str, value: JsonObject) -> None:
    connection.execute("INSERT OR REPLACE INTO cells VALUES(?, ?)", (name, json.dumps(value)))


def _number(value: JsonValue) -> float:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
