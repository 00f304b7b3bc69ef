"""Header fields that pass, in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.upstream.headers import reply_headers, request_headers
from cachecore_gateway.upstream.keys import Key

KEY = Key("authorization", "Bearer sk-operator", "")
KEPT = (
    "openai-beta",
    "openai-organization",
    "openai-project",
    "anthropic-version",
    "anthropic-beta",
    "user-agent",
    "idempotency-key",
    "content-type",
    "accept",
    "x-stainless-lang",
    "cache-control",
    "traceparent",
)
DROPPED = (
    "authorization",
    "x-api-key",
    "api-key",
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
    "accept-encoding",
    "cookie",
    "x-cachecore-token",
    "x-cachecore-bypass",
    "x-cachecore-deps",
    "x-forwarded-for",
    "forwarded",
)


def sent(*headers: tuple[str, str]) -> list[tuple[str, str]]:
    return request_headers(tuple((name.encode(), value.encode()) for name, value in headers), KEY)


@pytest.mark.parametrize("name", KEPT)
def test_the_providers_own_fields_travel(name: str) -> None:
    assert (name, "some value") in sent((name, "some value"))


@pytest.mark.parametrize("name", DROPPED)
def test_other_fields_do_not(name: str) -> None:
    assert sent((name, "callers")) == [("accept-encoding", "identity"), ("authorization", "Bearer sk-operator")]


def test_fields_named_in_connection_are_dropped_both_ways() -> None:
    headers = (
        ("connection", "close, X-One"),
        ("x-one", "1"),
        ("connection", "x-two"),
        ("x-two", "2"),
        ("x-three", "3"),
    )
    assert sent(*headers)[2:] == [("x-three", "3")]
    raw = tuple((name.encode(), value.encode()) for name, value in headers)
    assert reply_headers(raw) == ((b"x-three", b"3"),)


def test_a_cachecore_token_travels_in_no_field() -> None:
    assert sent(("x-mine", "cc_live_a.b.c.d"), ("x-other", "Bearer CC_LIVE_a.b.c.d"))[2:] == []


def test_repeated_fields_stay_in_order() -> None:
    assert sent(("x-a", "1"), ("x-b", "2"), ("x-a", "3"))[2:] == [("x-a", "1"), ("x-b", "2"), ("x-a", "3")]
    raw = ((b"X-A", b"1"), (b"x-b", b"2"), (b"x-a", b"3"))
    assert reply_headers(raw) == ((b"x-a", b"1"), (b"x-b", b"2"), (b"x-a", b"3"))


@pytest.mark.parametrize("value", [b"caf\xe9", b"a\r\nx-evil: 1", b"a\x00b", b"a\nb"])
def test_values_that_cannot_travel_unchanged_are_refused(value: bytes) -> None:
    with pytest.raises(InvalidRequest, match="'x-mine'"):
        request_headers(((b"x-mine", value),), KEY)


@pytest.mark.parametrize(
    "name",
    [
        "X-Cache",
        "X-Cache-Similarity",
        "X-Cache-Anything",
        "X-Cachecore-Namespace-Hint",
        "Cache-Status",
        "Age",
        "Set-Cookie",
        "Content-Encoding",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Alt-Svc",
        "Strict-Transport-Security",
    ],
)
def test_an_answer_cannot_speak_for_the_gateway(name: str) -> None:
    assert reply_headers(((name.encode(), b"spoofed"), (b"X-Request-Id", b"r"))) == ((b"x-request-id", b"r"),)


@given(st.lists(st.tuples(st.from_regex(rb"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True), st.binary(max_size=20))))
def test_whatever_an_answer_carries_nothing_of_ours_passes(raw: list[tuple[bytes, bytes]]) -> None:
    passed = reply_headers(tuple(raw))
    assert all(name == name.lower() for name, _ in passed)
    assert not any(
        name.startswith(b"x-cache") or name in (b"age", b"cache-status", b"set-cookie") for name, _ in passed
    )
    remaining = iter((name.lower(), value) for name, value in raw)
    assert all(field in remaining for field in passed), "passed fields are a subsequence of those received"
