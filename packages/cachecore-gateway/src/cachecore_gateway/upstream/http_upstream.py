"""The pooled client behind the port ``Upstream``."""

from __future__ import annotations

import asyncio
import io

import aiohttp
from yarl import URL

from cachecore_gateway.core.errors import InvalidRequest, Overloaded
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import Health, UpstreamRequest

from .connector import ConnectionLost, connector_for, lost_as_such
from .failures import head_failure, timeout_failure
from .gate import Gate
from .headers import request_headers
from .keys import KeyRing
from .providers import ANTHROPIC, OPENAI, Api, is_anthropic, url_builder
from .reply import BodyLimits, HttpReply
from .settings import ProviderSettings, UpstreamSettings

__all__ = ["HttpUpstream"]

_OWN_HEADERS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
"""What aiohttp would add of its own; callers' fields travel as they came."""
_ONE_WRITE_BYTES = 1 << 20
"""Larger bodies are sent piece by piece."""


class _Provider:
    """One provider: its keys, its URLs, its places."""

    def __init__(self, api: Api, settings: ProviderSettings, all_settings: UpstreamSettings) -> None:
        self.api = api
        self.keys = KeyRing(api, settings, anonymous_key=all_settings.anonymous_upstream_key)
        self.url = url_builder(settings)
        self.gate = Gate(
            api.name, all_settings.max_connections, all_settings.max_waiting, all_settings.wait_timeout_seconds
        )


class HttpUpstream:
    """Calls providers over HTTP. Open with ``HttpUpstream.open``, close with ``aclose``."""

    def __init__(self, settings: UpstreamSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._openai = _Provider(OPENAI, settings.openai, settings)
        self._anthropic = _Provider(ANTHROPIC, settings.anthropic, settings)
        self._proxy = URL(settings.proxy_url) if settings.proxy_url else None

    @classmethod
    async def open(cls, settings: UpstreamSettings) -> HttpUpstream:
        """A client for the running loop; makes no connection yet."""
        session = aiohttp.ClientSession(
            connector=connector_for(settings),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_OWN_HEADERS,
            middlewares=(lost_as_such,),
            timeout=aiohttp.ClientTimeout(total=None, connect=settings.connect_timeout_seconds, sock_connect=None),
            max_line_size=settings.max_head_line_bytes,
            max_field_size=settings.max_head_line_bytes,
        )
        return cls(settings, session)

    async def aclose(self) -> None:
        """End all connections."""
        await self._session.close()

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
        if self._session.closed:
            raise Overloaded("The gateway is shutting down; try again shortly.")
        provider = self._provider(request.path)
        _check_method(request.method)
        url = provider.url(request.path)
        key = provider.keys.pick(request.principal, request.authorization, request.headers)
        headers = request_headers(request.headers, key)
        began = asyncio.get_running_loop().time()
        await provider.gate.enter()
        try:
            response = await self._head(provider.api, request, url, headers)
            return self._reply(provider, response, began)
        except BaseException:
            provider.gate.leave()
            raise

    async def health(self) -> Health:
        """Where calls go and whose keys are configured; makes no call."""
        parts = (
            f"{provider.api.name}: {_keys(provider.keys.count)} at {settings.base_url}"
            for provider, settings in (
                (self._openai, self._settings.openai),
                (self._anthropic, self._settings.anthropic),
            )
        )
        return Health("upstream", ok=not self._session.closed, detail="; ".join(parts))

    def _provider(self, path: str) -> _Provider:
        return self._anthropic if is_anthropic(path) else self._openai

    async def _head(
        self, api: Api, request: UpstreamRequest, url: URL, headers: list[tuple[str, str]]
    ) -> aiohttp.ClientResponse:
        seconds = self._settings.head_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                try:
                    return await self._attempt(request, url, headers)
                except aiohttp.ClientError as error:
                    if not _may_repeat(error):
                        raise
                    return await self._attempt(request, url, headers)
        except aiohttp.ConnectionTimeoutError:
            raise timeout_failure(api, "connect_timeout", self._settings.connect_timeout_seconds) from None
        except aiohttp.ClientError as error:
            raise head_failure(api, error) from error
        except TimeoutError:
            raise timeout_failure(api, "head_timeout", seconds) from None

    async def _attempt(
        self, request: UpstreamRequest, url: URL, headers: list[tuple[str, str]]
    ) -> aiohttp.ClientResponse:
        return await self._session.request(
            request.method,
            url,
            headers=headers,
            data=_body(request.body),
            allow_redirects=False,
            proxy=self._proxy,
        )

    def _reply(self, provider: _Provider, response: aiohttp.ClientResponse, began: float) -> HttpReply:
        settings = self._settings
        limits = BodyLimits(
            settings.idle_timeout_seconds,
            settings.total_timeout_seconds,
            began + settings.total_timeout_seconds,
            settings.max_decoded_bytes,
        )
        try:
            return HttpReply(provider.api, response, provider.gate, limits)
        except BaseException:
            response.close()
            raise


def _may_repeat(error: aiohttp.ClientError) -> bool:
    """May the request be sent once more: the provider cannot have seen it?"""
    if isinstance(error, ConnectionLost):
        return error.stale
    no_use = (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError)
    return isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error, no_use)


def _check_method(method: str) -> None:
    if not (method.isascii() and method.isalpha()) or method.upper() in ("CONNECT", "TRACE"):
        raise InvalidRequest(f"The method {method[:20]!r} is not forwarded.", code="bad_method")


def _body(body: bytes) -> bytes | io.BytesIO | None:
    if not body:
        return None
    return body if len(body) < _ONE_WRITE_BYTES else io.BytesIO(body)


def _keys(count: int) -> str:
    if count:
        return f"{count} key{'s' if count > 1 else ''}"
    return "no key, callers bring their own,"
