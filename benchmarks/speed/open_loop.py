"""Requests at a fixed rate, whether or not answers keep up: latency counts from the moment a request was due."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import cast

import uvloop

__all__ = ["open_loop", "quantile"]

_CONNECTIONS = 64


class _Line(asyncio.Protocol):
    """One connection; puts itself back among the idle ones when its answer is whole."""

    def __init__(self, idle: deque[_Line], latencies: list[float]) -> None:
        self._idle = idle
        self._latencies = latencies
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not subclasses
        self._idle.append(self)

    def send(self, request: bytes, due: float) -> None:
        assert self._transport is not None
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(self._buffer) >= end + 4 + length:
            self._buffer = b""
            self._latencies.append(time.perf_counter() - self._due if b" 200 " in head[:16] else float("inf"))
            self._idle.append(self)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def open_loop(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> list[float]:
    """Latencies in seconds, sorted; failed requests are infinite."""
    return sorted(uvloop.run(_open_loop(port, requests, rate, seconds)))


async def _open_loop(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    idle: deque[_Line] = deque()
    latencies: list[float] = []
    made = [
        await loop.create_connection(lambda: _Line(idle, latencies), "127.0.0.1", port) for _ in range(_CONNECTIONS)
    ]
    began, count = time.perf_counter() + 0.1, int(rate * seconds)
    for number in range(count):
        due = began + number / rate
        while (wait := due - time.perf_counter()) > 0 or not idle:  # noqa: ASYNC110 - a schedule
            await asyncio.sleep(max(0.0, min(wait - 0.0002, 0.01)))
        idle.popleft().send(requests[number % len(requests)], due)
    end = time.perf_counter() + 5.0
    while len(latencies) < count and time.perf_counter() < end:  # noqa: ASYNC110 - the last answers
        await asyncio.sleep(0.01)
    for _, line in made:
        line.close()
    return latencies + [float("inf")] * (count - len(latencies))


def quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, int(share * len(values)))]
