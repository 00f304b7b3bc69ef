"""Errors of the gateway as Anthropic's SDK reads them, in answers and in streams that break."""

from __future__ import annotations

import os
from typing import Any

import anthropic
from anthropic import Anthropic

URL, TOKEN = os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"]
ASK: Any = {"model": "m", "max_tokens": 16, "messages": [{"role": "user", "content": "hello"}]}


def refused(expected: type[anthropic.APIStatusError], kind: str, **options: Any) -> str:
    error = raised(expected, **options)
    body: Any = error.body
    assert body["type"] == "error", body
    assert (body["error"]["type"], error.type) == (kind, kind), (body, error.type)
    assert body["error"]["message"]
    return f"{error.status_code} {error.type}"


def raised(expected: type[anthropic.APIStatusError], **options: Any) -> anthropic.APIStatusError:
    client = Anthropic(base_url=URL, api_key=options.pop("key", TOKEN), max_retries=0)
    try:
        client.messages.create(**{**ASK, **options})
    except expected as error:
        return error
    raise AssertionError(f"{expected.__name__} was not raised")


def broken_stream() -> str:
    body: Any = None
    client = Anthropic(base_url=URL, api_key=TOKEN, max_retries=0)
    try:
        with client.messages.stream(**{**ASK, "model": "cut-after-events"}) as stream:
            for _ in stream:
                pass
    except anthropic.APIStatusError as error:
        body = error.body
    assert body is not None, "a stream that broke read as if it were whole"
    assert body["error"]["type"] == "api_error", body
    return f"event: error {body['error']['message']!r}"


print("  " + refused(anthropic.AuthenticationError, "authentication_error", key=TOKEN[:-4] + "abcd"))
only_cached = {"cache-control": "only-if-cached"}
print("  " + refused(anthropic.APIStatusError, "timeout_error", extra_headers=only_cached))
print("  " + refused(anthropic.BadRequestError, "invalid_request_error", extra_headers={"x-cachecore-deps": "%"}))
print("  " + broken_stream())
