"""Exact hits that are answered before a request of ASGI is made: the same answers, counted the same, or none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.testing.gateway_in_process import GatewayInProcess, gateway_in_process
from cachecore_gateway.web.exchange import SERVER

PATH = "/v1/chat/completions"
BODY = json.dumps({"model": "m", "messages": [{"role": "user", "content": "What is the policy on returns?"}]}).encode()
DEPS = (b"x-cachecore-deps", b"W3siZGVwX2lkIjogImRvYzoxIiwgImV4cGVjdGVkX2hhc2giOiAidjEifV0")

Fields = list[tuple[bytes, bytes]]
Whole = tuple[int, bytes, bytes]


@asynccontextmanager
async def gateway(directory: Path, **environment: str) -> AsyncIterator[GatewayInProcess]:
    async with UpstreamDouble() as up, gateway_in_process(directory / "store", up.base_url, environment) as one:
        yield one


def head(one: GatewayInProcess, tenant: str = "acme", *more: tuple[bytes, bytes], **claims: object) -> Fields:
    return [
        (b"host", b"127.0.0.1"),
        (b"authorization", b"Bearer " + one.token(tenant, **claims).encode()),
        (b"content-type", b"application/json"),
        *more,
    ]


def at_once(one: GatewayInProcess, fields: Fields, body: bytes = BODY, target: bytes = PATH.encode()) -> Whole | None:
    return one.house.gateway.at_once(tuple(fields), target, body)


async def asked(one: GatewayInProcess, fields: Fields, body: bytes = BODY) -> str:
    return (await one.call(PATH, fields, body)).tier


async def ordinary(one: GatewayInProcess, fields: Fields) -> Whole:
    """What the ordinary way hands to the server."""
    sent: list[Whole] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": BODY}

    async def send(message: Any) -> None:
        raise AssertionError("not in one write")

    def whole(status: int, lines: bytes, body: bytes) -> bool:
        sent.append((status, lines, body))
        return True

    offers = {SERVER: {"send": whole, "watch": lambda left: True}}
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": fields, "extensions": offers}
    await one.house.gateway(scope, receive, send)
    return sent[0]


async def warm(one: GatewayInProcess, fields: Fields) -> None:
    """Asked until the answer is at hand."""
    assert [await asked(one, fields) for _ in range(3)] == ["MISS", "HIT_L1", "HIT_L1"]


async def test_the_answer_is_the_one_of_the_ordinary_way(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one, "acme", DEPS)
        assert at_once(one, fields) is None
        await warm(one, fields)
        one.clock.advance(7.0)
        expected = await ordinary(one, fields)
        found = at_once(one, fields)
        assert found == expected
        assert b"x-cache: HIT_L1" in expected[1]
        assert b"x-cache-age: 7" in expected[1]


@pytest.mark.parametrize("limit", ["", "1000/60"])
async def test_it_is_counted_as_the_ordinary_way_counts_it(tmp_path: Path, limit: str) -> None:
    environment = {"CACHECORE_LIMITS_TENANT": limit} if limit else {}
    async with gateway(tmp_path, **environment) as one:
        fields = head(one)
        await warm(one, fields)
        before = one.house.telemetry.report().as_json()
        assert at_once(one, fields) is not None
        between = one.house.telemetry.report().as_json()
        assert await asked(one, fields) == "HIT_L1"
        after = one.house.telemetry.report().as_json()
        assert grown(before, between) == grown(between, after) != {}


def grown(before: Any, after: Any, name: str = "") -> dict[str, float]:
    """Counters that differ, with by how much; times and shares aside."""
    if isinstance(before, dict) and isinstance(after, dict):
        found: dict[str, float] = {}
        for key in after:
            found |= grown(before.get(key), after[key], f"{name}.{key}")
        return found
    if (
        isinstance(after, (int, float))
        and before != after
        and not any(word in name for word in ("rate", "seconds", "ms"))
    ):
        return {name: after - (before or 0)}
    return {}


async def test_the_limit_holds_and_its_refusal_comes_the_ordinary_way(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one, rate_limit={"requests": 5, "seconds": 60})
        await warm(one, fields)
        for left in (1, 0):
            found = at_once(one, fields)
            assert found is not None
            assert b"x-ratelimit-remaining-requests: %d\r\n" % left in found[1]
        assert at_once(one, fields) is None
        assert (await one.call(PATH, fields, BODY)).status == 429
        one.clock.advance(61.0)
        assert at_once(one, fields) is not None


async def test_what_was_invalidated_is_not_at_hand(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one, "acme", DEPS)
        await warm(one, fields)
        deps = {"dep_id": "doc:1", "new_hash": "v1"}
        assert (await one.post("/v1/invalidate", deps, {"authorization": f"Bearer {one.token()}"})).status == 200
        assert at_once(one, fields) is None
        assert await asked(one, fields) == "MISS"


async def test_a_stale_entry_goes_the_ordinary_way_which_refreshes_it(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one)
        await warm(one, fields)
        one.clock.advance(3001.0)
        assert at_once(one, fields) is None
        assert await asked(one, fields) == "HIT_L1_STALE"


async def test_an_expired_token_is_not_served(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one, exp=int(one.clock.now() + 100))
        await warm(one, fields)
        assert at_once(one, fields) is not None
        one.clock.advance(200.0)
        assert at_once(one, fields) is None
        assert (await one.call(PATH, fields, BODY)).status == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [(b"cache-control", b"no-cache"), (b"cache-control", b"max-age=1"), (b"x-cachecore-bypass", b"1")],
)
async def test_what_the_caller_forbids_is_not_served(tmp_path: Path, field: bytes, value: bytes) -> None:
    async with gateway(tmp_path) as one:
        await warm(one, head(one))
        fields = head(one, "acme", (field, value))
        for _ in range(3):
            one.clock.advance(10.0)
            assert at_once(one, fields) is None
            await asked(one, fields)


async def test_only_what_came_before_byte_for_byte_is_answered(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one)
        await warm(one, fields)
        assert at_once(one, fields) is not None
        assert at_once(one, fields, BODY + b" ") is None
        assert at_once(one, fields, target=PATH.encode() + b"?a=1") is None
        assert at_once(one, fields, target=b"/v1/completions") is None
        assert at_once(one, head(one, "other")) is None
        assert at_once(one, fields[::-1]) is None
        assert at_once(one, [*fields, DEPS]) is None


async def test_with_debug_headers_nothing_is_answered_at_once(tmp_path: Path) -> None:
    async with gateway(tmp_path, CACHECORE_SERVER_DEBUG_HEADERS="true") as one:
        fields = head(one)
        await warm(one, fields)
        assert at_once(one, fields) is None


async def test_a_stream_goes_the_ordinary_way(tmp_path: Path) -> None:
    async with gateway(tmp_path) as one:
        fields, body = head(one), BODY[:-1] + b', "stream": true}'
        assert [await asked(one, fields, body) for _ in range(3)] == ["MISS", "HIT_L1", "HIT_L1"]
        assert at_once(one, fields, body) is None


async def test_a_fault_on_the_way_is_logged_and_the_ordinary_way_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with gateway(tmp_path) as one:
        fields = head(one)
        await warm(one, fields)
        monkeypatch.setattr(one.house.engine, "at_once", lambda ask: 1 / 0)
        assert at_once(one, fields) is None
        assert "no answer at once: ZeroDivisionError" in caplog.text
        assert await asked(one, fields) == "HIT_L1"
