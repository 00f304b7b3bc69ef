"""Heads as strange callers send them: repeated and empty fields, escaped paths, limits, bodies that never come."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cachecore_gateway.testing import AddHeaders, Fail, ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import PATH, bearer, body

_LIMITS = ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    settings = {"CACHECORE_SERVER_BODY_TIMEOUT_SECONDS": "0.3"}
    directory: Path = tmp_path_factory.mktemp("heads") / "store"
    with GatewayProcess(directory, upstream.base_url, environment=settings) as process:
        yield process


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=10) as client:
        yield client


def ask(http: httpx.Client, gateway: GatewayProcess, text: str, *fields: tuple[str, str]) -> httpx.Response:
    return http.post(PATH, json=body(text), headers=[*bearer(gateway.token()).items(), *fields])


def sent(gateway: GatewayProcess, head: str) -> bytes:
    """What a raw request is answered with; the head's lines are given without their ends."""
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in [*head.splitlines(), ""]).encode())
        received = b""
        while data := connection.recv(65536):
            received += data
    return received


def test_a_refused_request_is_told_its_limit(http: httpx.Client, gateway: GatewayProcess) -> None:
    token = gateway.token("limited", rate_limit=1)
    http.post(PATH, json=body("limited"), headers=bearer(token))
    refused = http.post(PATH, json=body("limited"), headers=bearer(token))
    assert refused.status_code == 429
    assert [refused.headers[name] for name in _LIMITS[:2]] == ["1", "0"]
    assert int(refused.headers["retry-after"]) >= 1


def test_the_providers_limits_never_stand_beside_ours(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.inject(AddHeaders(tuple((name, "999") for name in _LIMITS)))
    limited = http.post(PATH, json=body("both"), headers=bearer(gateway.token("both", rate_limit=5)))
    assert [limited.headers.get_list(name) for name in _LIMITS[:2]] == [["5"], ["4"]]
    free = http.post(PATH, json=body("theirs"), headers=bearer(gateway.token("free")))
    assert free.headers[_LIMITS[0]] == "999"


def test_the_lines_of_cache_control_are_one_list(http: httpx.Client, gateway: GatewayProcess) -> None:
    fields = (("cache-control", "no-store"), ("cache-control", "max-age=60"))
    assert ask(http, gateway, "lists", *fields).headers["x-cache"] == "BYPASS"


def test_every_line_of_a_beta_header_counts(http: httpx.Client, gateway: GatewayProcess) -> None:
    seen = [
        ask(http, gateway, "betas", *(("openai-beta", value) for value in values)).headers["x-cache"]
        for values in (["one", "two"], ["two"], ["one", "two"])
    ]
    assert seen == ["MISS", "MISS", "HIT_L1"]


@pytest.mark.parametrize("name", ["x-cachecore-fresh-seconds", "x-cachecore-min-similarity", "anthropic-version"])
def test_a_field_that_must_be_one_is_refused_twice(http: httpx.Client, gateway: GatewayProcess, name: str) -> None:
    answer = ask(http, gateway, "twice", (name, "1"), (name, "0.5"))
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, name)


def test_an_empty_declaration_is_refused_and_never_untagged(http: httpx.Client, gateway: GatewayProcess) -> None:
    answer = ask(http, gateway, "empty", ("x-cachecore-deps", ""))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_deps")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (PATH, {"x-cachecore-bypass": "1"}),
        (PATH, {"cache-control": "only-if-cached, no-store"}),
        (PATH, {"authorization": "Bearer sk-own"}),
        ("/v1/moderations", {}),
    ],
)
def test_only_if_cached_never_calls_the_provider(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, path: str, fields: dict[str, str]
) -> None:
    headers = {**bearer(gateway.token()), "cache-control": "only-if-cached", **fields}
    answer = http.post(path, json=body("never"), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "only_if_cached")
    assert upstream.call_count == 0


@pytest.mark.parametrize(
    "path", ["/v1/models/org%2Fname", "/v1/files/a%20b", "/v1/files/%C3%BC", "/v1/f/a%3Fb%23c%25d"]
)
def test_a_forwarded_path_keeps_its_escapes(
    gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, path: str
) -> None:
    target = f"{path}?after=a%2Fb"
    sent(gateway, f"GET {target} HTTP/1.1\nHost: gateway\nAuthorization: Bearer {gateway.token()}\nConnection: close")
    assert [call.request.target for call in upstream.calls] == [target]


@pytest.mark.parametrize(
    "path", ["/v1/%2e%2e/admin", "/v1/x%2f..%2fadmin", "/v1/x%5C%2E.%5Cadmin", "/v1/x/..", "/v1/x%2F."]
)
def test_no_path_leaves_the_api(gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, path: str) -> None:
    head = f"GET {path} HTTP/1.1\nHost: gateway\nAuthorization: Bearer {gateway.token()}\nConnection: close"
    assert sent(gateway, head).startswith(b"HTTP/1.1 400 ")
    assert upstream.call_count == 0


@pytest.mark.parametrize("more", ["", "Expect: 100-continue\n"])
def test_a_body_that_never_comes_is_not_waited_for(gateway: GatewayProcess, more: str) -> None:
    head = f"POST {PATH} HTTP/1.1\nHost: gateway\nAuthorization: Bearer {gateway.token()}\n{more}Content-Length: 9"
    answer = sent(gateway, head)
    assert b"HTTP/1.1 408 " in answer
    assert b"body_timeout" in answer


def test_a_header_that_cannot_travel_is_the_callers_fault(gateway: GatewayProcess) -> None:
    content = '{"model": "m", "messages": [{"role": "user", "content": "latin"}]}'
    fields = f"Authorization: Bearer {gateway.token()}\nX-Name: \udce9\nContent-Length: {len(content)}"
    head = f"POST {PATH} HTTP/1.1\nHost: gateway\n{fields}\nConnection: close"
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        raw = head.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content.encode()
        connection.sendall(raw)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"'x-name'" in answer


def test_an_answer_without_a_body_has_no_length(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.inject(Fail(204))
    answer = ask(http, gateway, "nothing")
    assert (answer.status_code, answer.headers.get("content-length")) == (204, None)


@pytest.mark.parametrize("path", [PATH, "/v1/moderations"])
def test_an_answer_has_one_date(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, path: str
) -> None:
    upstream.inject(AddHeaders((("Date", "Thu, 01 Jan 1970 00:00:00 GMT"),)))
    answer = http.post(path, json=body("date"), headers=bearer(gateway.token()))
    assert len(answer.headers.get_list("date", split_commas=False)) == 1


def test_an_unreachable_provider_is_reported_without_its_address(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    with upstream.refusing():
        answer = ask(http, gateway, "nobody")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "no_connection")
    assert "127.0.0.1" not in answer.text
    assert "refused" in answer.text
