"""Two worker processes over one directory: one call for equal misses, invalidations seen at once, kill -9 survived."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from cachecore_gateway.testing import Fail, Request, ThreadedUpstreamDouble, UpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

PATH = "/v1/chat/completions"
READS = int(os.environ.get("CACHECORE_PROOF_READS", "1500"))
START_SECONDS = float(os.environ.get("CACHECORE_PROOF_START_SECONDS", "30"))
"""The promise is 5 s on a machine that does nothing else; the quick suite shares its machine."""
KILLS = int(os.environ.get("CACHECORE_PROOF_KILLS", "2"))


@pytest.fixture(scope="module")
def upstream() -> Iterator[ThreadedUpstreamDouble]:
    with UpstreamDouble.in_thread() as double:
        yield double


@pytest.fixture(scope="module")
def pair(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory: Path = tmp_path_factory.mktemp("pair") / "store"
    with GatewayProcess(directory, upstream.base_url, workers=2) as process:
        yield process


@asynccontextmanager
async def session(gateway: GatewayProcess) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"authorization": f"Bearer {gateway.token()}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(gateway.url, headers=headers, connector=connector) as client:
        yield client


def body(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


def deps(name: str) -> dict[str, str]:
    raw = json.dumps([{"dep_id": name, "expected_hash": "v1"}]).encode()
    return {"x-cachecore-deps": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


async def ask(client: aiohttp.ClientSession, text: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
    async with client.post(PATH, json=body(text, **more), headers=headers) as answer:
        return answer.status, answer.headers.get("x-cache"), await answer.read()


async def waiting(client: aiohttp.ClientSession) -> int:
    async with client.get("/metrics") as answer:
        lines = (await answer.text()).splitlines()
    found = [line for line in lines if line.startswith("cachecore_requests_in_flight ")]
    return int(float(found[0].split()[1])) if found else 0


async def until_waiting(client: aiohttp.ClientSession, count: int) -> None:
    async with asyncio.timeout(20):
        while await waiting(client) < count:  # each look is a request, so this yields
            pass


@pytest.mark.parametrize("stream", [False, True])
async def test_a_thousand_equal_misses_over_two_workers_make_one_call(
    pair: GatewayProcess, upstream: ThreadedUpstreamDouble, stream: bool
) -> None:
    upstream.reset()
    hold = upstream.hold()
    async with session(pair) as client:
        calls = [asyncio.create_task(ask(client, f"thousand {stream}", stream=stream)) for _ in range(1000)]
        await until_waiting(client, 1000)
        hold.release()
        answers = await asyncio.wait_for(asyncio.gather(*calls), 30)
    assert upstream.call_count == 1
    assert {(status, tier) for status, tier, _ in answers} == {(200, "MISS")}
    if not stream:
        assert len({content for _, _, content in answers}) == 1


async def test_after_a_failed_leader_followers_in_both_workers_are_answered(
    pair: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.reset()
    upstream.inject(Fail(500), times=1)
    hold = upstream.hold(times=1)
    async with session(pair) as client:
        calls = [asyncio.create_task(ask(client, "failing leader")) for _ in range(100)]
        await until_waiting(client, 100)
        hold.release()
        answers = await asyncio.wait_for(asyncio.gather(*calls), 30)
    assert upstream.call_count <= 3
    statuses = [status for status, _, _ in answers]
    assert statuses.count(200) >= 98


async def test_no_old_answer_is_read_after_an_invalidation_in_any_worker(
    pair: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    """The upstream answers with the version of its data; a read that starts after the 200 must not see an older one."""
    upstream.reset()
    version = {"now": 0}
    upstream.answer_with(lambda request: f"version {version['now']}")
    reads = {"count": 0}

    async def reader(client: aiohttp.ClientSession, name: str) -> None:
        while reads["count"] < READS:
            floor = version.get("acknowledged", 0)
            text = ("how is the data", "How is the data?", "how is the data please")[reads["count"] % 3]
            status, tier, content = await ask(client, text, deps("data"), stream=reads["count"] % 5 == 0)
            reads["count"] += 1
            assert status == 200
            shown = version_in(content)
            assert shown >= floor, (name, tier, shown, floor)

    async def writer(client: aiohttp.ClientSession) -> None:
        while reads["count"] < READS:
            version["now"] += 1
            current = version["now"]
            async with client.post("/v1/invalidate", json={"dep_id": "data"}) as answer:
                assert answer.status == 200
            version["acknowledged"] = current

    async with session(pair) as client:
        await asyncio.gather(writer(client), *(reader(client, f"reader {n}") for n in range(8)))
    assert version["now"] > 10


def version_in(content: bytes) -> int:
    text = content.decode()
    if text.startswith("data:"):
        pieces = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
        text = "".join(piece["choices"][0]["delta"].get("content") or "" for piece in pieces if piece["choices"])
    else:
        text = json.loads(text)["choices"][0]["message"]["content"]
    return int(text.split()[1])


def question_of(request: Request) -> str:
    messages: Any = request.fields["messages"]
    return str(messages[0]["content"])


async def test_kill_9_under_load_loses_no_acknowledged_invalidation(
    upstream: ThreadedUpstreamDouble, tmp_path: Path
) -> None:
    upstream.reset()
    version = {"now": 0}
    upstream.answer_with(lambda request: f"version {version['now']} for {question_of(request)}")
    gateway = GatewayProcess(tmp_path / "store", upstream.base_url, workers=2)
    acknowledged = 0
    for _ in range(KILLS):
        try:
            assert gateway.start() < START_SECONDS
            async with session(gateway) as client:
                for name in range(20):
                    exact = {**deps("data"), "x-cachecore-exact-only": "1"}
                    status, _, content = await ask(client, f"q{name}", exact)
                    assert status == 200
                    assert version_in(content) >= acknowledged
                    assert f"for q{name}" in content.decode(), "a foreign answer"
                load = [asyncio.create_task(ask(client, f"load {n}", deps("data"))) for n in range(50)]
                version["now"] += 1
                async with client.post("/v1/invalidate", json={"dep_id": "data"}) as answer:
                    assert answer.status == 200
                acknowledged = version["now"]
                gateway.kill()
                await asyncio.gather(*load, return_exceptions=True)
        finally:
            gateway.kill()


def is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


async def test_workers_end_with_a_killed_supervisor_and_leave_the_port_free(
    upstream: ThreadedUpstreamDouble, tmp_path: Path
) -> None:
    gateway = GatewayProcess(tmp_path / "store", upstream.base_url, workers=2)
    try:
        gateway.start()
        gateway.kill_supervisor()
        async with asyncio.timeout(20):
            while not is_free(gateway.port):
                await asyncio.to_thread(time.sleep, 0.05)
        gateway.start()
        async with session(gateway) as client:
            status, tier, _ = await ask(client, "after the supervisor")
        assert (status, tier) == (200, "MISS")
    finally:
        gateway.kill()
