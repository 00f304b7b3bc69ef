"""Server-sent events: bytes in, events out, and back (WHATWG HTML §9.2, "Server-sent events")."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonValue

__all__ = ["DONE", "Event", "EventParser", "encoded_event", "encoded_json"]

DONE = b"data: [DONE]\n\n"
"""The event that ends a stream of chat or text completion chunks."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``data`` is UTF-8 as it came, lines joined by LF; ``name`` is empty where no ``event:`` line was."""

    data: bytes
    name: str = ""


class EventParser:
    """Reads a stream cut anywhere, inside characters and line ends included. Comments, ids and retry times are skipped.

    Time is linear in the bytes fed, however small the pieces.
    """

    def __init__(self) -> None:
        self._unread = bytearray()
        self._scanned = 0
        self._begun = False
        self._after_cr = False
        self._data: list[bytes] = []
        self._name = ""

    @property
    def inside_event(self) -> bool:
        """Bytes of an event were read whose end has not come."""
        return bool(self._unread or self._data or self._name)

    def feed(self, data: bytes) -> list[Event]:
        """The events that end within ``data``, in order."""
        if self._after_cr and data:
            data = data.removeprefix(b"\n")
            self._after_cr = False
        self._unread += data
        if not self._begun and not self._skip_bom():
            return []
        return [event for line in self._lines() if (event := self._take(line)) is not None]

    def flush(self) -> list[Event]:
        """The body ended: the event that lacks only its closing line end or blank line, if any."""
        last, self._unread = bytes(self._unread), bytearray()
        events = [self._take(last), self._take(b"")] if last else [self._take(b"")]
        return [event for event in events if event is not None]

    def _skip_bom(self) -> bool:
        if len(self._unread) < len(_BOM) and _BOM.startswith(self._unread):
            return False
        if self._unread.startswith(_BOM):
            del self._unread[: len(_BOM)]
        self._begun = True
        return True

    def _lines(self) -> list[bytes]:
        lines, start = [], 0
        for match in _LINE_END.finditer(self._unread, self._scanned):
            lines.append(bytes(self._unread[start : match.start()]))
            start = match.end()
            self._after_cr = start == len(self._unread) and match.group() == b"\r"
        del self._unread[:start]
        self._scanned = len(self._unread)
        return lines

    def _take(self, line: bytes) -> Event | None:
        if not line:
            return self._dispatch()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
        return None

    def _dispatch(self) -> Event | None:
        data, name = self._data, self._name
        self._data, self._name = [], ""
        return Event(b"\n".join(data), name) if data else None


def encoded_json(value: JsonValue) -> bytes:
    """Compact JSON in UTF-8; escaped to ASCII where the text holds lone surrogates, which UTF-8 cannot carry."""
    try:
        return _UTF8.encode(value).encode()
    except UnicodeEncodeError:
        return _ASCII.encode(value).encode()


def encoded_event(value: JsonValue, name: str = "") -> bytes:
    """One event with JSON data, with an ``event:`` line where it has a name."""
    line = b"data: " + encoded_json(value) + b"\n\n"
    return b"event: " + name.encode() + b"\n" + line if name else line


_UTF8 = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ASCII = json.JSONEncoder(separators=(",", ":"))
