"""From bytes to requests."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.testing.parser import RequestParser

PLAIN = b"POST /v1/x?a=1&b HTTP/1.1\r\nHoSt: h\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"PUT /v1/y HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"


def test_headers_keep_their_order_and_letter_case() -> None:
    parser = RequestParser()
    parser.feed(PLAIN)
    request = parser.requests.popleft()
    assert request.headers == (("HoSt", "h"), ("X-One", "1"), ("x-one", "2"), ("Content-Length", "5"))
    assert (request.method, request.path, request.query, request.body) == ("POST", "/v1/x", "a=1&b", b"hello")
    assert request.header("X-ONE") == "1"


@given(st.sets(st.integers(1, len(PLAIN + CHUNKED + PLAIN) - 1)))
def test_pipelined_requests_come_out_whole_however_the_bytes_are_split(cuts: set[int]) -> None:
    data, parser = PLAIN + CHUNKED + PLAIN, RequestParser()
    edges = [0, *sorted(cuts), len(data)]
    for start, end in pairwise(edges):
        parser.feed(data[start:end])
    assert [(request.path, request.body) for request in parser.requests] == [
        ("/v1/x", b"hello"),
        ("/v1/y", b"abcde"),
        ("/v1/x", b"hello"),
    ]


def test_http_1_0_is_told_apart() -> None:
    parser = RequestParser()
    parser.feed(b"GET /v1/models HTTP/1.0\r\n\r\n")
    assert parser.requests.popleft().http_version == "1.0"


def test_what_is_no_http_raises() -> None:
    with pytest.raises(ValueError, match="request line"):
        RequestParser().feed(b"EHLO example.org\r\n\r\n")
