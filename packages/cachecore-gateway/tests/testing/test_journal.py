"""What the journal keeps."""

from __future__ import annotations

import asyncio
import hashlib

import httpx
import pytest

from cachecore_gateway.testing import Outcome, Request, UpstreamDouble
from cachecore_gateway.testing.journal import Journal


def request(path: str = "/v1/a", body: bytes = b"") -> Request:
    return Request("POST", path, body=body)


def test_calls_are_numbered_from_one_and_counted_by_path_and_body() -> None:
    journal = Journal()
    numbers = [journal.start(request(path, path[-1:].encode()), 1).number for path in ("/v1/a", "/v1/b", "/v1/a")]
    assert numbers == [1, 2, 3]
    assert journal.count_by_path() == {"/v1/a": 2, "/v1/b": 1}
    assert journal.count_by_body()[hashlib.sha256(b"a").hexdigest()] == 2


def test_most_in_flight_is_the_peak_not_the_sum() -> None:
    journal = Journal()
    first, second = journal.start(request(), 1), journal.start(request(), 2)
    journal.end(first, Outcome.ANSWERED)
    third = journal.start(request(), 1)
    assert (journal.in_flight, journal.most_in_flight) == (2, 2)
    for call in (second, third):
        journal.end(call, Outcome.ANSWERED)
    assert (journal.in_flight, journal.most_in_flight) == (0, 2)


def test_an_ended_call_has_its_times_and_outcome() -> None:
    journal = Journal()
    journal.end(journal.start(request(), 7), Outcome.DISCONNECTED)
    (call,) = journal.calls
    assert call.ended_at is not None
    assert call.ended_at >= call.started_at
    assert (call.connection_id, call.disconnected) == (7, True)


def test_clearing_forgets_calls_but_not_the_numbers() -> None:
    journal = Journal()
    open_call = journal.start(request(), 1)
    journal.clear()
    assert journal.start(request(), 1).number == 2
    journal.end(open_call, Outcome.ANSWERED)
    assert (journal.call_count, journal.in_flight) == (1, 1)


async def test_a_wait_for_calls_that_do_not_come_tells_what_came() -> None:
    journal = Journal()
    journal.start(request("/v1/only"), 1)
    with pytest.raises(TimeoutError, match="1 x /v1/only"):
        await journal.wait_for_calls(2, timeout=0.01)


async def test_the_journal_of_a_server_has_the_request_as_it_was_sent(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    await client.post("/v1/anything?x=1", content=b"\xff raw", headers={"X-MiXed": "Case"})
    (call,) = up.calls
    assert (call.request.method, call.path, call.request.query, call.request.body) == (
        "POST",
        "/v1/anything",
        "x=1",
        b"\xff raw",
    )
    assert ("X-MiXed", "Case") in call.request.headers
    assert call.outcome is Outcome.ANSWERED


async def test_requests_on_one_connection_share_its_id(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    for _ in range(2):
        await client.get("/v1/models")
    async with httpx.AsyncClient(base_url=up.origin, trust_env=False) as other:
        await other.get("/v1/models")
    first, second, third = (call.connection_id for call in up.calls)
    assert first == second != third


async def test_a_client_that_leaves_is_seen_at_once(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    with up.hold() as hold:
        asking = asyncio.create_task(client.get("/v1/models"))
        await hold.wait_reached()
        assert up.in_flight == 1
        asking.cancel()
        await up.wait_disconnected()
    assert up.calls[0].disconnected
    assert up.in_flight == 0
