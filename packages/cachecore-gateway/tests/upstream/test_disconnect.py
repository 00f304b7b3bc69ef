"""A caller that goes away is noticed by the provider, and frees its place."""

from __future__ import annotations

import asyncio
import time

import pytest

from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings

from .calls import CHAT_STREAM, OpenUpstream, chat, whole


async def test_closing_in_the_middle_cuts_the_connection(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    with up.hold(after_chunks=1):
        reply = await upstream.send(chat(CHAT_STREAM, stream=True))
        await asyncio.wait_for(anext(reply.chunks()), 5)
        closed_at = time.monotonic()
        await reply.aclose()
        await up.wait_disconnected(timeout=1)
    ended_at = up.calls[0].ended_at
    assert ended_at is not None
    assert ended_at - closed_at < 1


async def test_closing_before_reading_cuts_it_too(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    with up.hold(after_chunks=0):
        reply = await upstream.send(chat(CHAT_STREAM, stream=True))
        await reply.aclose()
        await up.wait_disconnected(timeout=1)


async def test_cancelling_the_wait_for_the_head_cuts_it(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream(max_connections=1, max_waiting=0)
    with up.hold() as hold:
        waiting = asyncio.create_task(upstream.send(chat()))
        await hold.wait_reached()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await up.wait_disconnected(timeout=1)
    up.clear_faults()
    await whole(await upstream.send(chat()))


async def test_closing_twice_frees_one_place_only(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream(max_connections=1, max_waiting=0)
    reply = await upstream.send(chat())
    await whole(reply)
    await reply.aclose()
    with up.hold() as hold:
        first = asyncio.create_task(upstream.send(chat()))
        await hold.wait_reached()
        second = asyncio.create_task(upstream.send(chat()))
        done, _ = await asyncio.wait({second}, timeout=5)
        assert done, "the one place is taken, so the second is refused at once"
        assert second.exception() is not None
        hold.release()
        await whole(await asyncio.wait_for(first, 5))


async def test_a_request_that_is_still_being_sent_is_given_up(open_upstream: OpenUpstream) -> None:
    """The provider answers but does not read; what is left of a large request must not be kept for it."""
    done = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        await asyncio.wait_for(done.wait(), 5)
        writer.close()

    async with await asyncio.start_server(deaf, "127.0.0.1", 0, limit=1 << 14) as server:
        port = server.sockets[0].getsockname()[1]
        upstream = await open_upstream(openai=ProviderSettings(f"http://127.0.0.1:{port}", api_key="k"))
        reply = await upstream.send(chat(b" " * (32 << 20)))
        line = reply._line
        assert line is not None
        transport = line.transport
        assert isinstance(transport, asyncio.Transport)
        async with asyncio.timeout(5):
            while not transport.get_write_buffer_size():  # noqa: ASYNC110 - nothing else tells that the kernel is full
                await asyncio.sleep(0)
        await reply.aclose()
        left_bytes = transport.get_write_buffer_size()
        done.set()
    assert left_bytes == 0
