"""Every fault as a client meets it: in the bytes, and in what an HTTP client makes of them."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
import zlib
from collections.abc import Awaitable, Callable

import httpx
import pytest

from cachecore_gateway.testing import (
    SPOOFED_HEADERS,
    AddHeaders,
    BadEvents,
    BadGzip,
    BadJson,
    CloseAfter,
    Comments,
    CrlfEvents,
    Cut,
    Delay,
    DuplicateHeaders,
    EmptyBody,
    ErrorEvent,
    ErrorShape,
    Fail,
    GarbageHead,
    Gzip,
    GzipBomb,
    Hangup,
    HtmlPage,
    HugeBody,
    NoDone,
    NoFinishReason,
    NoLength,
    Outcome,
    Reply,
    Reset,
    Sliced,
    SlowBody,
    SpoofedHeaders,
    UpstreamDouble,
    WrongContentType,
    WrongLength,
)

CHAT_PATH = "/v1/chat/completions"
CHAT = {"model": "m", "messages": [{"role": "user", "content": "grüß dich"}]}
STREAM = {**CHAT, "stream": True}

Exchange = Callable[[bytes], Awaitable[bytes]]
Build = Callable[..., bytes]


async def read_stream(client: httpx.AsyncClient, seen: bytearray) -> None:
    """Asks for a stream and adds its raw bytes to `seen`, as far as they come."""
    async with client.stream("POST", CHAT_PATH, json=STREAM) as answer:
        async for part in answer.aiter_raw():
            seen += part


async def test_an_error_status_has_the_shape_of_openai(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Fail(429, "slow down", retry_after=7), times=1)
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    error = {"message": "slow down", "type": "rate_limit_error", "param": None, "code": "rate_limit_exceeded"}
    assert answer.json() == {"error": error}
    assert (await client.post(CHAT_PATH, json=CHAT)).status_code == 200


async def test_an_error_status_may_come_in_other_shapes(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    with up.inject(Fail(529, "busy", ErrorShape.ANTHROPIC)):
        body = (await client.post("/v1/messages", json={})).json()
    with up.inject(Fail(502, "Bad Gateway", ErrorShape.HTML)):
        page = await client.post(CHAT_PATH, json=STREAM)
    with up.inject(Fail(500, shape=ErrorShape.EMPTY)):
        nothing = await client.post(CHAT_PATH, json=CHAT)
    assert body == {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
    assert "<h1>502 Bad Gateway</h1>" in page.text
    assert (nothing.status_code, nothing.content) == (500, b"")


async def test_of_several_contents_the_one_set_last_is_sent(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Fail(500))
    up.inject(Fail(503))
    assert (await client.post(CHAT_PATH, json=CHAT)).status_code == 503


async def test_bad_json_comes_with_200_and_the_right_type(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(BadJson())
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(json.JSONDecodeError):
        answer.json()


async def test_bad_events_sit_in_the_middle_of_a_whole_stream(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(BadEvents(after_chunks=1))
    events = (await client.post(CHAT_PATH, json=STREAM)).text.split("\n\n")
    assert events[1].endswith('"choices":[{')
    assert events[-2] == "data: [DONE]"


@pytest.mark.parametrize("fields", [CHAT, STREAM])
async def test_a_page_and_an_empty_body_come_with_200(
    up: UpstreamDouble, client: httpx.AsyncClient, fields: dict[str, object]
) -> None:
    with up.inject(HtmlPage()):
        page = await client.post(CHAT_PATH, json=fields)
    with up.inject(EmptyBody()):
        nothing = await client.post(CHAT_PATH, json=fields)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith("<!DOCTYPE html>")
    assert (nothing.status_code, nothing.content) == (200, b"")


async def test_a_huge_body_is_a_valid_answer(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(HugeBody(3_000_000))
    plain = await client.post(CHAT_PATH, json=CHAT)
    assert 3_000_000 < len(plain.content) < 3_010_000
    assert plain.json()["choices"][0]["finish_reason"] == "stop"
    stream = await client.post(CHAT_PATH, json=STREAM)
    assert len(stream.content) > 3_000_000
    assert all(event.startswith("data: ") for event in stream.text.split("\n\n")[:-1])


@pytest.mark.parametrize("fields", [CHAT, STREAM])
async def test_gzip_unpacks_to_the_right_answer(
    up: UpstreamDouble, client: httpx.AsyncClient, fields: dict[str, object]
) -> None:
    up.answer_with(Reply(200, (), (b"data: gr\xc3\xbc\xc3\x9f\n\n", b"data: Gott\n\n"), fields is STREAM))
    up.inject(Gzip())
    packed = await client.post(CHAT_PATH, json=fields)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == "data: grüß\n\ndata: Gott\n\n"


async def test_a_gzip_bomb_is_small_on_the_wire_and_huge_unpacked(
    up: UpstreamDouble, exchange: Exchange, chat_request: Build
) -> None:
    up.inject(GzipBomb(unpacked_bytes=8 << 20))
    body = (await exchange(chat_request())).partition(b"\r\n\r\n")[2]
    unpacked = gzip.decompress(body)
    assert len(body) < 20_000
    assert len(unpacked) >= 8 << 20
    assert list(json.loads(unpacked)) == ["padding"]


async def test_a_body_may_only_claim_to_be_gzip(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(BadGzip())
    with pytest.raises(httpx.DecodingError):
        await client.post(CHAT_PATH, json=CHAT)


async def test_spoofed_and_added_headers_arrive_as_they_are(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(SpoofedHeaders(), AddHeaders((("X-Own", "1"),)))
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert all(answer.headers[name] == value for name, value in SPOOFED_HEADERS)
    assert answer.headers["x-own"] == "1"


async def test_duplicate_headers_arrive_twice(up: UpstreamDouble, exchange: Exchange, chat_request: Build) -> None:
    with up.inject(DuplicateHeaders()):
        same = await exchange(chat_request())
    with up.inject(DuplicateHeaders(("Content-Length",), "3")):
        other = await exchange(chat_request())
    assert same.count(b"Content-Type: application/json\r\n") == 2
    assert other.count(b"Content-Length: ") == 2
    assert b"Content-Length: 3\r\n" in other


@pytest.mark.parametrize(("sent", "seen"), [("text/plain", "text/plain"), (None, None)])
async def test_the_content_type_may_be_wrong_or_missing(
    up: UpstreamDouble, client: httpx.AsyncClient, sent: str | None, seen: str | None
) -> None:
    up.inject(WrongContentType(sent))
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert answer.headers.get("content-type") == seen
    assert answer.json()["object"] == "chat.completion"


async def test_events_may_end_in_crlf_and_stand_between_comments(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(CrlfEvents(), Comments("ping"))
    text = (await client.post(CHAT_PATH, json=STREAM)).text
    assert text.startswith(": ping\n\ndata: {")
    assert text.endswith(": ping\n\ndata: [DONE]\r\n\r\n")


async def test_an_error_event_ends_the_stream_without_done(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(ErrorEvent(after_chunks=2, message="lost"))
    events = (await client.post(CHAT_PATH, json=STREAM)).text.split("\n\n")[:-1]
    assert len(events) == 3
    assert json.loads(events[-1].removeprefix("data: "))["error"]["message"] == "lost"


async def test_a_stream_may_lack_only_its_done(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(NoDone())
    text = (await client.post(CHAT_PATH, json=STREAM)).text
    assert '"finish_reason":"stop"' in text
    assert "[DONE]" not in text


@pytest.mark.parametrize(
    ("path", "fields", "word"),
    [
        (CHAT_PATH, CHAT, '"finish_reason":"'),
        ("/v1/completions", {"model": "m", "prompt": "hi"}, '"finish_reason":"'),
        ("/v1/messages", {**CHAT, "max_tokens": 9}, '"stop_reason":"'),
        ("/v1/responses", {"model": "m", "input": "hi"}, '"status":"completed","error"'),
    ],
)
async def test_an_answer_may_never_say_why_it_ended(
    up: UpstreamDouble, client: httpx.AsyncClient, path: str, fields: dict[str, object], word: str
) -> None:
    for stream in (False, True):
        whole = await client.post(path, json={**fields, "stream": stream})
        with up.inject(NoFinishReason()):
            cut = await client.post(path, json={**fields, "stream": stream})
        assert word in whole.text
        assert word not in cut.text


@pytest.mark.parametrize(
    ("fields", "after_chunks"),
    [(CHAT, None), (CHAT, 0), (CHAT, 3), (STREAM, None), (STREAM, 0), (STREAM, 3), (STREAM, 10_000)],
)
async def test_a_reset_before_the_head_or_in_the_body_is_an_error(
    up: UpstreamDouble, client: httpx.AsyncClient, fields: dict[str, object], after_chunks: int | None
) -> None:
    up.inject(Reset(after_chunks))
    with pytest.raises(httpx.ReadError):
        await client.post(CHAT_PATH, json=fields)
    assert up.calls[0].outcome is Outcome.CUT


async def test_a_reset_in_the_body_comes_after_what_was_sent(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Reset(after_chunks=2))
    seen = bytearray()
    with pytest.raises(httpx.ReadError):
        await read_stream(client, seen)
    assert seen.count(b"data: ") == 2


async def test_a_hangup_sends_nothing_at_all(up: UpstreamDouble, exchange: Exchange, chat_request: Build) -> None:
    up.inject(Hangup())
    assert await exchange(chat_request()) == b""


@pytest.mark.parametrize("fields", [CHAT, STREAM])
async def test_a_cut_body_is_shorter_than_its_framing_says(
    up: UpstreamDouble, client: httpx.AsyncClient, fields: dict[str, object]
) -> None:
    up.inject(Cut(after_chunks=2))
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(CHAT_PATH, json=fields)


async def test_a_clean_cut_looks_whole_to_http_but_lacks_the_end(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Cut(after_chunks=3, clean=True))
    stream, plain = await client.post(CHAT_PATH, json=STREAM), await client.post(CHAT_PATH, json=CHAT)
    assert stream.text.count("data: ") == 3
    assert "[DONE]" not in stream.text
    assert int(plain.headers["content-length"]) == len(plain.content)
    with pytest.raises(json.JSONDecodeError):
        plain.json()


async def test_slices_cut_through_events_and_characters(
    up: UpstreamDouble, exchange: Exchange, chat_request: Build
) -> None:
    up.answer_with("grüß Gott")
    up.inject(Sliced(3))
    body = (await exchange(chat_request(stream=True))).partition(b"\r\n\r\n")[2]
    sizes = {int(line, 16) for line in body.split(b"\r\n")[:-3:2]}
    assert max(sizes) == 3


async def test_a_content_length_may_be_too_large_or_too_small(
    up: UpstreamDouble, client: httpx.AsyncClient, exchange: Exchange, chat_request: Build
) -> None:
    with up.inject(WrongLength(by_bytes=10)), pytest.raises(httpx.RemoteProtocolError):
        await client.post(CHAT_PATH, json=CHAT)
    with up.inject(WrongLength(by_bytes=-10)):
        head, _, body = (await exchange(chat_request())).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body) - 10}\r\n".encode() in head


async def test_without_a_length_the_end_of_the_connection_is_the_end(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    up.inject(NoLength())
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert answer.http_version == "HTTP/1.0"
    assert {"content-length", "transfer-encoding"}.isdisjoint(answer.headers)
    assert answer.json()["choices"][0]["finish_reason"] == "stop"


async def test_a_garbage_head_is_no_http(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(GarbageHead())
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(CHAT_PATH, json=CHAT)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_connection_may_end_after_a_whole_answer(
    up: UpstreamDouble, exchange: Exchange, chat_request: Build, announced: bool
) -> None:
    up.inject(CloseAfter(announced=announced))
    answer = await exchange(chat_request(connection="keep-alive"))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert (b"Connection: close" in answer) is announced


async def test_delays_add_up(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Delay(head_seconds=0.05))
    up.inject(Delay(first_byte_seconds=0.05), SlowBody(size_bytes=100, pause_seconds=0.01))
    started = time.monotonic()
    answer = await client.post(CHAT_PATH, json=CHAT)
    assert time.monotonic() - started >= 0.1 + 0.01 * (len(answer.content) // 100)


async def test_a_head_arrives_while_the_first_byte_waits(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    hold = up.hold(after_chunks=0)
    async with client.stream("POST", CHAT_PATH, json=STREAM) as answer:
        assert answer.status_code == 200
        await hold.wait_reached()
        hold.release()
        assert (await answer.aread()).endswith(b"data: [DONE]\n\n")


async def test_a_hold_in_the_body_lets_the_chunks_before_it_through(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    hold = up.hold(after_chunks=2)
    async with client.stream("POST", CHAT_PATH, json=STREAM) as answer:
        seen, parts = b"", answer.aiter_raw()
        while seen.count(b"data: ") < 2:
            seen += await asyncio.wait_for(anext(parts), 5)
        assert hold.reached == 1
        assert up.in_flight == 1
        hold.release()
        async for part in parts:
            seen += part
    assert seen.endswith(b"data: [DONE]\n\n")


async def test_a_hold_for_one_path_and_one_call_stops_no_other(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    hold = up.hold(path="/v1/models", times=1)
    held = asyncio.create_task(client.get("/v1/models"))
    await hold.wait_reached()
    assert (await client.get("/v1/models")).status_code == 200
    assert (await client.post(CHAT_PATH, json=CHAT)).status_code == 200
    assert not held.done()
    hold.release()
    assert (await held).status_code == 200


async def test_a_wait_at_a_hold_that_nobody_reaches_times_out(up: UpstreamDouble) -> None:
    with pytest.raises(TimeoutError, match="2 calls at the hold; 0 came"):
        await up.hold().wait_reached(2, timeout=0.01)


async def test_faults_combine(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.inject(Gzip(), Comments(), Sliced(11), Cut(after_chunks=9))
    decoder, seen = zlib.decompressobj(31), bytearray()
    with pytest.raises(httpx.RemoteProtocolError):
        await read_stream(client, seen)
    assert len(seen) == 9 * 11
    assert decoder.decompress(seen).startswith(b": keep-alive\n\ndata: {")
