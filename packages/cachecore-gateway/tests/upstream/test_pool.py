"""Connections are kept for the next call, but not for ever."""

from __future__ import annotations

import asyncio

from cachecore_gateway.testing import UpstreamDouble

from .calls import OpenUpstream, chat, whole


async def test_the_connection_used_last_is_used_next(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream()
    with up.hold() as hold:
        both = [asyncio.create_task(upstream.send(chat())) for _ in range(2)]
        await hold.wait_reached(2)
        hold.release()
        replies = [await asyncio.wait_for(one, 5) for one in both]
    for reply in replies:
        await whole(reply)
    for _ in range(3):
        await whole(await upstream.send(chat()))
    used = [call.connection_id for call in up.calls]
    assert len(set(used)) == 2
    assert len(set(used[2:])) == 1


async def test_an_idle_connection_is_ended_in_time(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream(keep_idle_seconds=0.02)
    await whole(await upstream.send(chat()))
    pool = upstream._openai.pool
    async with asyncio.timeout(5):
        while pool._made:  # noqa: ASYNC110 - ends when the transport has told of its end
            await asyncio.sleep(0.005)
    await whole(await upstream.send(chat()))
    assert len({call.connection_id for call in up.calls}) == 2


async def test_closing_ends_connections_in_use_too(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream()
    await whole(await upstream.send(chat()))
    with up.hold():
        waiting = asyncio.create_task(upstream.send(chat()))
        await up.wait_for_calls(2)
        await asyncio.wait_for(upstream.aclose(), 5)
        done, _ = await asyncio.wait({waiting}, timeout=5)
        assert done
        assert waiting.exception() is not None
