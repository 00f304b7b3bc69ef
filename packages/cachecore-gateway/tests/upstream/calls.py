"""What the tests of this folder send, and how they read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.ports import UpstreamReply, UpstreamRequest
from cachecore_gateway.upstream import HttpUpstream

OpenUpstream = Callable[..., Awaitable[HttpUpstream]]
TENANT = Principal("acme", expires_at=2e9, project_id="web")
CHAT = b'{"model":"m","messages":[{"role":"user","content":"hi"}]}'
CHAT_STREAM = b'{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}'


def chat(body: bytes = CHAT, **more: Any) -> UpstreamRequest:
    """A chat request of the tenant; keyword arguments replace fields."""
    headers = ((b"content-type", b"application/json"),)
    return replace(UpstreamRequest("POST", "/v1/chat/completions", headers, body, TENANT), **more)


async def whole(reply: UpstreamReply) -> bytes:
    """The body to its end, closed as the port asks."""
    try:
        return b"".join([data async for data in reply.chunks()])
    finally:
        await reply.aclose()
