"""More than the gateway holds: the excess is refused at once, hits are served all the same, memory stays bounded."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import PATH, ask, bearer, body, metric, until

MAX_IN_FLIGHT = 40
SETTINGS = {
    "CACHECORE_SERVER_MAX_IN_FLIGHT": str(MAX_IN_FLIGHT),
    "CACHECORE_LIMITS_ANONYMOUS": "5/60",
    "CACHECORE_LIMITS_TRUSTED_PROXIES": "127.0.0.1",
    "CACHECORE_L2_PRESET": "off",
    "CACHECORE_UPSTREAM_CONNECT_TIMEOUT_SECONDS": "60",
}
IN_FLIGHT = "cachecore_requests_in_flight"
LETTERS = 20_000
MOST_GROWTH_BYTES = 24 << 20
"""What 400 waiting or refused requests of 20 KB may cost; they weigh 8 MB together."""


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory = tmp_path_factory.mktemp("overload") / "store"
    with GatewayProcess(directory, upstream.base_url, environment=SETTINGS) as process:
        yield process


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=20) as client:
        yield client


@asynccontextmanager
async def session(gateway: GatewayProcess, **headers: str) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    every = {**bearer(gateway.token()), **headers}
    async with aiohttp.ClientSession(gateway.url, headers=every, connector=connector) as client:
        yield client


async def status_of(client: aiohttp.ClientSession, request: dict[str, Any], path: str = PATH) -> tuple[int, str, Any]:
    async with client.post(path, json=request) as answer:
        said = await answer.json()
        return answer.status, answer.headers.get("retry-after", ""), said


def resident_bytes(gateway: GatewayProcess) -> int:
    text = Path(f"/proc/{gateway.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmRSS"))


@pytest.mark.parametrize("path", [PATH, "/v1/elsewhere"], ids=["cached", "passed on"])
async def test_ten_times_as_many_as_may_wait(
    gateway: GatewayProcess, http: httpx.Client, upstream: ThreadedUpstreamDouble, path: str
) -> None:
    stored = body("asked before")
    ask(http, stored, bearer(gateway.token()))
    upstream.reset()
    before = resident_bytes(gateway)
    hold = upstream.hold()
    async with session(gateway) as client:
        many = [body(f"{number} " + "x" * LETTERS) for number in range(10 * MAX_IN_FLIGHT)]
        calls = [asyncio.create_task(status_of(client, request, path)) for request in many]
        async with asyncio.timeout(30):
            while sum(call.done() for call in calls) < 9 * MAX_IN_FLIGHT:
                await asyncio.wait([call for call in calls if not call.done()], return_when=asyncio.FIRST_COMPLETED)
        assert metric(http, IN_FLIGHT) == MAX_IN_FLIGHT
        hits = [await status_of(client, stored) for _ in range(20)]
        assert {status for status, _, _ in hits} == {200}, "hits are never refused"
        grown = resident_bytes(gateway) - before
        hold.release()
        answers = await asyncio.wait_for(asyncio.gather(*calls), 30)
    assert Counter(status for status, _, _ in answers) == {200: MAX_IN_FLIGHT, 503: 9 * MAX_IN_FLIGHT}
    assert grown < MOST_GROWTH_BYTES
    for status, retry_after, said in answers:
        if status == 503:
            assert int(retry_after) >= 1
            assert (said["error"]["type"], said["error"]["code"]) == ("overloaded_error", "overloaded")
    until(http, IN_FLIGHT, 0)
    assert upstream.call_count == upstream.most_in_flight == MAX_IN_FLIGHT


async def test_after_the_flood_every_slot_is_free(gateway: GatewayProcess, upstream: ThreadedUpstreamDouble) -> None:
    async with session(gateway) as client:
        calls = (status_of(client, body(f"after {number}")) for number in range(MAX_IN_FLIGHT))
        answers = await asyncio.wait_for(asyncio.gather(*calls), 20)
    assert {status for status, _, _ in answers} == {200}


def test_a_tenants_rate_is_kept_and_told(http: httpx.Client, gateway: GatewayProcess) -> None:
    limited = bearer(gateway.token("limited", rate_limit={"requests": 3, "seconds": 60}))
    answers = [ask(http, body("limited"), limited) for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    told = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers[:3]]
    assert told == ["2", "1", "0"]
    assert answers[0].headers["x-ratelimit-limit-requests"] == "3"
    assert answers[0].headers["x-ratelimit-reset-requests"].endswith("s")
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert (answers[3].error["type"], answers[3].error["code"]) == ("rate_limit_error", "rate_limit_exceeded")
    assert ask(http, body("limited"), bearer(gateway.token("unlimited"))).status == 200


def test_one_tenants_tokens_share_one_rate(http: httpx.Client, gateway: GatewayProcess) -> None:
    rate = {"requests": 2, "seconds": 60}
    tokens = [gateway.token("sharing", project_id=f"p{number}", rate_limit=rate) for number in range(4)]
    assert [ask(http, body("shared"), bearer(token)).status for token in tokens] == [200, 200, 429, 429]


def test_an_invalidation_counts_against_the_rate(http: httpx.Client, gateway: GatewayProcess) -> None:
    token = bearer(gateway.token("writer", rate_limit={"requests": 2, "seconds": 60}))
    statuses = [http.post("/v1/invalidate", json={"dep_id": "d"}, headers=token).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_unknown_callers_are_limited_by_address(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    def come_from(address: str) -> int:
        own = {"authorization": "Bearer sk-own", "x-forwarded-for": address}
        return ask(http, body("who"), own).status

    assert [come_from("192.0.2.1") for _ in range(7)] == [200] * 5 + [429] * 2
    assert come_from("192.0.2.2") == 200
    assert come_from("192.0.2.77, 192.0.2.1") == 429, "only the word of the trusted proxy counts"
    assert upstream.call_count == 6
