"""Callers who leave: their call upstream ends with them, unless others wait for it or it is wanted for the cache."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse

import httpx
import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import PATH, ask, bearer, body, metric, until

IN_FLIGHT, COLLAPSED = "cachecore_requests_in_flight", "cachecore_collapsed_total"
STREAM = pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    headers = {**bearer(gateway.token()), "x-cachecore-exact-only": "1"}
    with httpx.Client(base_url=gateway.url, timeout=10, headers=headers) as client:
        yield client


class Caller:
    """A caller who asks, and may hang up at any moment."""

    def __init__(self, http: httpx.Client, request: dict[str, object], path: str = PATH) -> None:
        self.connection = HTTPConnection("127.0.0.1", http.base_url.port, timeout=5)
        content = httpx.Request("POST", http.base_url, json=request).content
        headers = {**dict(http.headers), "content-type": "application/json"}
        self.connection.request("POST", path, content, headers)

    def answer(self) -> HTTPResponse:
        """The head of the answer, once it is there."""
        return self.connection.getresponse()

    def leave(self) -> None:
        """Hang up."""
        self.connection.close()


def left_within_a_second(upstream: ThreadedUpstreamDouble) -> None:
    upstream.wait_disconnected(timeout=1.0)
    assert upstream.calls[-1].disconnected


@STREAM
@pytest.mark.parametrize("path", [PATH, "/v1/elsewhere"], ids=["cached", "passed on"])
def test_who_leaves_before_the_head_ends_the_call(
    http: httpx.Client, upstream: ThreadedUpstreamDouble, stream: bool, path: str
) -> None:
    request = body(f"leave before the head {stream}", stream=stream)
    with upstream.hold() as hold:
        caller = Caller(http, request, path)
        upstream.wait_reached(hold)
        caller.leave()
        left_within_a_second(upstream)
        until(http, IN_FLIGHT, 0)
    upstream.clear_faults()
    if path == PATH:
        assert [ask(http, request).tier for _ in range(2)] == ["MISS", "HIT_L1"]


def test_who_leaves_a_plain_answer_midway_ends_the_call(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    request = body("leave a plain answer midway")
    with upstream.hold(after_chunks=2) as hold:
        caller = Caller(http, request)
        upstream.wait_reached(hold)
        caller.leave()
        left_within_a_second(upstream)
        until(http, IN_FLIGHT, 0)
    upstream.clear_faults()
    assert ask(http, request).tier == "MISS"


def test_who_leaves_a_stream_midway_ends_the_call(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    request = body("leave a stream midway", stream=True)
    with upstream.hold(after_chunks=2) as hold:
        caller = Caller(http, request)
        answer = caller.answer()
        assert answer.read1(6) == b"data: "
        upstream.wait_reached(hold)
        answer.close()
        caller.leave()
        left_within_a_second(upstream)
        until(http, IN_FLIGHT, 0)
    upstream.clear_faults()
    assert ask(http, request).tier == "MISS", "the part that had come was not stored"


@STREAM
@pytest.mark.parametrize("after_chunks", [None, 2], ids=["before the head", "midway"])
def test_a_follower_keeps_the_call_alive(
    http: httpx.Client, upstream: ThreadedUpstreamDouble, stream: bool, after_chunks: int | None
) -> None:
    request = body(f"a follower stays {stream} {after_chunks}", stream=stream)
    joined = metric(http, COLLAPSED)
    with upstream.hold(after_chunks) as hold:
        leader = Caller(http, request)
        upstream.wait_reached(hold)
        follower = Caller(http, request)
        until(http, IN_FLIGHT, 2)
        leader.leave()
        until(http, IN_FLIGHT, 1)
        assert upstream.in_flight == 1
    answer = follower.answer()
    content = answer.read()
    assert (answer.status, answer.headers["x-cache"]) == (200, "MISS")
    assert content.endswith(b"data: [DONE]\n\n") if stream else b'"finish_reason"' in content
    follower.leave()
    assert (upstream.call_count, upstream.calls[0].disconnected) == (1, False)
    assert metric(http, COLLAPSED) == joined + 1
    assert ask(http, request).tier == "HIT_L1"


def test_when_the_last_of_many_leaves_the_call_ends(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    request = body("all leave", stream=True)
    with upstream.hold() as hold:
        callers = [Caller(http, request) for _ in range(5)]
        upstream.wait_reached(hold)
        until(http, IN_FLIGHT, 5)
        for count, caller in enumerate(callers[:-1]):
            caller.leave()
            until(http, IN_FLIGHT, 4 - count)
        assert upstream.in_flight == 1
        callers[-1].leave()
        left_within_a_second(upstream)
    until(http, IN_FLIGHT, 0)
    assert upstream.call_count == 1


def test_a_caller_who_never_sends_its_body_costs_nothing(
    http: httpx.Client, upstream: ThreadedUpstreamDouble, gateway: GatewayProcess
) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            caller = HTTPConnection("127.0.0.1", gateway.port, timeout=5)
            stack.callback(caller.close)
            caller.putrequest("POST", PATH)
            for name, value in {**bearer(gateway.token()), "content-length": "1000"}.items():
                caller.putheader(name, value)
            caller.endheaders(b'{"model": "m"')
    assert metric(http, IN_FLIGHT) == 0
    assert ask(http, body("after the silent ones")).tier == "MISS"
    assert "Traceback" not in gateway.log_text
    assert upstream.call_count == 1


@pytest.fixture(scope="module")
def thrifty(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory = tmp_path_factory.mktemp("thrifty") / "store"
    environment = {"CACHECORE_ENGINE_FINISH_ABANDONED": "true"}
    with GatewayProcess(directory, upstream.base_url, environment=environment) as process:
        yield process


@STREAM
def test_an_abandoned_call_may_be_finished_for_the_cache(
    thrifty: GatewayProcess, upstream: ThreadedUpstreamDouble, stream: bool
) -> None:
    request = body(f"abandoned {stream}", stream=stream)
    with httpx.Client(base_url=thrifty.url, timeout=10, headers=bearer(thrifty.token())) as http:
        with upstream.hold() as hold:
            caller = Caller(http, request)
            upstream.wait_reached(hold)
            caller.leave()
            until(http, IN_FLIGHT, 0)
            assert upstream.in_flight == 1
        upstream.wait_idle()
        assert not upstream.calls[0].disconnected
        assert stored_soon(http, request)
    assert upstream.call_count == 1


def stored_soon(http: httpx.Client, request: dict[str, object]) -> bool:
    """Ask without allowing a call until the answer is there."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if ask(http, request, {"cache-control": "only-if-cached"}).tier == "HIT_L1":
            return True
    return False
