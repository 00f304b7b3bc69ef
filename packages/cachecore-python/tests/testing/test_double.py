"""The gateway double behaves as the gateway does, as far as a client can tell."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from cachecore import CachecoreSyncClient, Dep
from cachecore.testing import GatewayDouble, Received, Reply, chat_completion

CHAT = "http://gateway.test/v1/chat/completions"


def chat(text: str, **fields: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], **fields}


def client(double: GatewayDouble, token: str = "tenant-a") -> CachecoreSyncClient:
    return CachecoreSyncClient("http://gateway.test", token, wrapped=double.transport)


def ask(cc: CachecoreSyncClient, body: dict[str, Any], **options: Any) -> tuple[str, str]:
    """Status and text of the answer."""
    with httpx.Client(transport=cc.transport) as http:
        answer = http.post(CHAT, json=body, **options).json()
    return cc.last_status.status, answer["choices"][0]["message"]["content"]


async def test_every_flavour_sees_miss_hit_bypass_and_invalidation(flavour: Any) -> None:
    double = flavour.testing.GatewayDouble()
    cc = flavour.client("http://gateway.test", wrapped=double.transport)
    http = flavour.http(cc.transport)
    seen = []
    for bypass, invalidate in [(False, False), (False, False), (True, False), (False, True), (False, False)]:
        if invalidate:
            assert (await flavour.done(cc.invalidate("a"))).ok
        with cc.request_context(deps=[Dep("a")], bypass=bypass):
            await flavour.done(http.post(CHAT, json=chat("hi")))
        seen.append(cc.last_status.status)
    assert seen == ["MISS", "HIT_L1", "BYPASS", "MISS", "HIT_L1"]
    assert len(double.upstream_calls) == 3


def test_a_hit_is_the_same_answer_and_a_miss_another() -> None:
    cc = client(GatewayDouble())
    assert ask(cc, chat("hi")) == ("MISS", "answer 1")
    assert ask(cc, chat("hi")) == ("HIT_L1", "answer 1")
    assert ask(cc, chat("hello")) == ("MISS", "answer 2")
    assert ask(cc, chat("hi", temperature=0.5)) == ("MISS", "answer 3")
    assert ask(cc, dict(reversed(chat("hi", user="u").items()))) == ("HIT_L1", "answer 1")


def test_tenants_share_nothing() -> None:
    double = GatewayDouble()
    one, other = client(double, "one"), client(double, "other")
    with one.request_context(deps=[Dep("a")]):
        assert ask(one, chat("hi"))[0] == "MISS"
    assert ask(other, chat("hi"))[0] == "MISS"
    assert other.invalidate("a").ok
    with one.request_context(deps=[Dep("a")]):
        assert ask(one, chat("hi"))[0] == "HIT_L1"


def test_an_entry_serves_requests_whose_dependencies_it_covers() -> None:
    cc = client(GatewayDouble())
    statuses = []
    for deps in ([Dep("a"), Dep("b")], [Dep("a")], [], [Dep("a", "v2")], [Dep("a"), Dep("c")]):
        with cc.request_context(deps=deps):
            statuses.append(ask(cc, chat("hi"))[0])
    assert statuses == ["MISS", "HIT_L1", "HIT_L1", "MISS", "MISS"]


def test_an_invalidation_during_the_upstream_call_kills_its_answer() -> None:
    def upstream(_: Received) -> dict[str, Any]:
        cc.invalidate("a")
        return chat_completion("old data")

    cc = client(GatewayDouble(upstream))
    for _ in range(2):
        with cc.request_context(deps=[Dep("a")]):
            assert ask(cc, chat("hi"))[0] == "MISS"


def test_only_listed_tokens_are_accepted_and_anonymous_callers_bypass() -> None:
    double = GatewayDouble(tokens={"good": "a"})
    assert client(double, "good").invalidate("x").ok
    refused = client(double, "bad").invalidate("x")
    assert (refused.ok, "401" in (refused.error or "")) == (False, True)
    with httpx.Client(transport=double.transport) as http:
        assert http.post(CHAT, json=chat("hi")).headers["x-cache"] == "BYPASS"
        assert http.post(CHAT, json=chat("hi"), headers={"Authorization": "Bearer good"}).headers["x-cache"] == "MISS"
        assert http.post("http://gateway.test/v1/invalidate", json={"dep_id": "x"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        ("/v1/chat/completions", {"X-Cachecore-Deps": "!"}, b"{}"),
        ("/v1/chat/completions", {}, b"not json"),
        ("/v1/chat/completions", {}, b"[]"),
        ("/v1/invalidate", {}, b"{}"),
        ("/v1/invalidate", {}, b'{"dep_id": 3}'),
    ],
)
def test_malformed_requests_are_answered_400(path: str, headers: dict[str, str], body: bytes) -> None:
    reply = GatewayDouble().handle("POST", path, {"X-Cachecore-Token": "t", **headers}, body)
    assert reply.status_code == 400
    assert json.loads(reply.body)["error"]["message"]


def test_failures_are_told_in_advance_and_happen_once() -> None:
    double = GatewayDouble()
    double.fail_next(429, headers={"Retry-After": "1"})
    cc = client(double)
    assert not cc.invalidate("a").ok
    assert cc.invalidate("a").ok


def test_errors_of_the_upstream_are_passed_on_and_not_stored() -> None:
    replies = [Reply.of_error(500, "boom"), Reply.of_json(chat_completion("fine"))]
    cc = client(GatewayDouble(lambda _: replies.pop(0)))
    with httpx.Client(transport=cc.transport) as http:
        assert http.post(CHAT, json=chat("hi")).status_code == 500
    assert ask(cc, chat("hi")) == ("MISS", "fine")
    assert ask(cc, chat("hi")) == ("HIT_L1", "fine")


def test_streams_and_plain_requests_share_an_entry() -> None:
    cc = client(GatewayDouble())
    assert ask(cc, chat("hi"))[0] == "MISS"
    options = {"stream": True, "stream_options": {"include_usage": True}}
    with httpx.Client(transport=cc.transport) as http:
        response = http.post(CHAT, json=chat("hi", **options))
    assert cc.last_status.status == "HIT_L1"
    events = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert events.pop() == "[DONE]"
    chunks = [json.loads(event) for event in events]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks[:-1]) == "answer 1"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert (chunks[-1]["choices"], chunks[-1]["usage"]["completion_tokens"]) == ([], 2)


def test_age_is_that_of_the_entry() -> None:
    now = [1000.0]
    cc = client(GatewayDouble(clock=lambda: now[0]))
    ask(cc, chat("hi"))
    now[0] += 42.9
    ask(cc, chat("hi"))
    assert cc.last_status.age_seconds == 42


def test_other_paths_are_forwarded() -> None:
    double = GatewayDouble(lambda received: {"object": "list", "path": received.path})
    with httpx.Client(transport=client(double).transport) as http:
        response = http.get("http://gateway.test/v1/models?limit=1")
    assert (response.headers["x-cache"], response.json()["path"]) == ("BYPASS", "/v1/models")
