"""Asking gateways as their callers do."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any, TypeAlias

import aiohttp

from cachecore_gateway.testing.gateway_process import GatewayProcess

__all__ = ["PATH", "Client", "ask", "client_of", "invalidate", "until_hit", "version_in"]

PATH = "/v1/chat/completions"
Client: TypeAlias = aiohttp.ClientSession


def client_of(gateway: GatewayProcess) -> Client:
    """A tenant of ``gateway``."""
    token = {"authorization": f"Bearer {gateway.token()}"}
    return aiohttp.ClientSession(gateway.url, headers=token, connector=aiohttp.TCPConnector(limit=0))


def version_in(content: str) -> int:
    """The number in an answer ``version 7``."""
    return int(json.loads(content)["choices"][0]["message"]["content"].split()[1])


def deps(name: str) -> dict[str, str]:
    raw = json.dumps([{"dep_id": name, "expected_hash": "v1"}]).encode()
    return {"x-cachecore-deps": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


async def ask(client: Client, text: str, dep: str = "data", **more: Any) -> tuple[int, str, str]:
    """Status, tier, and the answer's text."""
    body = {"model": "m", "messages": [{"role": "user", "content": text}], **more}
    async with client.post(PATH, json=body, headers=deps(dep)) as answer:
        content = (await answer.read()).decode()
        return answer.status, answer.headers.get("x-cache", ""), content


async def invalidate(client: Client, dep: str = "data") -> None:
    async with client.post("/v1/invalidate", json={"dep_id": dep}) as answer:
        assert answer.status == 200


async def until_hit(client: Client, text: str, seconds: float = 5.0) -> None:
    """The store is in use again: the same question hits."""
    async with asyncio.timeout(seconds):
        while not (await ask(client, text, "other"))[1].startswith("HIT"):
            pass
