"""Three gateways in processes of their own over one server, asked by the front door."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble, UpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from ..servers import Server
from .front_door import PATH, Client, ask, client_of, invalidate, until_hit, version_in

READS = int(os.environ.get("CACHECORE_PROOF_READS", "1500"))
KILLS = int(os.environ.get("CACHECORE_PROOF_KILLS", "2"))

pytestmark = [pytest.mark.services, pytest.mark.timeout(120 + READS / 10 + 30 * KILLS)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that only these tests use."""
    one = Server("valkey")
    one.start()
    yield one
    one.close()


@pytest.fixture(scope="module")
def upstream() -> Iterator[ThreadedUpstreamDouble]:
    with UpstreamDouble.in_thread() as double:
        yield double


@pytest.fixture(scope="module")
def gateways(
    server: Server, upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[GatewayProcess]]:
    place: Path = tmp_path_factory.mktemp("gateways")
    secret = secrets.token_hex(32)
    environment = {
        "CACHECORE_STORE": server.url,
        "CACHECORE_JWT_SECRET": secret,
        "CACHECORE_STORES_REDIS_CALL_TIMEOUT_SECONDS": "0.5",
    }
    with ExitStack() as stack:
        processes = [GatewayProcess(place / str(n), upstream.base_url, environment=environment) for n in range(3)]
        for process in processes:
            process.secret = secret
            stack.enter_context(process)
        yield processes


@pytest.fixture
async def clients(gateways: list[GatewayProcess], upstream: ThreadedUpstreamDouble) -> AsyncIterator[list[Client]]:
    upstream.reset()
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(client_of(gateway)) for gateway in gateways]


async def in_flight(client: Client) -> int:
    async with client.get("/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return sum(int(float(line.split()[1])) for line in lines if line.startswith("cachecore_requests_in_flight "))


async def until_waiting(clients: list[Client], count: int) -> None:
    async with asyncio.timeout(30):
        while sum([await in_flight(client) for client in clients]) < count:  # each look is a request, so this yields
            pass


@pytest.mark.parametrize("stream", [False, True])
async def test_a_thousand_equal_misses_over_three_gateways_make_one_call(
    clients: list[Client], upstream: ThreadedUpstreamDouble, stream: bool
) -> None:
    hold = upstream.hold()
    calls = [asyncio.create_task(ask(clients[n % 3], f"thousand {stream}", stream=stream)) for n in range(1000)]
    await until_waiting(clients, 1000)
    hold.release()
    answers = await asyncio.wait_for(asyncio.gather(*calls), 60)
    assert upstream.call_count == 1
    assert {(status, tier) for status, tier, _ in answers} == {(200, "MISS")}
    if not stream:
        assert len({content for _, _, content in answers}) == 1


async def test_three_gateways_admit_together_what_a_tokens_rate_allows(
    clients: list[Client], gateways: list[GatewayProcess]
) -> None:
    rate = {"requests": 200, "seconds": 60}
    token = gateways[0].token("limited", rate_limit=rate)
    own = {"authorization": f"Bearer {token}"}
    body = {"model": "m", "messages": [{"role": "user", "content": "how many"}]}

    async def status(number: int) -> tuple[int, int]:
        async with clients[number % 3].post(PATH, json=body, headers=own) as answer:
            assert answer.status == 200 or int(answer.headers["retry-after"]) > 0
            return number % 3, answer.status

    found = await asyncio.wait_for(asyncio.gather(*(status(number) for number in range(300))), 30)
    assert {code for _, code in found} == {200, 429}
    assert 190 <= sum(code == 200 for _, code in found) <= 210
    assert all(any(code == 200 for at, code in found if at == place) for place in range(3))


async def test_no_old_answer_is_read_after_an_invalidation_at_any_gateway(
    clients: list[Client], upstream: ThreadedUpstreamDouble
) -> None:
    version = {"now": 0, "acknowledged": 0}
    upstream.answer_with(lambda request: f"version {version['now']}")
    reads, hits = 0, 0

    async def reader(client: Client) -> None:
        nonlocal reads, hits
        while reads < READS:
            floor = version["acknowledged"]
            reads += 1
            status, tier, content = await ask(client, "how is the data")
            assert status == 200
            hits += tier.startswith("HIT")
            assert version_in(content) >= floor

    async def writer(client: Client) -> None:
        while reads < READS:
            before = reads
            version["now"] += 1
            current = version["now"]
            await invalidate(client)
            version["acknowledged"] = current
            while reads < min(READS, before + 30):  # noqa: ASYNC110 - readers count up
                await asyncio.sleep(0)

    await asyncio.gather(writer(clients[0]), *(reader(clients[n % 3]) for n in range(9)))
    assert version["now"] > READS / 100
    assert hits > READS / 10


async def test_every_request_is_answered_while_gateways_and_server_are_killed(
    clients: list[Client], gateways: list[GatewayProcess], server: Server, upstream: ThreadedUpstreamDouble
) -> None:
    """The gateway that is asked lives; the others and the server come and go."""
    version = {"now": 0, "acknowledged": 0}
    upstream.answer_with(lambda request: f"version {version['now']}")
    ending = asyncio.Event()
    answered = 0

    async def reader(number: int) -> None:
        nonlocal answered
        while not ending.is_set():
            floor = version["acknowledged"]
            status, _, content = await ask(clients[0], f"question {number % 3}")
            assert status == 200
            assert version_in(content) >= floor
            answered += 1

    async def trouble() -> None:
        for turn in range(KILLS):
            version["now"] += 1
            current = version["now"]
            await invalidate(clients[0])
            version["acknowledged"] = current
            await asyncio.to_thread(gateways[1 + turn % 2].kill)
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(0.05)
            await asyncio.to_thread(server.start)
            await asyncio.to_thread(gateways[1 + turn % 2].start)
            await until_hit(clients[0], f"after {turn}")
        ending.set()

    await asyncio.wait_for(asyncio.gather(trouble(), *(reader(n) for n in range(6))), 60 + 30 * KILLS)
    assert answered > 10 * KILLS


async def test_a_stopped_server_stops_no_request(
    clients: list[Client], server: Server, upstream: ThreadedUpstreamDouble
) -> None:
    await until_hit(clients[0], "before")
    server.signal(signal.SIGSTOP)
    try:
        for number in range(20):
            status, tier, _ = await asyncio.wait_for(ask(clients[number % 3], "before"), 10)
            assert (status, tier) == (200, "MISS")
    finally:
        server.signal(signal.SIGCONT)
    await until_hit(clients[0], "before")
