"""Where the server is and how to reach it: TLS, user and password come from the URL.

A URL names a server, or the Sentinels that know where the primary is now.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from cachecore_gateway.core.errors import SettingError

from .greeting import Unfit
from .line import Line
from .sentinel_url import SCHEMES, SentinelUrl
from .sentinels import Sentinels

__all__ = ["Address", "Place"]

Place: TypeAlias = tuple[str, int]
"""Host and port; for a socket its path and 0."""
_Dial: TypeAlias = Callable[[Place], Line]


@dataclass(frozen=True, slots=True)
class Address:
    """A server that may move."""

    shown: str
    """Host and port, socket path or name at its Sentinels, without user and password."""
    find: Callable[[], Awaitable[Place]]
    """Where it is now; raises :class:`Unfit` where nobody can tell."""
    dial: _Dial
    """Makes a connection to a place that is not connected yet."""
    sentinels: Sentinels | None = None

    @classmethod
    def of(cls, url: str, connect_timeout_seconds: float) -> Address:
        """From ``redis://``, ``rediss://`` (TLS) or ``unix://``: ``scheme://[user[:password]@]host[:port][/database]``.

        Or from ``redis+sentinel://`` and ``rediss+sentinel://``, see :class:`SentinelUrl`. Query parameters are those
        of redis-py, such as ``ssl_ca_certs``, ``ssl_certfile``, ``ssl_keyfile``.

        Raises:
            SettingError: the URL cannot be used.
        """
        try:  # what is wrong shows now, not at the first request
            if url.startswith(SCHEMES):
                return _watched(SentinelUrl.of(url), connect_timeout_seconds)
            return _fixed(url, connect_timeout_seconds)
        except (ValueError, TypeError, OSError, RedisError) as error:
            raise SettingError(
                f"The store URL cannot be used ({type(error).__name__}); write redis://user:password@host:6379/0,"
                " rediss:// for TLS, or redis+sentinel://user:password@host:26379,host:26379/name, and only query"
                " parameters that redis-py knows; certificate files must exist."
            ) from error

    async def is_at(self, place: Place) -> bool:
        """Is the server still there? Also where nobody can tell."""
        try:
            return await self.find() == place
        except Unfit:
            return True

    async def aclose(self) -> None:
        """Disconnect from the Sentinels."""
        if self.sentinels is not None:
            await self.sentinels.aclose()


def _fixed(url: str, seconds: float) -> Address:
    kind, options = _parsed(url, seconds)
    path = options.get("path")
    place = (path, 0) if path else (options.get("host", "localhost"), options.get("port", 6379))

    async def find() -> Place:
        return place

    return Address(path or f"{place[0]}:{place[1]}", find, _dial(kind, options))


def _watched(url: SentinelUrl, seconds: float) -> Address:
    kind, options = _parsed(url.server, seconds)
    watcher, watcher_options = _parsed(url.watcher, seconds / 2)  # finding and greeting share the time of a connection
    watcher_options |= {"socket_timeout": seconds / 2, "client_name": None}
    pools = [ConnectionPool(watcher, **watcher_options | {"host": host, "port": port}) for host, port in url.places]
    sentinels = Sentinels([Redis(connection_pool=pool) for pool in pools], url.name, seconds / 2)

    async def find() -> Place:
        primary = await sentinels.primary()
        return primary.host, primary.port

    at = ", ".join(f"{host}:{port}" for host, port in url.places)
    return Address(f"{url.name} (Sentinel at {at})", find, _dial(kind, options), sentinels)


def _parsed(url: str, connect_timeout_seconds: float) -> tuple[type[AbstractConnection], dict[str, Any]]:
    options: dict[str, Any] = dict(parse_url(url))
    kind: type[AbstractConnection] = options.pop("connection_class", Connection)
    options |= {
        "protocol": 2,
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": None,
        "socket_connect_timeout": connect_timeout_seconds,
        "client_name": "cachecore",
    }
    return kind, options


def _dial(kind: type[AbstractConnection], options: Mapping[str, Any]) -> _Dial:
    first = kind(**options)
    if not isinstance(first, (SSLConnection, Connection)):
        return lambda place: kind(**options)
    if not isinstance(first, SSLConnection):
        return lambda place: kind(**{**options, "host": place[0], "port": place[1]})
    certificates = first.ssl_context
    certificates.get()  # reads files, which may take 0.2 s: once, and not at each connection

    def dial(place: Place) -> Line:
        line = SSLConnection(**{**options, "host": place[0], "port": place[1]})
        line.ssl_context = certificates
        return line

    return dial
