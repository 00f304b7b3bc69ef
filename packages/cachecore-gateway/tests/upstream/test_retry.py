"""A request is sent a second time only when the provider cannot have seen it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.testing import CloseAfter, UpstreamDouble
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings

from .calls import OpenUpstream, chat, whole

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Script = Callable[[asyncio.StreamWriter], None]
METHODS = pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])


def answers(writer: asyncio.StreamWriter) -> None:
    writer.write(ANSWER)


def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


def resets(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def begins_and_hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    writer.close()


async def begins_and_resets(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await asyncio.sleep(0.05)
    resets(writer)


class Scripted:
    """A server that does, request by request, what its script says; connections stay open in between."""

    def __init__(self, steps: Sequence[Callable[[asyncio.StreamWriter], object]]) -> None:
        self._steps = list(steps)
        self.requests: list[int] = []
        self._connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        number = self._connections
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                await reader.readexactly(length)
                self.requests.append(number)
                step = self._steps.pop(0)(writer)
                if asyncio.iscoroutine(step):
                    await step
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def scripted(
    open_upstream: OpenUpstream, *steps: Callable[[asyncio.StreamWriter], object]
) -> AsyncIterator[tuple[HttpUpstream, Scripted]]:
    script = Scripted(steps)
    async with await asyncio.start_server(script.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        upstream = await open_upstream(openai=ProviderSettings(f"http://127.0.0.1:{port}", api_key="k"))
        yield upstream, script
        await upstream.aclose()


@METHODS
@pytest.mark.parametrize("death", [hangs_up, resets])
async def test_a_kept_connection_that_dies_unanswered_is_replaced_once(
    open_upstream: OpenUpstream, method: str, death: Script
) -> None:
    async with scripted(open_upstream, answers, death, answers) as (upstream, script):
        await whole(await upstream.send(chat(method=method)))
        assert await whole(await upstream.send(chat(method=method))) == b"{}"
        assert script.requests == [1, 1, 2]


@METHODS
@pytest.mark.parametrize("death", [hangs_up, resets, begins_and_hangs_up, begins_and_resets])
async def test_a_new_connection_that_dies_is_not_replaced(
    open_upstream: OpenUpstream, method: str, death: Script
) -> None:
    async with scripted(open_upstream, death, answers) as (upstream, script):
        with pytest.raises(UpstreamUnusable) as caught:
            await upstream.send(chat(method=method))
        assert caught.value.error_code == "connection_lost"
        assert script.requests == [1]


@METHODS
@pytest.mark.parametrize("death", [begins_and_hangs_up, begins_and_resets])
async def test_nothing_is_repeated_after_the_first_byte(
    open_upstream: OpenUpstream, method: str, death: Script
) -> None:
    async with scripted(open_upstream, answers, death, answers) as (upstream, script):
        await whole(await upstream.send(chat(method=method)))
        with pytest.raises(UpstreamUnusable):
            await upstream.send(chat(method=method))
        assert script.requests == [1, 1]


async def test_the_second_attempt_is_the_last(open_upstream: OpenUpstream) -> None:
    async with scripted(open_upstream, answers, hangs_up, hangs_up, answers) as (upstream, script):
        await whole(await upstream.send(chat()))
        with pytest.raises(UpstreamUnusable):
            await upstream.send(chat())
        assert script.requests == [1, 1, 2]


async def test_a_large_body_is_sent_again_from_its_beginning(open_upstream: OpenUpstream) -> None:
    body = b"x" * (3 << 20)
    async with scripted(open_upstream, answers, hangs_up, answers) as (upstream, script):
        await whole(await upstream.send(chat(body)))
        assert await whole(await upstream.send(chat(body))) == b"{}"
        assert script.requests == [1, 1, 2], "the whole length came each time, else the server would wait"


async def test_a_connection_that_ended_while_idle_costs_nothing(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    up.inject(CloseAfter())
    for number in range(1, 6):
        await whole(await upstream.send(chat()))
        assert up.call_count == number


async def test_a_connection_that_could_not_be_made_is_tried_once_more(
    up: UpstreamDouble, upstream: HttpUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider is down for the first attempt and up again for the second."""
    attempts: list[int] = []
    attempt = upstream._attempt

    async def first_refused(*arguments: Any) -> Any:
        attempts.append(len(attempts))
        if len(attempts) > 1:
            return await attempt(*arguments)
        async with up.refusing():
            return await attempt(*arguments)

    monkeypatch.setattr(upstream, "_attempt", first_refused)
    await whole(await upstream.send(chat()))
    assert (len(attempts), up.call_count) == (2, 1)


async def test_two_refused_connections_are_enough(
    up: UpstreamDouble, upstream: HttpUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []
    attempt = upstream._attempt

    async def counted(*arguments: Any) -> Any:
        attempts.append(len(attempts))
        return await attempt(*arguments)

    monkeypatch.setattr(upstream, "_attempt", counted)
    async with up.refusing():
        with pytest.raises(UpstreamUnusable) as caught:
            await upstream.send(chat())
    assert (len(attempts), caught.value.error_code) == (2, "no_connection")
