from __future__ import annotations

import string
from typing import Any

import httpx
import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore.transports.routing import Boundary, Gateway, Origin, Route


def route(gateway: str | None, url: str) -> Route:
    routes = {
        Boundary(None if gateway is None else Gateway.parse(gateway)).route(lib.URL(url)) for lib in (httpx, httpx2)
    }
    (only,) = routes
    return only


@pytest.mark.parametrize(
    ("gateway", "url"),
    [
        ("http://localhost:8080", "http://localhost:8080/v1/chat/completions"),
        ("http://localhost:8080/", "http://LOCALHOST:8080/v1"),
        ("http://localhost:8080/v1", "http://localhost:8080/health"),
        ("https://gw.example", "https://GW.example:443/v1"),
        ("https://gw.example:443", "https://gw.example/v1"),
        ("http://gw.example:80", "http://gw.example/v1"),
        ("https://gäteway.example", "https://xn--gteway-bua.example/v1"),
        ("http://[::1]:80", "http://[0:0:0:0:0:0:0:1]/v1"),
        ("https://gw.example/cache", "https://gw.example/cache/v1/models"),
        ("https://gw.example/cache/v1/", "https://gw.example/cache"),
        ("https://gw.example", "https://user:password@gw.example/v1"),
    ],
)
def test_the_gateway_is_known_by_its_origin_and_prefix(gateway: str, url: str) -> None:
    assert route(gateway, url) is Route.GATEWAY


@pytest.mark.parametrize(
    "url",
    [
        "http://gw.example/cache/v1",
        "https://gw.example:8443/cache/v1",
        "https://gw.example.evil.test/cache/v1",
        "https://gw.example@evil.test/cache/v1",
        "https://evil.test\\@gw.example.test/cache/v1",
        "https://gw.example./cache/v1",
        "https://gw.example/",
        "https://gw.example/cachecore/v1",
        "https://gw.example/other/cache/v1",
        "https://gw.example/cache/../other/v1",
        "https://gw.example/cache/%2e%2e/other/v1",
        "https://gw.example/cache/%2E./other/v1",
        "https://gw.example/cache/..%2fother",
        "https://gw.example/cache/..%5Cother",
        "https://gw.example/%63ache/v1",
        "http://api.openai.com/v1",
        "https://api.openai.com:8443/v1",
        "https://api.openai.com.evil.test/v1",
        "https://api.openai.com@evil.test/v1",
    ],
)
def test_anything_else_is_foreign(url: str) -> None:
    assert route("https://gw.example/cache", url) is Route.FOREIGN


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1/chat/completions",
        "https://API.OpenAI.com:443/v1",
        "https://api.anthropic.com/v1/messages",
    ],
)
def test_default_origins_of_providers_go_to_a_known_gateway_only(url: str) -> None:
    assert route("http://localhost:8080", url) is Route.PROVIDER
    assert route(None, url) is Route.FOREIGN


def test_loopback_names_are_different_origins() -> None:
    assert route("http://localhost:8080", "http://127.0.0.1:8080/v1") is Route.FOREIGN


def test_without_a_known_gateway_the_first_origin_is_it() -> None:
    boundary = Boundary(None)
    routes = [
        boundary.route(httpx.URL(url))
        for url in ("https://api.openai.com/v1", "http://a/v1", "http://b/v1", "http://a/")
    ]
    assert routes == [Route.FOREIGN, Route.GATEWAY, Route.FOREIGN, Route.GATEWAY]


@pytest.mark.parametrize(
    ("url", "path", "there"),
    [
        ("http://gw", "/v1/chat/completions?x=1", b"/v1/chat/completions?x=1"),
        ("http://gw/v1", "/v1/models", b"/v1/models"),
        ("http://gw/v1/", "/v1/models", b"/v1/models"),
        ("http://gw/team/cache/", "/v1/models", b"/team/cache/v1/models"),
        ("http://gw/team/v1", "/v1/models", b"/team/v1/models"),
        ("http://gw/v10", "/v1/models", b"/v10/v1/models"),
    ],
)
def test_a_providers_path_is_put_below_the_prefix(url: str, path: str, there: bytes) -> None:
    assert Gateway.parse(url).path_for(path.encode()) == there


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "http://"),
        ("localhost:8080", "http://"),
        ("ftp://gw.example", "http://"),
        ("http://", "host"),
        ("https://user:password@gw.example", "user name"),
        ("https://gw.example/?a=b", "query"),
        ("https://gw.example/#x", "query or a fragment"),
        ("https://api.openai.com/v1", "provider"),
        ("https://API.anthropic.com:443", "provider"),
        ("http://gw.example:port", "no URL"),
        ("http://[::1", "no URL"),
    ],
)
def test_addresses_that_cannot_be_a_gateways_are_refused(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Gateway.parse(url)


@pytest.mark.parametrize("url", [None, b"http://gw", httpx.URL("http://gw")])
def test_an_address_must_be_a_str(url: Any) -> None:
    with pytest.raises(TypeError, match="gateway_url must be a str"):
        Gateway.parse(url)


NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)


@given(NAMES, NAMES, st.sampled_from(["http", "https"]), st.integers(1, 65535), st.integers(1, 65535))
def test_only_the_same_scheme_host_and_port_are_ours(one: str, other: str, scheme: str, a: int, b: int) -> None:
    gateway = Gateway.parse(f"{scheme}://{one}.test:{a}")
    target = httpx.URL(f"https://{other}.test:{b}/v1")
    same = scheme == "https" and one.lower() == other.lower() and a == b
    assert gateway.covers(Origin.of(target), target.raw_path) is same
