"""Anthropic's shape by the front door: streams that break and errors of the gateway's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import Cut, Fault, Reset, ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

PATH = "/v1/messages"


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=10, headers={"x-api-key": gateway.token()}) as client:
        yield client


def body(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "claude-double", "max_tokens": 64, "messages": [{"role": "user", "content": text}], **more}


def events_of(text: str) -> list[tuple[str, Any]]:
    """Name and data of each event; every one of them must have both, as Anthropic's SDKs demand."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def received_until_cut(http: httpx.Client, request: dict[str, Any]) -> bytes:
    received = b""
    try:
        with http.stream("POST", PATH, json=request) as answer:
            for data in answer.iter_bytes():
                received += data
    except httpx.RemoteProtocolError:
        return received
    raise AssertionError("the connection ended as if the answer were whole")


def test_a_message_is_a_miss_then_a_hit_plain_and_streamed(
    http: httpx.Client, upstream: ThreadedUpstreamDouble
) -> None:
    plain = [http.post(PATH, json=body("Where is Ulm?")) for _ in range(2)]
    streamed = http.post(PATH, json=body("Where is Ulm?", stream=True))
    assert [answer.headers["x-cache"] for answer in (*plain, streamed)] == ["MISS", "HIT_L1", "HIT_L1"]
    assert plain[0].content == plain[1].content
    text = "".join(data["delta"]["text"] for name, data in events_of(streamed.text) if name == "content_block_delta")
    assert text == plain[0].json()["content"][0]["text"]
    assert upstream.calls[0].request.header("x-api-key") == "sk-ant-operator-key"
    assert upstream.call_count == 1


@pytest.mark.parametrize("fault", [Cut(after_chunks=4), Reset(after_chunks=4)])
def test_a_stream_that_breaks_ends_in_an_error_event_of_anthropics_shape(
    http: httpx.Client, upstream: ThreadedUpstreamDouble, fault: Fault
) -> None:
    upstream.inject(fault)
    received = received_until_cut(http, body(f"Break {fault}", stream=True))
    last, data = events_of(received.decode())[-1]
    assert (last, data["type"], data["error"]["type"]) == ("error", "error", "api_error")
    assert data["error"]["message"]
    assert b"message_stop" not in received


@pytest.mark.parametrize(
    ("path", "headers", "content", "status", "kind"),
    [
        (PATH, {}, b"{", 400, "invalid_request_error"),
        (PATH, {"x-api-key": "cc_live_x.y.z.w"}, b"{}", 401, "authentication_error"),
        (PATH, {"cache-control": "only-if-cached"}, json.dumps(body("never")).encode(), 504, "timeout_error"),
        (PATH + "/count_tokens", {"x-cachecore-tyop": "1"}, b"{}", 400, "invalid_request_error"),
        (PATH, {}, b'{"x": "' + b"x" * (10 * 1024 * 1024) + b'"}', 413, "request_too_large"),
    ],
)
def test_errors_are_one_object_that_both_families_of_sdks_read(
    http: httpx.Client, path: str, headers: dict[str, str], content: bytes, status: int, kind: str
) -> None:
    answer = http.post(path, content=content, headers=headers)
    assert answer.status_code == status
    said = answer.json()
    assert (said["type"], said["error"]["type"]) == ("error", kind)
    assert set(said["error"]) == {"message", "type", "code", "param"}
