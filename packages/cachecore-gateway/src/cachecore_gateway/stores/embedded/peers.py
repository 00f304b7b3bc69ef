"""Talk between the processes of one store: who leads this call, and what does it tell?

Every process listens on a Unix-domain socket in a private directory. A follower connects, sends the key, and gets one
byte back: ``F`` and then the frames, ``L`` when the flight has just landed and its entry is being written, ``N`` when
this process does not lead it. A connection that ends before ``Landed`` means that the leader is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import stat
import struct
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from enum import Enum
from hashlib import sha256
from pathlib import Path
from weakref import WeakSet

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.core.flight import Frame, Landed

from ..flight_log import LOST, FlightLog
from ..records import decode_frame, encode_frame

__all__ = ["Peers", "Reply", "Wire"]

_LENGTH = struct.Struct("<I")
_MAX_PATH_BYTES = 100
"""``sun_path`` holds 108 bytes on Linux, 104 elsewhere."""
_MAX_KEY_BYTES = 1024
_HELLO_SECONDS = 5.0
_BACKLOG_COUNT = 1024


class Reply(Enum):
    """What a peer says about a key."""

    FOLLOW = b"F"
    LANDED = b"L"
    NOT_MINE = b"N"
    TOO_LATE = b"T"
    SILENT = b""
    """It did not answer in time, or is gone."""


class Wire:
    """One followed flight: frames from another process."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def frames(self) -> AsyncIterator[Frame]:
        """Frames as they come; ``LOST`` when the connection breaks."""
        try:
            while True:
                frame = await self._next()
                yield frame
                if isinstance(frame, Landed):
                    return
        finally:
            self.close()

    async def reply(self) -> Reply:
        """The first byte."""
        try:
            return Reply(await self._reader.readexactly(1))
        except (OSError, asyncio.IncompleteReadError, ValueError):
            return Reply.SILENT

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def _next(self) -> Frame:
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            return decode_frame(await self._reader.readexactly(length))
        except (OSError, asyncio.IncompleteReadError, ValueError):
            return LOST


class Peers:
    """This process's socket, and the way to the others.

    Args:
        directory: the store's.
        led: tells the log of a key that this process leads, ``None`` for no such key.
    """

    def __init__(self, directory: Path, led: Callable[[str], FlightLog | None]) -> None:
        self._directory = _socket_directory(directory)
        self._own = self._directory / f"{secrets.token_hex(4)}.sock"
        self._led = led
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._wires: WeakSet[Wire] = WeakSet()

    async def open(self) -> None:
        """Start listening."""
        self._server = await asyncio.start_unix_server(self._serve, self._own, backlog=_BACKLOG_COUNT)

    def others(self) -> Sequence[Path]:
        """Sockets of the other processes, some of which may be dead."""
        with contextlib.suppress(FileNotFoundError):
            return [path for path in self._directory.glob("*.sock") if path != self._own]
        return []

    async def ask(self, peer: Path, key: str, timeout_seconds: float) -> tuple[Reply, Wire | None]:
        """Ask a peer for a key; the wire is open only with ``FOLLOW``. A dead peer's socket is removed."""
        wire: Wire | None = None
        reply = Reply.SILENT
        try:
            async with asyncio.timeout(timeout_seconds):
                wire = await self._connect(peer, key)
                reply = await wire.reply()
        except ConnectionRefusedError:
            _remove(peer)
            reply = Reply.NOT_MINE
        except FileNotFoundError:
            reply = Reply.NOT_MINE
        except BlockingIOError:  # its queue is full for now
            reply = Reply.LANDED
        except (OSError, TimeoutError):
            pass
        if wire is not None and reply is not Reply.FOLLOW:
            wire.close()
            wire = None
        return reply, wire

    async def aclose(self) -> None:
        """Stop listening and hang up on all followers."""
        if self._server is not None:
            self._server.close()
        for wire in self._wires:
            wire.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        _remove(self._own)

    async def _connect(self, peer: Path, key: str) -> Wire:
        reader, writer = await asyncio.open_unix_connection(peer)
        data = key.encode()
        writer.write(_LENGTH.pack(len(data)) + data)
        wire = Wire(reader, writer)
        self._wires.add(wire)
        return wire

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        try:
            await self._tell(await _key_from(reader), writer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            pass  # the follower has gone away; nobody else is touched
        finally:
            writer.close()

    async def _tell(self, key: str, writer: asyncio.StreamWriter) -> None:
        log = self._led(key)
        reply = _reply_of(log)
        writer.write(reply.value)
        if log is None or reply is not Reply.FOLLOW:
            await writer.drain()
            return
        async for frame in log.read():
            data = encode_frame(frame)
            writer.write(_LENGTH.pack(len(data)) + data)
            await writer.drain()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _reply_of(log: FlightLog | None) -> Reply:
    if log is None:
        return Reply.NOT_MINE
    if log.landed:
        return Reply.LANDED
    return Reply.FOLLOW if log.joinable else Reply.TOO_LATE


async def _key_from(reader: asyncio.StreamReader) -> str:
    async with asyncio.timeout(_HELLO_SECONDS):
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if length > _MAX_KEY_BYTES:
            raise ValueError("key too long")
        return (await reader.readexactly(length)).decode()


def _socket_directory(directory: Path) -> Path:
    """Where sockets lie: in the store's directory, or elsewhere when that path is too long for a socket's name."""
    place = directory.absolute() / "peers"
    if len(os.fsencode(place)) + len("/12345678.sock") > _MAX_PATH_BYTES:
        name = sha256(os.fsencode(directory.resolve())).hexdigest()[:16]
        place = Path(tempfile.gettempdir()) / f"cachecore-{os.getuid()}-{name}"
    place.mkdir(mode=0o700, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise SettingError(f"{place} must be a directory of this user with mode 0700; remove it and start again.")
    return place
