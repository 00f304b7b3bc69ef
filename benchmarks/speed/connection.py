"""A blocking HTTP/1.1 connection without a library's own cost, for latencies of one request at a time."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

from .world import Target

__all__ = ["Connection", "Reply", "request_of"]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; seconds from the first byte sent to the first byte of the body, and to its end."""

    status: int
    headers: dict[str, str]
    first_seconds: float
    seconds: float

    @property
    def tier(self) -> str:
        """Value of ``X-Cache``, empty where there is none."""
        return self.headers.get("x-cache", "")


def request_of(target: Target, body: bytes, **more: str) -> bytes:
    """Bytes of a POST."""
    headers = {"Host": f"127.0.0.1:{target.port}", "Content-Type": "application/json", **target.headers, **more}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {target.path} HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Connection:
    """Kept alive; one request at a time."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 30.0)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> Reply:
        """Send and read the whole answer."""
        began = time.perf_counter()
        self._socket.sendall(request)
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._more()
        status, headers = _head(bytes(self._buffer[:end]))
        del self._buffer[: end + 4]
        while not self._buffer:
            self._more()
        first = time.perf_counter() - began
        if "content-length" in headers:
            length = int(headers["content-length"])
            while len(self._buffer) < length:
                self._more()
            del self._buffer[:length]
        else:
            while not self._buffer.endswith(b"0\r\n\r\n"):
                self._more()
            self._buffer.clear()
        return Reply(status, headers, first, time.perf_counter() - began)

    def _more(self) -> None:
        data = self._socket.recv(262_144)
        if not data:
            raise RuntimeError("the server closed the connection")
        self._buffer += data


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}
