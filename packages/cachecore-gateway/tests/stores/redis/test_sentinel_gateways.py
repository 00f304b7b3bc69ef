"""Gateways in processes of their own while Sentinel replaces their primary, asked by the front door."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import ask, client_of, invalidate, until_hit, version_in
from .sentinel_group import FAILOVER_SECONDS, Group

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]


async def test_every_request_is_answered_while_a_killed_primary_is_replaced(tmp_path: Path) -> None:
    version = {"now": 0, "acknowledged": 0}
    over = asyncio.Event()
    answered = 0
    group = Group(1)
    async with AsyncExitStack() as stack:
        stack.callback(group.close)
        upstream = stack.enter_context(UpstreamDouble.in_thread())
        upstream.answer_with(lambda request: f"version {version['now']}")
        await group.start()
        shared = {"CACHECORE_STORE": group.url, "CACHECORE_STORES_REDIS_CALL_TIMEOUT_SECONDS": "0.5"}
        shared["CACHECORE_JWT_SECRET"] = secrets.token_hex(32)
        clients = []
        for number in range(2):
            gateway = GatewayProcess(tmp_path / str(number), upstream.base_url, environment=shared)
            gateway.secret = shared["CACHECORE_JWT_SECRET"]
            stack.enter_context(gateway)
            clients.append(await stack.enter_async_context(client_of(gateway)))

        async def reader(number: int) -> None:
            nonlocal answered
            while not over.is_set():
                floor = version["acknowledged"]
                status, _, content = await ask(clients[number % 2], f"question {number % 3}")
                assert status == 200, content
                assert version_in(content) >= floor
                answered += 1

        async def change() -> None:
            version["now"] += 1
            current = version["now"]
            await invalidate(clients[0])
            version["acknowledged"] = current

        async def trouble() -> None:
            for client in clients:
                await until_hit(client, "before")
            await change()
            group.primary.kill()
            for client in clients:
                await until_hit(client, "after", FAILOVER_SECONDS)
            await change()
            over.set()

        await asyncio.wait_for(asyncio.gather(trouble(), *(reader(number) for number in range(6))), 120)
    assert answered > 100
