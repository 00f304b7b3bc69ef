"""Four flavours of the client (httpx and httpx2, async and sync) behind one face, so that each test covers all."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import httpx2
import pytest

import cachecore
import cachecore.httpx2
import cachecore.testing
import cachecore.testing.httpx2
from cachecore.testing.loopback import serving

FLAVOURS = {
    "httpx-async": (httpx, cachecore, cachecore.testing, True),
    "httpx-sync": (httpx, cachecore, cachecore.testing, False),
    "httpx2-async": (httpx2, cachecore.httpx2, cachecore.testing.httpx2, True),
    "httpx2-sync": (httpx2, cachecore.httpx2, cachecore.testing.httpx2, False),
}


@dataclass
class Flavour:
    """Makes and drives the classes of one flavour; closes at the end what it made."""

    lib: Any
    api: Any
    testing: Any
    is_async: bool
    made: list[Any] = field(default_factory=list)

    def client(self, url: str, token: str = "token-1", **options: Any) -> Any:
        kind = self.api.CachecoreClient if self.is_async else self.api.CachecoreSyncClient
        options.setdefault("wrapped", self.pool())
        return self._kept(kind(url, token, **options))

    def transport(self, token: str = "token-1", **options: Any) -> Any:
        kind = self.api.CachecoreTransport if self.is_async else self.api.CachecoreSyncTransport
        return self._kept(kind(token, **options))

    def http(self, transport: Any, **options: Any) -> Any:
        kind = self.lib.AsyncClient if self.is_async else self.lib.Client
        return self._kept(kind(transport=transport, timeout=5, **options))

    def pool(self) -> Any:
        """As the default pool, but without loading certificates, which takes 40 ms and loopback does not need."""
        return (self.lib.AsyncHTTPTransport if self.is_async else self.lib.HTTPTransport)(verify=False)

    def mock(self, answer: Callable[[Any], Any]) -> Any:
        """A transport that answers from a function of the request: a status code, or a response of this family."""

        def respond(request: Any) -> Any:
            said = answer(request)
            return self.lib.Response(said) if isinstance(said, int) else said

        return self.lib.MockTransport(respond)

    def spy_on_close(self, transport: Any) -> list[str]:
        """What closes this transport from now on, one item a call."""
        name = "aclose" if self.is_async else "close"
        close, calls = getattr(transport, name), []

        def spied() -> Any:
            calls.append(name)
            return close()

        setattr(transport, name, spied)
        return calls

    async def done(self, result: Any) -> Any:
        return await result if inspect.isawaitable(result) else result

    async def close(self, thing: Any) -> None:
        await self.done(thing.aclose() if hasattr(thing, "aclose") and self.is_async else thing.close())

    def _kept(self, thing: Any) -> Any:
        self.made.append(thing)
        return thing


@pytest.fixture(params=FLAVOURS)
async def flavour(request: pytest.FixtureRequest) -> AsyncIterator[Flavour]:
    flavour = Flavour(*FLAVOURS[request.param])
    yield flavour
    for thing in reversed(flavour.made):
        await flavour.close(thing)


@dataclass
class Loopback:
    """A gateway double on a real port."""

    double: cachecore.testing.GatewayDouble
    url: str


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    double = cachecore.testing.GatewayDouble()
    with serving(double.handle) as url:
        yield Loopback(double, url)
