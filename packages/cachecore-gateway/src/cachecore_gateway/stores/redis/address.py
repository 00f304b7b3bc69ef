"""Where the server is and how to reach it: TLS, user and password come from the URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from cachecore_gateway.core.errors import SettingError

from .line import Line

__all__ = ["Address", "Dial"]

Dial: TypeAlias = Callable[[], Line]
"""Makes a connection that is not connected yet."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server."""

    shown: str
    """Host and port or socket path, without user and password."""
    dial: Dial

    @classmethod
    def of(cls, url: str, connect_timeout_seconds: float) -> Address:
        """From ``redis://``, ``rediss://`` (TLS) or ``unix://``: ``scheme://[user[:password]@]host[:port][/database]``.

        Query parameters are those of redis-py, such as ``ssl_ca_certs``, ``ssl_certfile``, ``ssl_keyfile``.

        Raises:
            SettingError: the URL cannot be used.
        """
        try:
            options: dict[str, Any] = dict(parse_url(url))
            kind: type[AbstractConnection] = options.pop("connection_class", Connection)
            options |= {
                "protocol": 2,
                "retry": Retry(NoBackoff(), 0),
                "socket_timeout": None,
                "socket_connect_timeout": connect_timeout_seconds,
                "client_name": "cachecore",
            }
            dial = _dial(kind, options)  # what is wrong shows now, not at the first request
        except (ValueError, TypeError, OSError, RedisError) as error:
            raise SettingError(
                f"The store URL cannot be used ({type(error).__name__}); write redis://user:password@host:6379/0,"
                " rediss:// for TLS, and only query parameters that redis-py knows; certificate files must exist."
            ) from error
        place = options.get("path") or f"{options.get('host', 'localhost')}:{options.get('port', 6379)}"
        return cls(str(place), dial)


def _dial(kind: type[AbstractConnection], options: Mapping[str, Any]) -> Dial:
    first = kind(**options)
    if not isinstance(first, SSLConnection):
        return lambda: kind(**options)
    certificates = first.ssl_context
    certificates.get()  # reads files, which may take 0.2 s: once, and not at each connection

    def dial() -> Line:
        line = SSLConnection(**options)
        line.ssl_context = certificates
        return line

    return dial
