"""Every fault of the upstream double, plain and streamed, by the front door.

Whatever the provider does: the caller gets the right status and an error in OpenAI's shape; a stream that breaks ends
in an error event and a cut connection; nothing bad is stored; the request's slot is free again; nothing is logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import (
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
    Fault,
    GarbageHead,
    Gzip,
    GzipBomb,
    Hangup,
    HtmlPage,
    HugeBody,
    NoDone,
    NoFinishReason,
    NoLength,
    Reply,
    Reset,
    Sliced,
    SlowBody,
    SpoofedHeaders,
    ThreadedUpstreamDouble,
    WrongContentType,
    WrongLength,
)
from cachecore_gateway.testing import faults as all_faults
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import Seen, ask, bearer, body, until

CANARY = "canary-5d1e"
SHORT_TIMES = {
    "CACHECORE_UPSTREAM_HEAD_TIMEOUT_SECONDS": "0.8",
    "CACHECORE_UPSTREAM_IDLE_TIMEOUT_SECONDS": "0.7",
    "CACHECORE_UPSTREAM_TOTAL_TIMEOUT_SECONDS": "1.2",
    "CACHECORE_UPSTREAM_MAX_DECODED_BYTES": str(4 << 20),
    "CACHECORE_ENGINE_MAX_ANSWER_BYTES": str(1 << 20),
}


@dataclass(frozen=True)
class Expected:
    """What the caller sees. ``code``: of the gateway's own error, in the body or, after a cut, in the last event."""

    status: int = 200
    code: str = ""
    cut: bool = False
    stored: bool = False
    most_calls: int = 1
    """2 where a connection ends without a byte: on one that was used before that says nothing, so one retry is made."""


STORED, PASSED = Expected(stored=True), Expected()


def refused(code: str, status: int = 502) -> Expected:
    return Expected(status, code)


def broken(code: str) -> Expected:
    return Expected(200, code, cut=True)


BAD_ANSWER, TOO_LARGE, LOST = refused("bad_upstream_answer"), refused("answer_too_large"), refused("connection_lost")
BAD_HTTP, NO_BYTE = refused("bad_http"), replace(LOST, most_calls=2)
TABLE: list[tuple[Fault, Expected, Expected]] = [
    (Delay(head_seconds=9), refused("head_timeout", 504), refused("head_timeout", 504)),
    (Delay(first_byte_seconds=9), refused("idle_timeout", 504), broken("idle_timeout")),
    (Delay(between_chunks_seconds=9), refused("idle_timeout", 504), broken("idle_timeout")),
    (SlowBody(pause_seconds=0.2), refused("total_timeout", 504), broken("total_timeout")),
    (Delay(head_seconds=0.01, between_chunks_seconds=0.001), STORED, STORED),
    *((Fail(status), Expected(status), Expected(status)) for status in (400, 401, 404, 429, 500, 503)),
    (Fail(529, shape=ErrorShape.ANTHROPIC), Expected(529), Expected(529)),
    (Fail(502, shape=ErrorShape.HTML), Expected(502), Expected(502)),
    (Fail(500, shape=ErrorShape.EMPTY), Expected(500), Expected(500)),
    (BadJson(), BAD_ANSWER, BAD_ANSWER),
    (BadEvents(), BAD_ANSWER, PASSED),
    (HtmlPage(), BAD_ANSWER, BAD_ANSWER),
    (EmptyBody(), BAD_ANSWER, broken("stream_cut")),
    (HugeBody(2 << 20), TOO_LARGE, PASSED),
    (WrongContentType(), STORED, BAD_ANSWER),
    (WrongContentType(None), STORED, BAD_ANSWER),
    (AddHeaders((("X-New", "1"), ("X-New", "2"))), STORED, STORED),
    (AddHeaders((("X-Long", "x" * 40_000),)), BAD_HTTP, BAD_HTTP),
    (AddHeaders((("Content-Encoding", "br"),)), refused("unknown_coding"), refused("unknown_coding")),
    (DuplicateHeaders(), STORED, STORED),
    (SpoofedHeaders(), STORED, STORED),
    (Gzip(), STORED, STORED),
    (BadGzip(), refused("bad_coding"), broken("bad_coding")),
    (GzipBomb(16 << 20), TOO_LARGE, broken("too_large")),
    (CrlfEvents(), STORED, STORED),
    (Comments(), STORED, STORED),
    (ErrorEvent(), STORED, PASSED),
    (NoDone(), STORED, broken("stream_cut")),
    (NoFinishReason(), PASSED, PASSED),
    (Reset(), NO_BYTE, NO_BYTE),
    (Reset(after_chunks=2), LOST, broken("connection_lost")),
    (Hangup(), NO_BYTE, NO_BYTE),
    (Cut(after_chunks=0), LOST, broken("connection_lost")),
    (Cut(after_chunks=2), LOST, broken("connection_lost")),
    (Cut(after_chunks=2, clean=True), BAD_ANSWER, broken("stream_cut")),
    (Sliced(), STORED, STORED),
    (WrongLength(10), LOST, STORED),
    (NoLength(), STORED, STORED),
    (GarbageHead(), BAD_HTTP, BAD_HTTP),
    (GarbageHead(b"HTTP/1.1 abc OK\r\n\r\n"), BAD_HTTP, BAD_HTTP),
    (CloseAfter(), STORED, STORED),
    (CloseAfter(announced=True), STORED, STORED),
]
NOT_FAULTS = {"Held"}
"""A hold is no fault of its own: what a caller sees of it is a delay."""


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory = tmp_path_factory.mktemp("faults") / "store"
    with GatewayProcess(directory, upstream.base_url, environment=SHORT_TIMES) as process:
        yield process


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    headers = {**bearer(gateway.token()), "x-cachecore-exact-only": "1"}
    with httpx.Client(base_url=gateway.url, timeout=10, headers=headers) as client:
        yield client


def rows() -> Iterator[Any]:
    for fault, plain, streamed in TABLE:
        name = repr(fault)[:60]
        yield pytest.param(fault, False, plain, id=f"{name} plain")
        yield pytest.param(fault, True, streamed, id=f"{name} stream")


def test_the_table_holds_every_fault() -> None:
    known = {name for name in all_faults.__all__ if hasattr(getattr(all_faults, name), "stage")}
    assert {type(fault).__name__ for fault, _, _ in TABLE} | NOT_FAULTS == known


@pytest.mark.parametrize(("fault", "stream", "expected"), list(rows()))
def test_whatever_the_provider_does_the_caller_gets_a_defined_answer(
    http: httpx.Client,
    gateway: GatewayProcess,
    upstream: ThreadedUpstreamDouble,
    fault: Fault,
    stream: bool,
    expected: Expected,
) -> None:
    request = body(f"{CANARY} {stream} {fault!r}"[:300], stream=stream)
    upstream.inject(fault)
    seen = ask(http, request)
    assert 1 <= upstream.call_count <= expected.most_calls
    check(seen, expected, stream)
    upstream.clear_faults()
    until(http, "cachecore_requests_in_flight", 0)
    upstream.wait_idle()
    again = [ask(http, request).tier for _ in range(2)]
    assert again == (["HIT_L1", "HIT_L1"] if expected.stored else ["MISS", "HIT_L1"])
    assert CANARY not in gateway.log_text
    assert "Traceback" not in gateway.log_text


def check(seen: Seen, expected: Expected, stream: bool) -> None:
    assert (seen.status, seen.cut) == (expected.status, expected.cut)
    if expected.cut:
        assert b"[DONE]" not in seen.content
        last = seen.content.decode().rstrip("\n").rpartition("\n\n")[2]
        check_error(json.loads(last.removeprefix("data: "))["error"], expected.code)
    elif expected.code:
        assert seen.headers["content-type"] == "application/json"
        check_error(seen.error, expected.code)
    elif expected.stored:
        assert seen.tier == "MISS"
        text = seen.content.replace(b"\r", b"")
        assert text.rstrip().endswith(b"data: [DONE]") if stream else json.loads(text)["choices"]


def check_error(error: Any, code: str) -> None:
    assert set(error) == {"message", "type", "code", "param"}
    assert (error["type"], error["code"]) == ("api_error", code)
    assert len(error["message"]) > 20
    assert CANARY not in error["message"]


def test_the_providers_own_error_comes_through_with_its_retry_after(
    http: httpx.Client, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.inject(Fail(429, "slow down", retry_after=7))
    seen = ask(http, body("its own error"))
    assert (seen.status, seen.tier, seen.headers["retry-after"]) == (429, "MISS", "7")
    assert seen.error["message"] == "slow down"


def test_nobody_listens(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    with upstream.refusing():
        for stream in (False, True):
            check(ask(http, body("nobody listens", stream=stream)), refused("no_connection"), stream)
    assert ask(http, body("nobody listens")).tier == "MISS"


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_an_answer_longer_than_it_says_is_never_taken_for_whole(
    http: httpx.Client, upstream: ThreadedUpstreamDouble, stream: bool
) -> None:
    """What the client library sees first, the wrong length or bytes of no answer, is a matter of luck."""
    request = body(f"{CANARY} longer {stream}", stream=stream)
    upstream.inject(WrongLength(-10))
    seen = ask(http, request)
    codes = (b'"bad_http"', b'"bad_upstream_answer"', b'"stream_cut"')
    assert seen.status == 502 or (stream and seen.cut)
    assert any(code in seen.content for code in codes)
    upstream.clear_faults()
    assert [ask(http, request).tier for _ in range(3)] == ["MISS", "HIT_L1", "HIT_L1"]


STRANGE = {
    "nested deeply": b'{"choices": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "not UTF-8": b'{"choices": [{"message": {"content": "\xff\xfe"}}]}',
    "NaN": b'{"choices": [], "x": NaN}',
    "a list": b"[]",
    "choices of the wrong kind": b'{"choices": {"0": 1}}',
    "a choice that is null": b'{"choices": [null]}',
    "an error in a 200": b'{"error": {"message": "no"}}',
    "usage of the wrong kind": b'{"choices": [], "usage": {"prompt_tokens": "many", "completion_tokens": -1}}',
    "a number of 5,000 digits": b'{"choices": [], "x": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in STRANGE.items()])
def test_strange_answers_are_refused_or_passed_on_but_never_stored(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, content: bytes, stream: bool
) -> None:
    request = body(f"{CANARY} strange {stream} {content[:60]!r}", stream=stream)
    as_event = stream and len(content) < 1000
    kind = "text/event-stream" if as_event else "application/json"
    sent = b"data: " + content + b"\n\ndata: [DONE]\n\n" if as_event else content
    upstream.answer_with(Reply(200, (("Content-Type", kind),), (sent,)))
    seen = ask(http, request)
    assert seen.status in (200, 502)
    if seen.status == 502:
        check_error(seen.error, "bad_upstream_answer")
    upstream.answer_with(None)
    assert [ask(http, request).tier for _ in range(2)] == ["MISS", "HIT_L1"]
    assert "Traceback" not in gateway.log_text
