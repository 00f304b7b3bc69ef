"""The pooled client behind the port ``Upstream``."""

from __future__ import annotations

import asyncio
from functools import lru_cache, partial

import aiohttp
from yarl import URL

from cachecore_gateway.core.errors import InvalidRequest, Overloaded
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Health, UpstreamRequest

from .connector import connector_for
from .failures import head_failure, timeout_failure
from .gate import Gate
from .headers import request_lines
from .keys import KeyRing
from .line import BadHttp, ConnectionLost, Line
from .pool import Pool
from .providers import ANTHROPIC, OPENAI, Api, is_anthropic, url_builder
from .reply import BodyLimits, HttpReply
from .settings import ProviderSettings, UpstreamSettings

__all__ = ["HttpUpstream"]

_BODILESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods whose requests say nothing of a length where there is no body (RFC 9110 §8.6)."""


class _Provider:
    """One provider: its keys, its URLs, its places, its connections."""

    def __init__(
        self, api: Api, settings: ProviderSettings, all_settings: UpstreamSettings, connector: aiohttp.TCPConnector
    ) -> None:
        self.api = api
        self.keys = KeyRing(api, settings, anonymous_key=all_settings.anonymous_upstream_key)
        self.url = url_builder(settings)
        self.gate = Gate(
            api.name, all_settings.max_connections, all_settings.max_waiting, all_settings.wait_timeout_seconds
        )
        self.pool = Pool(connector, self.url("/v1"), all_settings)
        self.opening = lru_cache(maxsize=1024)(partial(_opening, self.url("/v1").scheme, all_settings.proxy_url))

    def head(self, request: UpstreamRequest) -> bytes:
        """The head of ``request``, ready to be sent.

        Raises:
            InvalidRequest: method, path or headers cannot travel.
            NotAuthenticated: no key to pay with.
        """
        opening = self.opening(request.method, self.url(request.path))
        key = self.keys.pick(request.principal, request.authorization, request.headers)
        lines = request_lines(request.headers, key)
        if not request.body and request.method.upper() in _BODILESS_METHODS:
            return b"%b%b\r\n" % (opening, lines)
        return b"%b%bcontent-length: %d\r\n\r\n" % (opening, lines, len(request.body))

    def take_back(self, line: Line) -> None:
        """A call is over."""
        self.pool.give_back(line)
        self.gate.leave()


class HttpUpstream:
    """Calls providers over HTTP. Open with ``HttpUpstream.open``, close with ``aclose``."""

    def __init__(self, settings: UpstreamSettings, connector: aiohttp.TCPConnector) -> None:
        self._settings = settings
        self._limits = BodyLimits(
            settings.idle_timeout_seconds, settings.total_timeout_seconds, settings.max_decoded_bytes
        )
        self._connector = connector
        self._openai = _Provider(OPENAI, settings.openai, settings, connector)
        self._anthropic = _Provider(ANTHROPIC, settings.anthropic, settings, connector)
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(cls, settings: UpstreamSettings) -> HttpUpstream:
        """A client for the running loop; makes no connection yet."""
        return cls(settings, connector_for(settings))

    async def aclose(self) -> None:
        """End all connections."""
        self._openai.pool.close()
        self._anthropic.pool.close()
        await self._connector.close()

    def credential(self, principal: Principal | None, path: str, authorization: bytes) -> str:
        """Hash of the key that pays; equal for equal keys, empty when there is none."""
        return self._provider(path).keys.credential(principal, authorization)

    async def send(self, request: UpstreamRequest) -> HttpReply:
        """Send and wait for the head.

        Sent twice at most, and only where no connection was made or a kept one had died before any byte of an answer.

        Raises:
            InvalidRequest: method, path or headers cannot travel.
            NotAuthenticated: no key to pay with.
            Overloaded: no free connection.
            UpstreamUnusable, UpstreamTimeout: no head.
        """
        if self._connector.closed:
            raise Overloaded("The gateway is shutting down; try again shortly.")
        provider = self._provider(request.path)
        head = provider.head(request)
        began = self._loop.time()
        await provider.gate.enter()
        try:
            line = await self._answering(provider, request, head, began + self._settings.head_timeout_seconds)
        except BaseException:
            provider.gate.leave()
            raise
        return self._reply(provider, line, began)

    async def health(self) -> Health:
        """Where calls go and whose keys are configured; makes no call."""
        parts = (
            f"{provider.api.name}: {_keys(provider.keys.count)} at {settings.base_url}"
            for provider, settings in (
                (self._openai, self._settings.openai),
                (self._anthropic, self._settings.anthropic),
            )
        )
        return Health("upstream", ok=not self._connector.closed, detail="; ".join(parts))

    def _provider(self, path: str) -> _Provider:
        return self._anthropic if is_anthropic(path) else self._openai

    async def _answering(self, provider: _Provider, request: UpstreamRequest, head: bytes, until: float) -> Line:
        """A line on which the head of the answer has come."""
        try:
            try:
                return await self._attempt(provider, provider.pool.take(), (request.method, head, request.body), until)
            except (aiohttp.ClientConnectorError, ConnectionLost) as error:
                if not _may_repeat(error):
                    raise
                return await self._attempt(provider, None, (request.method, head, request.body), until)
        except aiohttp.ConnectionTimeoutError:
            seconds = self._settings.connect_timeout_seconds
            raise timeout_failure(provider.api, "connect_timeout", seconds) from None
        except (aiohttp.ClientError, ConnectionLost, BadHttp) as error:
            raise head_failure(provider.api, error) from error
        except TimeoutError:
            raise timeout_failure(provider.api, "head_timeout", self._settings.head_timeout_seconds) from None

    async def _attempt(
        self, provider: _Provider, line: Line | None, message: tuple[str, bytes, bytes], until: float
    ) -> Line:
        if line is None:
            line = await provider.pool.connect(until)
        try:
            line.send(*message)
            await line.head(until)
        except BaseException:
            line.cut()
            raise
        return line

    def _reply(self, provider: _Provider, line: Line, began: float) -> HttpReply:
        try:
            return HttpReply(provider.api, line, self._limits, began, provider.take_back)
        except BaseException:
            line.cut()
            provider.take_back(line)
            raise


def _opening(scheme: str, proxy_url: str, method: str, url: URL) -> bytes:
    """Request line and Host; a proxy that opens no tunnel gets the whole URL, and its password (RFC 9112 §3.2.2).

    Raises:
        InvalidRequest: the method is not forwarded.
    """
    if not (method.isascii() and method.isalpha()) or method.upper() in ("CONNECT", "TRACE"):
        raise InvalidRequest(f"The method {method[:20]!r} is not forwarded.", code="bad_method")
    target, password = url.raw_path_qs, ""
    if proxy_url and scheme == "http":
        target = str(url)
        proxy = URL(proxy_url)
        if proxy.user is not None:
            password = f"Proxy-Authorization: {aiohttp.encode_basic_auth(proxy.user, proxy.password or '')}\r\n"
    return f"{method.upper()} {target} HTTP/1.1\r\nHost: {url.host_port_subcomponent}\r\n{password}".encode()


def _may_repeat(error: aiohttp.ClientConnectorError | ConnectionLost) -> bool:
    """May the request be sent once more: the provider cannot have seen it?"""
    if isinstance(error, ConnectionLost):
        return error.stale
    return not isinstance(error, (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError))


def _keys(count: int) -> str:
    if count:
        return f"{count} key{'s' if count > 1 else ''}"
    return "no key, callers bring their own,"
