"""The ASGI application: which handler answers which path, and what every answer has in common."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from cachecore_gateway.core.errors import GatewayError, NotFound

from .exchange import SERVER, AtOnce, CallerGone, Exchange, Message, Offers
from .head import Head, read_head
from .settings import WebSettings

__all__ = ["Gateway", "Handler"]

Handler: TypeAlias = Callable[[Exchange], Awaitable[None]]

_NO_HEAD = Head("", "", b"", "", (), {})
"""Of an exchange whose head has not been read."""

_log = logging.getLogger("cachecore.web")


class Gateway:
    """Routes requests by exact method and path, then by prefix; no framework in between.

    Args:
        routes: handler by (method, path).
        prefixes: handler by path prefix, tried in order.
        at_once: asked before a POST is routed, where the server can.
    """

    def __init__(
        self,
        settings: WebSettings,
        routes: Mapping[tuple[str, str], Handler],
        prefixes: Mapping[str, Handler],
        at_once: AtOnce | None = None,
    ) -> None:
        self._settings = settings
        self._routes = routes
        self._prefixes = prefixes
        self._at_once = at_once

    def at_once(
        self, fields: tuple[tuple[bytes, bytes], ...], target: bytes, body: bytes
    ) -> tuple[int, bytes, bytes] | None:
        """See ``AtOnce``."""
        if self._at_once is None:
            return None
        try:
            return self._at_once(fields, target, body)
        except Exception as error:  # noqa: BLE001 - the ordinary way gives a defined answer
            _log.error("no answer at once: %s", type(error).__name__, exc_info=_without_values(error))
            return None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """ASGI entry for HTTP scopes."""
        exchange = Exchange(_NO_HEAD, receive, send, _offers(scope.get("extensions")))
        try:
            exchange.head = head = read_head(scope, self._settings)
            handler = self._routes.get((head.method, head.path)) or self._by_prefix(head.path)
            await handler(exchange)
        except CallerGone:
            return
        except GatewayError as error:
            if exchange.head is _NO_HEAD:
                exchange.head = _NO_HEAD._replace(method=scope["method"], path=scope["path"])
            if not exchange.started:
                await exchange.error(error)
        except Exception as error:  # noqa: BLE001 - the outermost edge: the caller gets a defined answer whatever broke
            _log.error("request failed: %s", type(error).__name__, exc_info=_without_values(error))
            if not exchange.started:
                await exchange.error(GatewayError("The gateway failed to answer; its log says more."))

    def _by_prefix(self, path: str) -> Handler:
        for prefix, handler in self._prefixes.items():
            if path.startswith(prefix):
                return handler
        raise NotFound(f"There is nothing at {path[:200]}; the API lives below /v1/.")


def _offers(extensions: Mapping[str, Any] | None) -> Offers | None:
    return extensions.get(SERVER) if extensions else None


def _without_values(error: Exception) -> BaseException:
    """The error with its stack but without its message, which may quote a prompt or a token."""
    return type(error)().with_traceback(error.__traceback__) if _plain(type(error)) else error


def _plain(kind: type[Exception]) -> bool:
    try:
        kind()
    except TypeError:
        return False
    return True
