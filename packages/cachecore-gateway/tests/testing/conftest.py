"""A running double, a client for it, and a look at the raw bytes it sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from cachecore_gateway.testing import UpstreamDouble

CHAT_PATH = "/v1/chat/completions"

Exchange = Callable[[bytes], Awaitable[bytes]]


@pytest.fixture
async def up() -> AsyncIterator[UpstreamDouble]:
    async with UpstreamDouble() as double:
        yield double


@pytest.fixture
async def client(up: UpstreamDouble) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=up.origin, timeout=5, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def chat_request() -> Callable[..., bytes]:
    """Builds the bytes of a chat request; the connection ends after its answer."""

    def build(stream: bool = False, connection: str = "close", version: str = "1.1") -> bytes:
        fields = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": stream}
        body = json.dumps(fields).encode()
        head = f"POST {CHAT_PATH} HTTP/{version}\r\nHost: double\r\nConnection: {connection}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return build


@pytest.fixture
def exchange(up: UpstreamDouble) -> Exchange:
    """Sends bytes on a new connection and returns all that comes back until its end."""

    async def send(data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(up.origin).port)
        try:
            writer.write(data)
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()

    return send
