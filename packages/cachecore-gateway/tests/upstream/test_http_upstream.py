"""Requests and answers travel whole, unchanged, and in both forms."""

from __future__ import annotations

import asyncio
import json

import pytest

from cachecore_gateway.core.errors import InvalidRequest, NotAuthenticated, Overloaded
from cachecore_gateway.core.ports import Upstream
from cachecore_gateway.testing import (
    SPOOFED_HEADERS,
    DuplicateHeaders,
    Gzip,
    NoLength,
    Reply,
    Sliced,
    SpoofedHeaders,
    UpstreamDouble,
    json_reply,
)
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings

from .calls import CHAT, CHAT_STREAM, OpenUpstream, chat, whole


async def test_it_is_an_upstream(upstream: HttpUpstream) -> None:
    port: Upstream = upstream
    assert port is upstream


async def test_a_plain_call_arrives_as_it_was_sent(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    request = chat(
        path="/v1/chat/completions?trace=a%2Fb",
        headers=((b"content-type", b"application/json"), (b"openai-beta", b"x"), (b"cookie", b"c"), (b"host", b"me")),
        authorization=b"Bearer sk-callers",
    )
    reply = await upstream.send(request)
    body = json.loads(await whole(reply))
    assert (reply.status, body["object"]) == (200, "chat.completion")
    assert dict(reply.headers)[b"content-type"].startswith(b"application/json")
    got = up.calls[0].request
    assert (got.method, got.target, got.body) == ("POST", "/v1/chat/completions?trace=a%2Fb", CHAT)
    names = sorted(name.lower() for name, _ in got.headers)
    assert names == ["accept-encoding", "authorization", "content-length", "content-type", "host", "openai-beta"]
    assert got.header("authorization") == "Bearer sk-operator"
    assert f"http://{got.header('host')}" == up.origin


async def test_messages_go_to_the_other_provider_with_its_key(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    body = b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}'
    reply = await upstream.send(chat(body, path="/v1/messages"))
    assert json.loads(await whole(reply))["type"] == "message"
    got = up.calls[0].request
    assert (got.header("x-api-key"), got.header("authorization")) == ("sk-ant-operator", None)


async def test_the_callers_own_key_travels_where_none_is_configured(
    up: UpstreamDouble, open_upstream: OpenUpstream
) -> None:
    upstream = await open_upstream(openai=ProviderSettings(up.base_url))
    await whole(await upstream.send(chat(authorization=b"Bearer sk-own", principal=None)))
    assert up.calls[0].request.header("authorization") == "Bearer sk-own"
    with pytest.raises(NotAuthenticated):
        await upstream.send(chat())
    assert up.call_count == 1
    own = upstream.credential(None, "/v1/models", b"Bearer sk-own")
    assert own == upstream.credential(None, "/v1/messages", b"sk-own") != ""
    assert upstream.credential(None, "/v1/models", b"") == ""


async def test_a_stream_comes_event_by_event(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    with up.hold(after_chunks=1) as hold:
        reply = await upstream.send(chat(CHAT_STREAM, stream=True))
        body = reply.chunks()
        first = await asyncio.wait_for(anext(body), 5)
        assert first.startswith(b"data: ")
        assert b"[DONE]" not in first, "the first event is passed on while the provider still holds the rest"
        hold.release()
        rest = b"".join([data async for data in body])
    assert rest.endswith(b"data: [DONE]\n\n")
    await reply.aclose()


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD", "PUT", "PATCH", "OPTIONS"])
async def test_every_method_is_forwarded(up: UpstreamDouble, upstream: HttpUpstream, method: str) -> None:
    reply = await upstream.send(chat(b"", method=method, path="/v1/files/f", headers=()))
    await whole(reply)
    assert (up.calls[0].request.method, up.calls[0].request.body) == (method, b"")


@pytest.mark.parametrize("method", ["CONNECT", "connect", "TRACE", "GET /v1/x HTTP/1.1\r\nx:", "", "GÉT"])
async def test_methods_that_mean_another_thing_are_refused(
    up: UpstreamDouble, upstream: HttpUpstream, method: str
) -> None:
    with pytest.raises(InvalidRequest):
        await upstream.send(chat(method=method))
    assert up.call_count == 0


async def test_a_path_that_leads_elsewhere_never_leaves(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    with pytest.raises(InvalidRequest):
        await upstream.send(chat(path="/v1/../admin"))
    assert up.call_count == 0


async def test_a_large_body_travels_whole(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    body = CHAT + b" " * (3 << 20)
    await whole(await upstream.send(chat(body)))
    assert up.calls[0].request.body == body


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_passed_on_not_followed(up: UpstreamDouble, upstream: HttpUpstream, status: int) -> None:
    up.answer_with(Reply(status, (("Location", f"{up.origin}/v1/elsewhere"),)))
    reply = await upstream.send(chat())
    assert (reply.status, dict(reply.headers)[b"location"]) == (status, f"{up.origin}/v1/elsewhere".encode())
    await whole(reply)
    assert up.call_count == 1


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503, 529])
async def test_error_answers_are_answers(up: UpstreamDouble, upstream: HttpUpstream, status: int) -> None:
    up.answer_with(json_reply({"error": {"message": "no"}}, status))
    reply = await upstream.send(chat())
    assert (reply.status, json.loads(await whole(reply))) == (status, {"error": {"message": "no"}})
    assert up.call_count == 1


async def test_nothing_of_ours_can_be_spoofed(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    up.inject(SpoofedHeaders())
    reply = await upstream.send(chat())
    await whole(reply)
    names = {name for name, _ in reply.headers}
    assert names.isdisjoint(name.lower().encode() for name, _ in SPOOFED_HEADERS)


async def test_repeated_reply_headers_survive_in_order(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    up.inject(DuplicateHeaders(("X-Request-Id", "Content-Type"), "again"))
    reply = await upstream.send(chat())
    await whole(reply)
    assert [value for name, value in reply.headers if name == b"x-request-id"][1:] == [b"again"]
    assert [value for name, value in reply.headers if name == b"content-type"][1:] == [b"again"]


@pytest.mark.parametrize("body", [CHAT, CHAT_STREAM])
async def test_gzip_that_was_not_asked_for_is_undone(up: UpstreamDouble, upstream: HttpUpstream, body: bytes) -> None:
    up.answer_with("same")
    plain = await whole(await upstream.send(chat(body)))
    up.inject(Gzip(), Sliced(7))
    reply = await upstream.send(chat(body))
    unpacked = await whole(reply)
    assert len(unpacked) == len(plain)
    assert b"content-encoding" not in dict(reply.headers)


async def test_a_body_without_length_ends_with_the_connection(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    up.inject(NoLength())
    assert json.loads(await whole(await upstream.send(chat())))["object"] == "chat.completion"


async def test_connections_are_kept_and_given_back(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    for _ in range(5):
        await whole(await upstream.send(chat()))
    assert {call.connection_id for call in up.calls} == {1}


async def test_more_calls_than_may_wait_are_refused_and_the_place_comes_free(
    up: UpstreamDouble, open_upstream: OpenUpstream
) -> None:
    upstream = await open_upstream(max_connections=1, max_waiting=1)
    with up.hold() as hold:
        first = asyncio.create_task(upstream.send(chat()))
        await hold.wait_reached(1)
        second = asyncio.create_task(upstream.send(chat()))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await upstream.send(chat())
        hold.release()
        await whole(await asyncio.wait_for(first, 5))
        await whole(await asyncio.wait_for(second, 5))
    assert up.most_in_flight == 1


async def test_health_names_addresses_and_counts_keys_but_shows_none(
    up: UpstreamDouble, open_upstream: OpenUpstream
) -> None:
    upstream = await open_upstream(openai=ProviderSettings(up.base_url, "sk-1", {"t": "sk-2"}))
    health = await upstream.health()
    assert (health.part, health.ok) == ("upstream", True)
    assert f"openai: 2 keys at {up.base_url}" in health.detail
    assert "sk-" not in health.detail
    assert up.call_count == 0


async def test_a_closed_client_says_that_it_is_closed(upstream: HttpUpstream) -> None:
    await upstream.aclose()
    with pytest.raises(Overloaded, match="shutting down"):
        await upstream.send(chat())
    assert not (await upstream.health()).ok
