"""HTTPS with an authority of one's own, and calls through a proxy."""

from __future__ import annotations

import asyncio
import base64
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cachecore_gateway.core.errors import UpstreamUnusable
from cachecore_gateway.testing import UpstreamDouble
from cachecore_gateway.upstream import ProviderSettings

from .calls import OpenUpstream, chat, whole


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a key and a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    await writer.drain()
    writer.close()


@asynccontextmanager
async def tls_server(certificate: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


async def test_a_certificate_of_the_configured_authority_is_trusted(
    open_upstream: OpenUpstream, certificate: Path
) -> None:
    async with tls_server(certificate) as url:
        upstream = await open_upstream(openai=ProviderSettings(url, "k"), tls_ca_file=certificate)
        assert await whole(await upstream.send(chat())) == b"{}"


async def test_an_unknown_certificate_is_not(open_upstream: OpenUpstream, certificate: Path) -> None:
    async with tls_server(certificate) as url:
        upstream = await open_upstream(openai=ProviderSettings(url, "k"))
        with pytest.raises(UpstreamUnusable, match="tls_ca_file") as caught:
            await upstream.send(chat())
    assert caught.value.error_code == "tls_failed"


class Proxy:
    """Answers absolute-form requests itself and refuses tunnels; remembers what it was asked."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        if self.heads[-1].startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def running_proxy() -> AsyncIterator[tuple[Proxy, str]]:
    proxy = Proxy()
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as server:
        yield proxy, f"http://user:pass%40word@127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_calls_go_through_the_configured_proxy(open_upstream: OpenUpstream) -> None:
    async with running_proxy() as (proxy, url):
        provider = ProviderSettings("http://provider.invalid/v1", "k")
        upstream = await open_upstream(openai=provider, proxy_url=url)
        assert await whole(await upstream.send(chat())) == b"{}"
    assert proxy.heads[0].startswith(b"POST http://provider.invalid/v1/chat/completions HTTP/1.1\r\n")
    assert b"Basic " + base64.b64encode(b"user:pass@word") in proxy.heads[0]


async def test_a_proxy_that_refuses_is_named(open_upstream: OpenUpstream) -> None:
    async with running_proxy() as (proxy, url):
        upstream = await open_upstream(openai=ProviderSettings("https://provider.invalid/v1", "k"), proxy_url=url)
        with pytest.raises(UpstreamUnusable, match="proxy") as caught:
            await upstream.send(chat())
    assert caught.value.error_code == "proxy_refused"
    assert b"Bearer" not in proxy.heads[0]
    assert "pass" not in str(caught.value)


async def test_the_environments_proxies_are_not_used(
    up: UpstreamDouble, open_upstream: OpenUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    upstream = await open_upstream()
    await whole(await upstream.send(chat()))
    assert up.call_count == 1
