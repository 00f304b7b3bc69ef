"""Connections to one provider, kept between calls.

aiohttp makes them: names, addresses in turn, TLS, proxies. From then on a connection is a ``Line``.
"""

from __future__ import annotations

import asyncio
from collections import deque

import aiohttp
from yarl import URL

from .line import Line
from .settings import UpstreamSettings

__all__ = ["Pool"]


class Pool:
    """Lines to one origin; how many there may be is the business of ``Gate``."""

    def __init__(self, connector: aiohttp.TCPConnector, origin: URL, settings: UpstreamSettings) -> None:
        self._connector = connector
        self._origin = origin
        self._settings = settings
        self._proxy = URL(settings.proxy_url) if settings.proxy_url else None
        self._loop = asyncio.get_running_loop()
        self._made: dict[Line, tuple[aiohttp.connector.Connection, asyncio.BaseProtocol]] = {}
        self._idle: deque[Line] = deque()
        self._sweep: asyncio.TimerHandle | None = None

    def take(self) -> Line | None:
        """The line that was used last, if one is free."""
        oldest = self._loop.time() - self._settings.keep_idle_seconds
        while self._idle:
            line = self._idle.pop()
            if line.reusable and line.idle_since > oldest:
                return line
            line.cut()
        return None

    def give_back(self, line: Line) -> None:
        """Keep ``line`` for the next call, or end it where it can carry none."""
        if not line.reusable:
            line.cut()
            return
        line.idle_since = self._loop.time()
        self._idle.append(line)
        if self._sweep is None:
            self._sweep = self._loop.call_later(self._settings.keep_idle_seconds, self._end_idle)

    async def connect(self, until: float) -> Line:
        """A new line.

        Raises:
            aiohttp.ClientError: none could be made; ``ConnectionTimeoutError``: not in the time for connecting.
            TimeoutError: not until then, in the loop's time.
        """
        request = aiohttp.ClientRequest("POST", self._origin, loop=self._loop, proxy=self._proxy)
        timeout = aiohttp.ClientTimeout(total=None, connect=self._settings.connect_timeout_seconds)
        async with asyncio.timeout_at(until):
            try:
                made = await self._connector.connect(request, [], timeout)
            except TimeoutError as error:
                raise aiohttp.ConnectionTimeoutError from error
        return self._line(made)

    def close(self) -> None:
        """End all lines, those in use too."""
        if self._sweep is not None:
            self._sweep.cancel()
        for line in self._made:
            line.cut()

    def _line(self, made: aiohttp.connector.Connection) -> Line:
        transport, maker = made.transport, made.protocol
        if transport is None or maker is None:
            made.close()
            raise aiohttp.ClientConnectionError("ended while it was made")
        line = Line(transport, self._settings.max_head_line_bytes, self._ended)
        transport.set_protocol(line)
        self._made[line] = (made, maker)
        return line

    def _ended(self, line: Line, error: Exception | None) -> None:
        """aiohttp waits at its close for the end of what it made."""
        made, maker = self._made.pop(line)
        maker.connection_lost(error)
        made.close()

    def _end_idle(self) -> None:
        """End what nobody has used for too long."""
        oldest = self._loop.time() - self._settings.keep_idle_seconds
        while self._idle and self._idle[0].idle_since <= oldest:
            self._idle.popleft().cut()
        self._sweep = None
        if self._idle:
            due = self._idle[0].idle_since + self._settings.keep_idle_seconds
            self._sweep = self._loop.call_at(due, self._end_idle)
