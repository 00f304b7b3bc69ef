"""Odd input of any kind meets a defined answer: an ``InvalidRequest``, a reason, or a stream that is not stored."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import all_adapters
from cachecore_gateway.protocols.sse import DONE, encoded_event

from .bodies import BODIES, changed, key_of, places
from .strategies import checked, joined, sampled, values

ADAPTERS = all_adapters()
STREAMS = {
    "chat_completions": ["object", "choices", "index", "delta", "tool_calls", "content", "finish_reason", "logprobs"],
    "completions": ["object", "choices", "index", "text", "finish_reason", "logprobs", "tokens"],
    "responses": ["type", "response", "item", "output_index", "output", "object", "error"],
    "messages": [
        "type",
        "message",
        "index",
        "content_block",
        "delta",
        "usage",
        "partial_json",
        "citation",
        "stop_reason",
    ],
}
WORDS = [
    *("chat.completion.chunk", "text_completion", "response", "message", "response.completed", "message_start"),
    *("content_block_start", "content_block_delta", "message_delta", "message_stop", "response.output_item.done"),
]


def objects(names: list[str]) -> st.SearchStrategy[Any]:
    """JSON made of the words that a protocol knows, in any arrangement."""
    leaf = st.one_of(st.none(), st.booleans(), st.integers(-2, 3), st.sampled_from([*WORDS, "", "{"]))
    inner = st.recursive(
        leaf,
        lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(st.sampled_from(names), part, max_size=5)),
    )
    return st.dictionaries(st.sampled_from(names), inner, max_size=5)


@sampled
@pytest.mark.parametrize("name", STREAMS)
@given(st.data())
def test_no_stream_however_odd_makes_a_joiner_raise(name: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(objects(STREAMS[name]), max_size=6))
    ends = [encoded_event({"type": "message_stop"}), DONE]
    result = joined(ADAPTERS[name], [*(encoded_event(value) for value in found), *ends])
    assert (result.body is None) == bool(result.reason)
    if result.body is not None:
        assert isinstance(json.loads(result.body), dict)


@sampled
@pytest.mark.parametrize("name", ADAPTERS)
@given(st.data())
def test_no_answer_however_odd_makes_judging_or_replaying_raise(name: str, data: st.DataObject) -> None:
    names = [*STREAMS.get(name, ["object", "data", "embedding"]), "message", "content", "usage", "status", "summary"]
    answer = json.dumps(data.draw(objects(names))).encode()
    adapter = ADAPTERS[name]
    adapter.usage(answer)
    assert isinstance(adapter.unusable(answer), str)
    call = Call("m", stream=True, delivery={"stream_options": {"include_usage": True}})
    assert b"".join(adapter.replay(answer, call)).endswith(b"\n\n")


@checked
@given(st.sampled_from([(name, path) for name, body in BODIES.items() for path in places(body)]), values)
def test_no_body_however_odd_makes_parsing_raise_anything_but_invalid_request(
    place: tuple[str, tuple[str | int, ...]], value: Any
) -> None:
    name, path = place
    body = changed(BODIES[name], path, "replace", value)
    with suppress(InvalidRequest):
        assert len(key_of(ADAPTERS[name], body)) == 64
