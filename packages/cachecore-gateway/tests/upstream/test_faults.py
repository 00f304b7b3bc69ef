"""Each way in which a provider can fail has its error, and gives its place at the gate back."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.core.errors import UpstreamError, UpstreamTimeout, UpstreamUnusable
from cachecore_gateway.testing import (
    AddHeaders,
    BadGzip,
    Cut,
    Delay,
    Fault,
    GarbageHead,
    GzipBomb,
    Hangup,
    Reset,
    UpstreamDouble,
    WrongLength,
)
from cachecore_gateway.upstream import HttpUpstream, ProviderSettings

from .calls import CHAT, CHAT_STREAM, OpenUpstream, chat, whole

BODIES = pytest.mark.parametrize("body", [CHAT, CHAT_STREAM], ids=["plain", "stream"])


async def failure(upstream: HttpUpstream, body: bytes) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        await whole(await upstream.send(chat(body)))
    assert "sk-operator" not in str(caught.value)
    return caught.value


@BODIES
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Hangup(), "connection_lost"),
        (Reset(), "connection_lost"),
        (GarbageHead(), "bad_http"),
        (GarbageHead(b"HTTP/1.1 abc OK\r\n\r\n"), "bad_http"),
        (AddHeaders((("X-Long", "x" * 40_000),)), "bad_http"),
        (Reset(after_chunks=2), "connection_lost"),
        (Cut(after_chunks=2), "connection_lost"),
        (WrongLength(10), "connection_lost"),
        (BadGzip(), "bad_coding"),
        (AddHeaders((("Content-Encoding", "br"),)), "unknown_coding"),
    ],
    ids=str,
)
async def test_faults_have_their_codes(
    up: UpstreamDouble, open_upstream: OpenUpstream, body: bytes, fault: Fault, code: str
) -> None:
    upstream = await open_upstream(max_connections=1, max_waiting=0)
    up.inject(fault)
    error = await failure(upstream, body)
    assert isinstance(error, UpstreamUnusable)
    assert (error.status, error.error_code) == (502, code)
    assert up.call_count == 1, "nothing that reached the provider is sent twice"
    up.clear_faults()
    await whole(await upstream.send(chat(body)))


@BODIES
async def test_a_gzip_bomb_is_refused(up: UpstreamDouble, open_upstream: OpenUpstream, body: bytes) -> None:
    upstream = await open_upstream(max_decoded_bytes=1 << 20)
    up.inject(GzipBomb(64 << 20))
    assert (await failure(upstream, body)).error_code == "too_large"


@BODIES
async def test_no_head_in_time(up: UpstreamDouble, open_upstream: OpenUpstream, body: bytes) -> None:
    upstream = await open_upstream(head_timeout_seconds=0.05)
    with up.hold():
        error = await failure(upstream, body)
        assert isinstance(error, UpstreamTimeout)
        assert (error.status, error.error_code) == (504, "head_timeout")
        await up.wait_disconnected()


@BODIES
async def test_silence_in_the_body(up: UpstreamDouble, open_upstream: OpenUpstream, body: bytes) -> None:
    upstream = await open_upstream(idle_timeout_seconds=0.05)
    with up.hold(after_chunks=1):
        error = await failure(upstream, body)
        assert (error.status, error.error_code) == (504, "idle_timeout")
        await up.wait_disconnected()


async def test_a_body_that_never_ends(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream(total_timeout_seconds=0.1)
    up.inject(Delay(between_chunks_seconds=0.02))
    up.answer_with("word " * 500)
    error = await failure(upstream, CHAT_STREAM)
    assert (error.status, error.error_code) == (504, "total_timeout")
    await up.wait_disconnected()


async def test_nobody_listens(up: UpstreamDouble, upstream: HttpUpstream) -> None:
    async with up.refusing():
        error = await failure(upstream, CHAT)
    assert (error.status, error.error_code) == (502, "no_connection")
    assert "CACHECORE_OPENAI_BASE_URL" in error.message
    await whole(await upstream.send(chat()))


async def test_a_name_that_does_not_exist(open_upstream: OpenUpstream) -> None:
    upstream = await open_upstream(openai=ProviderSettings("http://provider.invalid/v1", api_key="sk-operator"))
    assert (await failure(upstream, CHAT)).error_code == "no_connection"


async def test_a_handshake_that_never_ends(open_upstream: OpenUpstream) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        provider = ProviderSettings(f"https://127.0.0.1:{port}/v1", api_key="sk-operator")
        upstream = await open_upstream(openai=provider, connect_timeout_seconds=0.05)
        assert (await failure(upstream, CHAT)).error_code == "connect_timeout"


async def test_tls_spoken_to_a_plain_server(up: UpstreamDouble, open_upstream: OpenUpstream) -> None:
    provider = ProviderSettings(up.base_url.replace("http:", "https:"), api_key="sk-operator")
    upstream = await open_upstream(openai=provider)
    assert (await failure(upstream, CHAT)).error_code == "tls_failed"
