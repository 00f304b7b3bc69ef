"""The pool of connections, and what it knows of a call that failed before its answer.

A request may be sent again only when the provider cannot have acted on it. aiohttp tells neither whether a connection
had served before nor whether bytes of an answer had come, so its protocol is told to remember both.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

from .settings import UpstreamSettings

__all__ = ["ConnectionLost", "connector_for", "lost_as_such"]


class ConnectionLost(aiohttp.ClientError):
    """The connection ended before the head of the answer. ``stale``: it had served before and no byte had come."""

    def __init__(self, reason: str, *, stale: bool) -> None:
        super().__init__(reason)
        self.stale = stale


class _Connection(ResponseHandler):
    """Remembers how many requests it carried and whether the answer to the last one has begun."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._request_count = 0
        self._answered = False

    def set_response_params(self, **params: Any) -> None:
        self._request_count += 1
        self._answered = False
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        self._answered = True
        super().data_received(data)

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        exc.cachecore_stale = self._request_count > 1 and not self._answered  # type: ignore[attr-defined]
        super().set_exception(exc, *cause)


def connector_for(settings: UpstreamSettings) -> aiohttp.TCPConnector:
    """The pool; it has no limit of its own because ``Gate`` counts calls. Needs a running loop."""
    context: ssl.SSLContext | bool = True
    if settings.tls_ca_file is not None:
        context = ssl.create_default_context(cafile=str(settings.tls_ca_file))
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=settings.keep_idle_seconds, ssl=context)
    # Not public in aiohttp; were it gone, nothing would be sent twice, and a test would say so.
    connector._factory = functools.partial(_Connection, asyncio.get_running_loop())  # type: ignore[assignment]
    return connector


async def lost_as_such(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Client middleware: a lost connection becomes ``ConnectionLost``, which aiohttp does not repeat by itself."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientConnectionResetError) as error:
        stale = bool(getattr(error, "cachecore_stale", False))
        raise ConnectionLost(type(error).__name__, stale=stale) from error
