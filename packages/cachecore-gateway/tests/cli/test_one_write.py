"""The server's one-write answers over a real connection, and what it leaves to ASGI messages."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from cachecore_gateway.cli import one_write
from cachecore_gateway.cli.one_write import OneWriteProtocol
from cachecore_gateway.web.exchange import AtOnce, CallerGone, Exchange
from cachecore_gateway.web.gateway import Gateway, Handler
from cachecore_gateway.web.presence import Presence
from cachecore_gateway.web.settings import WebSettings

WAIT_SECONDS = 5.0
KEEP_ALIVE_SECONDS = 1
BODY = b"x" * 1000


class Front:
    """A server with one handler and a raw connection to it."""

    def __init__(self) -> None:
        self.answers: list[tuple[list[tuple[bytes, bytes]], bytes]] = []
        self.at_hand: tuple[int, bytes, bytes] | None = None
        self.offered: list[tuple[bytes, bytes]] = []
        self.handled: list[bytes] = []

    def at_once(
        self, fields: tuple[tuple[bytes, bytes], ...], target: bytes, body: bytes
    ) -> tuple[int, bytes, bytes] | None:
        self.offered.append((target, body))
        return self.at_hand

    async def handle(self, exchange: Exchange) -> None:
        self.handled.append(await exchange.body(1_000_000, WAIT_SECONDS))
        headers, body = self.answers.pop(0)
        await exchange.at_once(200, headers, body)

    async def talk(self, request: bytes) -> list[bytes]:
        """What each read of the connection brings, until the server has nothing more to say."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        reads = []
        async with asyncio.timeout(WAIT_SECONDS):
            while data := await reader.read(1 << 20):
                reads.append(data)
                if data.endswith(BODY):
                    break
        writer.close()
        return reads

    port = 0


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    one = Front()
    async with _serving(one.handle, OneWriteProtocol, one.at_once) as one.port:
        yield one


def request(*lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} / HTTP/1.1", "host: x", "content-length: 0", *lines, "", ""]).encode()


async def test_a_whole_answer_is_one_write_with_every_field(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = _count_writes(monkeypatch)
    front.answers.append(([(b"content-type", b"text/plain"), (b"x-cache", b"HIT_L1")], BODY))

    received = b"".join(await front.talk(request()))

    head, _, body = received.partition(b"\r\n\r\n")
    assert body == BODY
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 200 OK"
    assert lines[1].startswith(b"date: ")
    assert lines[2:] == [b"content-type: text/plain", b"x-cache: HIT_L1", b"content-length: 1000"]
    assert writes == [received]


async def test_a_large_answer_comes_whole(front: Front) -> None:
    large = bytes(range(256)) * 20_000 + BODY
    front.answers.append(([], large))
    received = b"".join(await front.talk(request()))
    assert received.partition(b"\r\n\r\n")[2] == large


async def test_pipelined_requests_are_answered_in_order(front: Front) -> None:
    front.answers += [([], b"first " + b"y" * 10), ([], BODY)]
    received = b"".join(await front.talk(request() * 2))
    assert received.index(b"first ") < received.index(BODY)
    assert received.count(b"HTTP/1.1 200 OK\r\n") == 2


async def test_a_caller_that_wants_no_further_answer_is_told_so_and_hung_up_on(front: Front) -> None:
    front.answers.append(([], BODY[:-1]))
    received = b"".join(await front.talk(request("connection: close")))
    assert b"\r\nconnection: close\r\n" in received
    assert received.endswith(BODY[:-1])


async def test_an_answer_to_a_head_request_has_no_body(front: Front) -> None:
    front.answers.append(([], BODY))
    received = b"".join(await front.talk(request("connection: close", method="HEAD")))
    assert received.endswith(b"\r\n\r\n")
    front.answers.append(([], BODY))
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    writer.write(request(method="HEAD"))
    async with asyncio.timeout(WAIT_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
    assert b"content-length: 1000" in head
    writer.close()


@pytest.mark.parametrize("value", [b"a\r\nx-injected: 1", b"a\nb", b"a\rb", b"a\x00b"])
async def test_a_field_that_would_break_the_head_is_not_sent(front: Front, value: bytes) -> None:
    front.answers.append(([(b"x-provider", value)], BODY))
    received = b"".join(await front.talk(request("connection: close")))
    assert b"injected" not in received
    assert b"x-provider" not in received


async def test_the_connection_is_kept_for_the_next_request(front: Front) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    for _ in range(3):
        front.answers.append(([], BODY))
        writer.write(request())
        async with asyncio.timeout(WAIT_SECONDS):
            await reader.readuntil(BODY)
    writer.close()


AT_HAND = (200, b"content-type: text/plain\r\ncontent-length: %d\r\n" % len(BODY), BODY)
ASKED = b"POST /?a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n%s\r\nhello"


async def test_an_answer_at_hand_is_sent_in_one_write_and_no_request_is_made(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = _count_writes(monkeypatch)
    front.at_hand = AT_HAND
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    for _ in range(3):
        writer.write(ASKED % b"")
        async with asyncio.timeout(WAIT_SECONDS):
            await reader.readuntil(BODY)
    writer.close()
    assert front.offered == [(b"/?a", b"hello")] * 3
    assert not front.handled
    lines = writes[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 200 OK"
    assert lines[1].startswith(b"date: ")
    assert lines[2:] == [b"content-type: text/plain", b"content-length: 1000"]
    assert len(writes) == 3


async def test_what_is_not_at_hand_goes_the_ordinary_way_whole(front: Front) -> None:
    front.answers.append(([], BODY))
    assert b"".join(await front.talk(ASKED % b"")).endswith(BODY)
    assert (front.offered, front.handled) == ([(b"/?a", b"hello")], [b"hello"])


@pytest.mark.parametrize("cut", [20, 40, len(ASKED % b"") - 5, len(ASKED % b"") - 2])
async def test_a_request_that_comes_in_pieces_is_offered_whole(
    front: Front, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_write, "_HOLD_SECONDS", WAIT_SECONDS)
    front.at_hand = AT_HAND
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    for piece in ((ASKED % b"")[:cut], (ASKED % b"")[cut:]):
        writer.write(piece)
        await asyncio.sleep(0.01)
    async with asyncio.timeout(WAIT_SECONDS):
        await reader.readuntil(BODY)
    writer.close()
    assert (front.offered, front.handled) == ([(b"/?a", b"hello")], [])


async def test_a_body_that_keeps_the_server_waiting_is_the_applications_to_wait_for(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_write, "_HOLD_SECONDS", 0.0)
    front.at_hand = AT_HAND
    front.answers.append(([], BODY))
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    asked = ASKED % b""
    for piece in (asked[:-4], asked[-4:-2], asked[-2:]):
        writer.write(piece)
        await asyncio.sleep(0.1)
    async with asyncio.timeout(WAIT_SECONDS):
        await reader.readuntil(BODY)
    writer.close()
    assert (front.offered, front.handled) == ([], [b"hello"])


async def test_a_large_body_is_not_held(front: Front) -> None:
    front.at_hand = AT_HAND
    front.answers.append(([], BODY))
    sent = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n" + b"y" * 900_000
    assert b"".join(await front.talk(sent)).endswith(BODY)
    assert not front.offered
    assert front.handled == [b"y" * 900_000]


async def test_who_leaves_in_the_middle_leaves_nothing_behind(front: Front) -> None:
    front.at_hand = AT_HAND
    _, writer = await asyncio.open_connection("127.0.0.1", front.port)
    writer.write((ASKED % b"")[:-2])
    await asyncio.sleep(0.01)
    writer.close()
    await asyncio.sleep(0.1)
    assert (front.offered, front.handled) == ([], [])


@pytest.mark.parametrize("more", [b"connection: close\r\n", b"expect: 100-continue\r\n"])
async def test_what_is_not_the_plain_case_is_not_offered(front: Front, more: bytes) -> None:
    front.at_hand = AT_HAND
    front.answers.append(([], BODY))
    assert b"".join(await front.talk(ASKED % more)).endswith(BODY)
    assert not front.offered
    assert front.handled == [b"hello"]


async def test_a_request_behind_one_that_is_worked_on_waits_for_its_turn(front: Front) -> None:
    front.answers += [([], b"first " + b"y" * 10), ([], BODY)]
    received = b"".join(await front.talk((ASKED % b"") * 2))
    assert received.index(b"first ") < received.index(BODY)
    assert (len(front.offered), len(front.handled)) == (1, 2)


async def test_answers_at_hand_to_requests_that_came_together_leave_in_order(front: Front) -> None:
    front.at_hand = (200, b"content-length: 2\r\n", b"ok")
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    writer.write((ASKED % b"") * 3)
    async with asyncio.timeout(WAIT_SECONDS):
        for _ in range(3):
            assert (await reader.readuntil(b"\r\n\r\nok")).startswith(b"HTTP/1.1 200 OK")
    writer.close()
    assert not front.handled


async def test_an_idle_connection_is_closed_after_an_answer_at_hand(front: Front) -> None:
    front.at_hand = AT_HAND
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    writer.write(ASKED % b"")
    async with asyncio.timeout(WAIT_SECONDS + KEEP_ALIVE_SECONDS):
        await reader.readuntil(BODY)
        assert await reader.read() == b""
    writer.close()


async def test_bytes_that_are_no_http_are_refused(front: Front) -> None:
    front.at_hand = AT_HAND
    received = b"".join(await front.talk(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"))
    assert received.startswith(b"HTTP/1.1 400 ")
    assert not front.handled


def _count_writes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is handed to the transports of connections made from now on."""
    writes: list[bytes] = []
    made = OneWriteProtocol.connection_made

    def connection_made(self: OneWriteProtocol, transport: Any) -> None:
        made(self, cast(Any, _Watched(transport, writes)))

    monkeypatch.setattr(OneWriteProtocol, "connection_made", connection_made)
    return writes


class _Watched:
    def __init__(self, transport: Any, writes: list[bytes]) -> None:
        self._transport = transport
        self._writes = writes

    def write(self, data: bytes) -> None:
        self._writes.append(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


async def test_an_answered_request_leaves_nothing_for_the_garbage_collector(front: Front) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            front.answers.append(([], BODY))
            writer.write(request())
            async with asyncio.timeout(WAIT_SECONDS):
                await reader.readuntil(BODY)
        held = [one for one in gc.get_objects() if type(one) is RequestResponseCycle]
    finally:
        gc.enable()
    assert len(held) == 1  # the connection's last one
    writer.close()


@pytest.mark.parametrize("server", [OneWriteProtocol, HttpToolsProtocol], ids=["ours", "any"])
async def test_work_is_given_up_when_the_caller_goes(server: type[HttpToolsProtocol]) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def work(exchange: Exchange) -> None:
        await exchange.body(1_000_000, WAIT_SECONDS)
        try:
            async with Presence(exchange):
                began.set()
                await asyncio.Event().wait()
        except CallerGone:
            ended.set()
            raise

    async with _serving(work, server) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request())
        await asyncio.wait_for(began.wait(), WAIT_SECONDS)
        writer.close()
        await asyncio.wait_for(ended.wait(), WAIT_SECONDS)


@pytest.mark.parametrize("server", [OneWriteProtocol, HttpToolsProtocol], ids=["ours", "any"])
async def test_who_has_gone_before_the_work_begins_is_noticed_too(server: type[HttpToolsProtocol]) -> None:
    left, ended = asyncio.Event(), asyncio.Event()

    async def work(exchange: Exchange) -> None:
        await exchange.body(1_000_000, WAIT_SECONDS)
        await exchange.gone()
        left.set()
        with contextlib.suppress(CallerGone):
            async with Presence(exchange):
                await asyncio.Event().wait()
            return
        ended.set()

    async with _serving(work, server) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request())
        writer.close()
        await asyncio.wait_for(left.wait(), WAIT_SECONDS)
        await asyncio.wait_for(ended.wait(), WAIT_SECONDS)


@pytest.mark.parametrize("server", [OneWriteProtocol, HttpToolsProtocol], ids=["ours", "any"])
async def test_work_that_is_done_is_not_disturbed_and_other_cancellations_pass(server: type[HttpToolsProtocol]) -> None:
    seen: list[str] = []

    async def work(exchange: Exchange) -> None:
        await exchange.body(1_000_000, WAIT_SECONDS)
        async with Presence(exchange):
            await asyncio.sleep(0)
        task = asyncio.current_task()
        assert task is not None
        try:
            async with Presence(exchange):
                task.cancel()
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            seen.append("cancelled")
        task.uncancel()
        await exchange.at_once(200, [], BODY)

    async with _serving(work, server) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(request())
            async with asyncio.timeout(WAIT_SECONDS):
                await reader.readuntil(BODY)
        writer.close()
    assert seen == ["cancelled"] * 2


@contextlib.asynccontextmanager
async def _serving(
    handler: Handler, protocol: type[HttpToolsProtocol], at_once: AtOnce | None = None
) -> AsyncIterator[int]:
    """Port of a server with one handler."""
    listener = socket.create_server(("127.0.0.1", 0))
    gateway = Gateway(WebSettings(), {("POST", "/"): handler, ("HEAD", "/"): handler}, {}, at_once)
    config = uvicorn.Config(
        gateway,
        http=protocol,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    async with asyncio.timeout(WAIT_SECONDS):
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0)
    yield listener.getsockname()[1]
    server.should_exit = True
    await serving
