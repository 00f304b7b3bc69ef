"""What a connection makes of the bytes that come, and of those that it was not asked for."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.upstream.line import BadHttp, ConnectionLost, Line

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
SOON = 5.0
LONGEST = 1000


class Wire(asyncio.Transport):
    """Remembers what was done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.pauses = 0
        self.resumes = 0
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def pause_reading(self) -> None:
        self.pauses += 1

    def resume_reading(self) -> None:
        self.resumes += 1

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


class Case:
    """A line over a wire that the test plays."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.ends: list[Exception | None] = []
        self.line = Line(self.wire, LONGEST, lambda _, error: self.ends.append(error))

    def asked(self, method: str = "POST", body: bytes = b"") -> Line:
        self.line.send(method, b"head\r\n\r\n", body)
        return self.line

    async def body(self) -> bytes:
        until = asyncio.get_running_loop().time() + SOON
        await self.line.head(until)
        parts = []
        while data := await self.line.more(until):
            parts.append(data)
        return b"".join(parts)


@pytest.fixture
async def case() -> Case:
    return Case()


async def test_an_answer_in_one_piece_or_byte_by_byte(case: Case) -> None:
    for pieces in ([OK], [OK[at : at + 1] for at in range(len(OK))]):
        line = case.asked()
        for piece in pieces:
            line.data_received(piece)
        assert await case.body() == b"{}"
        assert (line.status, line.fields, line.reusable) == (200, [(b"Content-Length", b"2")], True)


async def test_chunks_and_their_trailers(case: Case) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nEmpty:\r\n\r\n"
    case.asked().data_received(head + b"1\r\n{\r\n")
    case.line.data_received(b"1 \r\n}\r\n0\r\nTrailer: x\r\n\r\n")
    assert await case.body() == b"{}"
    assert case.line.fields == [(b"Transfer-Encoding", b"chunked"), (b"Empty", b"")]
    assert case.line.reusable


async def test_interim_heads_are_not_the_answer(case: Case) -> None:
    case.asked().data_received(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)
    assert await case.body() == b"{}"
    assert (case.line.status, case.line.fields) == (200, [(b"Content-Length", b"2")])


@pytest.mark.parametrize("between", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_the_head_of_a_head_request_is_the_whole_answer(case: Case, between: bytes) -> None:
    for _ in range(2):
        case.asked("HEAD").data_received(between + b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
        assert await case.body() == b""
        assert case.line.reusable
    case.asked().data_received(OK)
    assert await case.body() == b"{}"


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_statuses_without_a_body_wait_for_none(case: Case, status: bytes) -> None:
    case.asked().data_received(b"HTTP/1.1 " + status + b"\r\n\r\n")
    assert await case.body() == b""
    assert case.line.reusable


async def test_a_body_without_a_length_ends_with_the_connection(case: Case) -> None:
    case.asked().data_received(b"HTTP/1.1 200 OK\r\n\r\n{")
    case.line.data_received(b"}")
    case.line.connection_lost(None)
    assert await case.body() == b"{}"
    assert not case.line.reusable
    assert case.ends == [None]


@pytest.mark.parametrize("framing", [b"Content-Length: 3", b"Transfer-Encoding: chunked"])
async def test_a_body_that_says_its_length_does_not(case: Case, framing: bytes) -> None:
    case.asked().data_received(b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n\r\n")
    case.line.data_received(b"2")
    case.line.connection_lost(None)
    with pytest.raises(ConnectionLost):
        await case.body()


async def test_a_reset_is_no_proper_end(case: Case) -> None:
    case.asked().data_received(b"HTTP/1.1 200 OK\r\n\r\n{}")
    case.line.connection_lost(ConnectionResetError())
    with pytest.raises(ConnectionLost):
        await case.body()


@pytest.mark.parametrize(
    "head",
    [
        b"220 mail.example.org\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: x\x00y\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nLong: " + b"x" * LONGEST + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"Many: " + b"x" * 20 * LONGEST,
        b"HTTP/1.1 200 OK\r\n" + b"Many: x\r\n" * LONGEST,
    ],
)
async def test_what_is_no_answer_is_refused_and_cut(case: Case, head: bytes) -> None:
    case.asked().data_received(head)
    with pytest.raises(BadHttp):
        await case.body()
    assert case.wire.aborted
    case.line.data_received(OK)
    with pytest.raises(BadHttp):
        await case.body()


async def test_bytes_that_nobody_asked_for_cut_the_connection(case: Case) -> None:
    case.line.data_received(OK)
    assert case.wire.aborted
    assert not case.line.reusable


async def test_an_answer_behind_the_answer_is_not_the_next_ones(case: Case) -> None:
    case.asked().data_received(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    assert await case.body() == b"{}"
    assert not case.line.reusable


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n"])
async def test_a_server_that_closes_gets_no_second_request(case: Case, head: bytes) -> None:
    case.asked().data_received(head + b"Content-Length: 2\r\n\r\n{}")
    assert await case.body() == b"{}"
    assert not case.line.reusable


async def test_only_a_used_line_without_a_byte_of_the_answer_is_stale(case: Case) -> None:
    case.asked().data_received(OK)
    await case.body()
    case.asked().connection_lost(None)
    with pytest.raises(ConnectionLost) as lost:
        await case.body()
    assert lost.value.stale
    for answers in ([], [OK, b"H"]):
        other = Case()
        other.asked()
        for answer in answers:
            other.line.data_received(answer)
            if answer is OK:
                await other.body()
                other.asked()
        other.line.connection_lost(None)
        with pytest.raises(ConnectionLost) as lost:
            await other.body()
        assert not lost.value.stale


async def test_a_slow_reader_stops_the_wire_and_an_unread_rest_does_not_stop_the_next_answer(case: Case) -> None:
    length = 1 << 20
    case.asked().data_received(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length)
    case.line.data_received(b"x" * (length // 2))
    assert case.wire.pauses == 1
    assert case.wire.resumes == 0
    assert len(case.line.come() or b"") == length // 2
    assert case.wire.resumes == 1
    case.line.data_received(b"x" * (length // 2))
    assert case.line.reusable
    case.asked().data_received(OK)
    assert (case.wire.pauses, case.wire.resumes) == (2, 2)
    assert await case.body() == b"{}"


async def test_a_large_request_is_sent_as_fast_as_it_is_taken(case: Case) -> None:
    body = bytes(range(256)) * 4096
    case.line.pause_writing()
    case.asked(body=body).data_received(OK)
    assert case.wire.written == [b"head\r\n\r\n"]
    assert await case.body() == b"{}"
    assert not case.line.reusable, "the provider has not taken the whole request"
    case.line.resume_writing()
    assert b"".join(case.wire.written[1:]) == body
    assert case.line.reusable


async def test_waiting_ends_in_time(case: Case) -> None:
    now = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await case.asked().head(now)
    case.line.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
    with pytest.raises(TimeoutError):
        await case.line.more(now)
    case.line.data_received(b"{}")
    assert await case.body() == b"{}", "whoever gives up cuts the line; it does not by itself"


async def test_who_waits_is_woken_by_what_comes(case: Case) -> None:
    waiting = asyncio.create_task(case.body())
    await asyncio.sleep(0)
    case.asked().data_received(OK[:-1])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    case.line.data_received(OK[-1:])
    assert await asyncio.wait_for(waiting, SOON) == b"{}"
