"""The whole gateway in the test's own process and under its clock, called over ASGI: no socket, no server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from cachecore_gateway.app import House, open_house
from cachecore_gateway.config import load

from .clock import FakeClock

__all__ = ["GatewayInProcess", "Replied", "gateway_in_process"]

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a gateway that nobody can reach
NOW = 1_700_000_000.0


@dataclass(frozen=True)
class Replied:
    """A whole answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool = True
    """The answer came to its proper end; else a server would cut the connection here."""

    @property
    def tier(self) -> str:
        """``X-Cache``; empty where there is none."""
        return self.headers.get("x-cache", "")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class GatewayInProcess:
    """Requests to a house, one by one or many at once."""

    def __init__(self, house: House, clock: FakeClock) -> None:
        self.house = house
        self.clock = clock

    def token(self, tenant_id: str = "acme", **claims: object) -> str:
        """A good token for ``tenant_id`` that lasts for ten years."""
        payload = {"tenant_id": tenant_id, "exp": int(NOW + 315_360_000), **claims}
        return jwt.encode(payload, SECRET, algorithm="HS256")

    async def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Replied:
        """POST a JSON body."""
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        return await self.call(path, raw, json.dumps(body).encode())

    async def call(
        self, path: str, headers: list[tuple[bytes, bytes]], content: bytes, method: str = "POST"
    ) -> Replied:
        """One request; header values as bytes, for what no client would send."""
        sent: list[MutableMapping[str, Any]] = []
        waiting = [{"type": "http.request", "body": content}]
        never = asyncio.Event()

        async def receive() -> Any:
            return waiting.pop() if waiting else await never.wait()

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self.house.gateway(_scope(method, path, headers), receive, send)
        named = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Replied(
            sent[0]["status"],
            named,
            b"".join(message.get("body", b"") for message in sent[1:]),
            not sent[-1].get("more_body", False),
        )


def _scope(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
    }


@asynccontextmanager
async def gateway_in_process(
    directory: Path, upstream_url: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[GatewayInProcess]:
    """A gateway over a store in ``directory``, configured by ``CACHECORE_*`` variables; closed at the end."""
    environ = {
        "CACHECORE_JWT_SECRET": SECRET,
        "CACHECORE_STORE": str(directory),
        "CACHECORE_OPENAI_BASE_URL": upstream_url,
        "CACHECORE_ANTHROPIC_BASE_URL": upstream_url,
        "OPENAI_API_KEY": "sk-operator",
        **(environment or {}),
    }
    clock = FakeClock(NOW)
    house = await open_house(load(None, environ, dev=False), clock)
    try:
        yield GatewayInProcess(house, clock)
    finally:
        await house.aclose()
