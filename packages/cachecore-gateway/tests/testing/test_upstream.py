"""The double as a server: its life, its load, its scripts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import httpx
import pytest
import uvloop

from cachecore_gateway.testing import (
    Answer,
    Cut,
    Fail,
    Fault,
    Hangup,
    Outcome,
    Reply,
    Request,
    Reset,
    UpstreamDouble,
    json_reply,
)

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


async def said(client: httpx.AsyncClient, **more: object) -> str:
    answer = await client.post("/v1/chat/completions", json={**CHAT, **more})
    assert answer.status_code == 200, answer.text
    content = answer.json()["choices"][0]["message"]["content"]
    assert isinstance(content, str)
    return content


async def test_equal_calls_get_answers_that_tell_them_apart(client: httpx.AsyncClient) -> None:
    first, second = await said(client), await said(client)
    assert first.replace("Answer 1.", "Answer 2.") == second != first


async def test_a_script_may_be_a_function_of_the_request(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(lambda request: f"{request.fields['model']} {request.number}")
    assert await said(client, model="tiny") == "tiny 1"


async def test_a_script_may_wait_and_may_decline(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    async def script(request: Request) -> str | None:
        await asyncio.sleep(0)
        return "first" if request.number == 1 else None

    up.answer_with(script)
    assert await said(client) == "first"
    assert (await said(client)).startswith("Answer 2.0")


async def test_a_constant_answer_serves_every_call_until_it_is_taken_back(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    up.answer_with(Answer("Paris"))
    assert [await said(client), await said(client)] == ["Paris", "Paris"]
    up.answer_with(None)
    assert (await said(client)).startswith("Answer 3.0")


async def test_a_script_may_give_the_whole_http_reply(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(json_reply({"teapot": True}, status=418))
    answer = await client.get("/anywhere")
    assert (answer.status_code, answer.json()) == (418, {"teapot": True})


async def test_a_scripted_stream_is_sent_as_it_is(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(Reply(200, (("Content-Type", "text/event-stream"),), (b"data: 1\n\n", b"", b"data: 2\n\n"), True))
    assert (await client.get("/v1/x")).text == "data: 1\n\ndata: 2\n\n"


async def test_an_error_in_a_script_answers_500_and_fails_the_test() -> None:
    def broken(request: Request) -> str:
        raise KeyError("typo in the test")

    async def use_it() -> int:
        async with UpstreamDouble(broken) as up, httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(f"{up.base_url}/chat/completions", json=CHAT)).status_code

    with pytest.raises(KeyError, match="typo in the test"):
        await use_it()


async def test_reset_forgets_script_faults_and_calls(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with("scripted")
    up.inject(Fail(503))
    await client.post("/v1/chat/completions", json=CHAT)
    up.reset()
    assert up.call_count == 0
    assert (await said(client)).startswith("Answer 2.0")


async def test_while_refusing_connections_are_refused_and_afterwards_served(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    await said(client)
    async with up.refusing():
        with pytest.raises(httpx.ConnectError):
            await said(client)
    assert (await said(client)).startswith("Answer 2.0")


async def test_closing_ends_calls_in_flight() -> None:
    async with UpstreamDouble() as up, httpx.AsyncClient(trust_env=False) as client:
        hold = up.hold()
        asking = asyncio.create_task(client.get(f"{up.base_url}/models"))
        await hold.wait_reached()
        await up.aclose()
        with pytest.raises(httpx.TransportError):
            await asking
        assert up.calls[0].outcome is Outcome.ABANDONED


def test_without_a_start_there_is_no_address() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        _ = UpstreamDouble().base_url


async def test_what_is_no_http_gets_a_400_and_no_journal_entry(
    up: UpstreamDouble, exchange: Callable[[bytes], Awaitable[bytes]]
) -> None:
    answer = await exchange(b"EHLO example.org\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Connection: close" in answer
    assert up.call_count == 0


async def test_expect_continue_is_answered_before_the_body(up: UpstreamDouble) -> None:
    port = httpx.URL(up.origin).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /v1/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"ok")
    assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_head_gets_the_length_but_no_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/v1/models")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 0
    assert (await client.get("/v1/models")).json()["object"] == "list"


async def test_an_http_1_0_client_gets_a_stream_to_the_end_of_the_connection(
    exchange: Callable[[bytes], Awaitable[bytes]], chat_request: Callable[..., bytes]
) -> None:
    answer = await exchange(chat_request(stream=True, version="1.0"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head
    assert body.startswith(b"data: ")
    assert body.endswith(b"data: [DONE]\n\n")


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return head


async def test_a_thousand_connections_are_held_at_once(up: UpstreamDouble, chat_request: Callable[..., bytes]) -> None:
    port = httpx.URL(up.origin).port

    async def ask() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(chat_request())
        head = await read_answer(reader)
        writer.close()
        return head

    with up.hold() as hold:
        asking = [asyncio.create_task(ask()) for _ in range(1000)]
        await hold.wait_reached(1000, timeout=20)
        assert up.most_in_flight == 1000
    heads = await asyncio.wait_for(asyncio.gather(*asking), 20)
    assert all(head.startswith(b"HTTP/1.1 200 OK") for head in heads)
    assert len({call.connection_id for call in up.calls}) == 1000


def test_in_a_thread_it_serves_code_without_a_loop() -> None:
    with UpstreamDouble.in_thread() as up, httpx.Client(base_url=up.origin, trust_env=False, timeout=5) as client:
        assert client.get("/v1/models").status_code == 200
        up.inject(Fail(429, retry_after=2), times=1)
        assert client.get("/v1/models").headers["retry-after"] == "2"
        up.wait_for_calls(2)
        up.wait_idle()
        with up.refusing(), pytest.raises(httpx.ConnectError):
            client.get("/v1/models")
        assert client.get("/v1/models").status_code == 200


def test_in_a_thread_holds_and_disconnects_can_be_waited_for() -> None:
    with UpstreamDouble.in_thread() as up:
        hold = up.hold()
        failures: list[httpx.TransportError] = []

        def ask_and_leave() -> None:
            try:
                httpx.get(f"{up.base_url}/models", timeout=0.2, trust_env=False)
            except httpx.TransportError as error:
                failures.append(error)

        asking = threading.Thread(target=ask_and_leave)
        asking.start()
        up.wait_reached(hold)
        up.wait_disconnected()
        asking.join(5)
        assert isinstance(failures[0], httpx.ReadTimeout)


def test_in_a_thread_a_failed_wait_raises_timeout() -> None:
    with UpstreamDouble.in_thread() as up, pytest.raises(TimeoutError, match="1 calls: 0 calls came"):
        up.wait_for_calls(1, timeout=0.01)


def test_a_closed_thread_is_gone() -> None:
    with UpstreamDouble.in_thread() as up:
        origin = up.origin
    assert all(thread.name != "upstream-double" for thread in threading.enumerate())
    with pytest.raises(httpx.ConnectError):
        httpx.get(origin, trust_env=False)


@pytest.mark.parametrize("fault", [Reset(), Reset(after_chunks=2), Cut(after_chunks=2), Hangup()])
def test_on_uvloop_connections_end_as_on_asyncio(fault: Fault) -> None:
    async def ask() -> Outcome:
        async with UpstreamDouble() as up, httpx.AsyncClient(trust_env=False, verify=False) as client:
            with up.inject(fault), pytest.raises(httpx.TransportError):
                await client.post(f"{up.base_url}/chat/completions", json={**CHAT, "stream": True})
            hold = up.hold()
            leaving = asyncio.create_task(client.get(f"{up.base_url}/models"))
            await hold.wait_reached()
            leaving.cancel()
            await up.wait_disconnected()
            return up.calls[0].outcome

    assert uvloop.run(ask()) is Outcome.CUT
