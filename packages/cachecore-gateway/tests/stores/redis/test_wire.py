"""One connection for all tasks."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.stores.redis.address import Address
from cachecore_gateway.stores.redis.link import Link

from ..servers import Server

pytestmark = pytest.mark.services


async def test_everybody_gets_their_own_reply_whoever_leaves(shared: Server) -> None:
    link = Link(Address.of(shared.url, 1.0), 5.0, 1.0)
    await link.open()
    try:
        tasks = [asyncio.create_task(link.call(("ECHO", str(number)), ("PING",))) for number in range(300)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        replies = await asyncio.gather(*tasks, return_exceptions=True)
        for number, reply in enumerate(replies):
            if number % 3:
                assert reply == [str(number).encode(), b"PONG"]
    finally:
        await link.aclose()


async def test_a_refused_command_disturbs_nobody(shared: Server) -> None:
    link = Link(Address.of(shared.url, 1.0), 5.0, 1.0)
    await link.open()
    try:
        refused, served = await asyncio.gather(
            link.call(("NOSUCHCOMMAND", "secret")), link.call(("ECHO", "x")), return_exceptions=True
        )
        assert isinstance(refused, StoreUnavailable)
        assert "secret" not in refused.message
        assert served == [b"x"]
    finally:
        await link.aclose()


async def test_who_waits_when_the_connection_breaks_is_told_and_the_next_call_works(shared: Server) -> None:
    link = Link(Address.of(shared.url, 1.0), 5.0, 1.0)
    await link.open()
    try:
        with contextlib.closing(shared.client()) as client:
            waiting = asyncio.create_task(link.call(("BLPOP", "t:absent", "4")))
            await asyncio.sleep(0.05)
            client.client_kill_filter(_type="normal", skipme=True)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(waiting, 5)
        async with asyncio.timeout(5):
            while not link.up:  # noqa: ASYNC110 - the link gives no event
                await asyncio.sleep(0.01)
        assert await link.call(("ECHO", "x")) == [b"x"]
    finally:
        await link.aclose()
