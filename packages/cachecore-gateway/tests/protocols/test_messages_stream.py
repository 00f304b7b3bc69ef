"""Streams of Anthropic's messages, there and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import Messages
from cachecore_gateway.protocols.sse import EventParser, encoded_event

from .strategies import Json, checked, cut, cuts, joined, long_texts, names, texts, unknown, values

ADAPTER = Messages()
CALL = Call("m", stream=True)

_citations = st.lists(st.builds(lambda text: {"type": "char_location", "cited_text": text}, texts), max_size=2)
_texts = st.builds(lambda text: {"type": "text", "text": text}, st.one_of(texts, long_texts))
_cited = st.builds(lambda block, found: {**block, "citations": found}, _texts, st.one_of(st.none(), _citations))
_thoughts = st.builds(lambda text, sign: {"type": "thinking", "thinking": text, "signature": sign}, long_texts, names)
_redacted = st.builds(lambda data: {"type": "redacted_thinking", "data": data}, names)
_uses = st.builds(
    lambda kind, name, given_input: {"type": kind, "id": name, "name": "f", "input": given_input},
    st.sampled_from(["tool_use", "server_tool_use", "mcp_tool_use"]),
    names,
    st.dictionaries(texts, values, max_size=3),
)
_results = st.just({"type": "web_search_tool_result", "tool_use_id": "t", "content": [{"type": "r", "url": "u"}]})
_blocks = st.lists(st.one_of(_texts, _cited, _thoughts, _redacted, _uses, _results), max_size=4)


@st.composite
def answers(draw: st.DrawFn) -> Json:
    message: Json = {
        "id": draw(names),
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": draw(_blocks),
        "stop_reason": draw(st.sampled_from(["end_turn", "tool_use", "max_tokens"])),
        "stop_sequence": draw(st.one_of(st.none(), names)),
        "usage": {"input_tokens": 5, "output_tokens": draw(st.integers(0, 9)), "service_tier": "standard"},
    }
    return {**message, **draw(unknown)}


@checked
@given(answers(), cuts)
def test_a_replayed_stream_joins_to_the_stored_answer_wherever_it_is_cut(answer: Json, places: list[int]) -> None:
    stream = b"".join(ADAPTER.replay(json.dumps(answer).encode(), CALL))
    result = joined(ADAPTER, cut(stream, places))
    assert result.body is not None, result.reason
    assert json.loads(result.body) == answer


def event(kind: str, **members: Any) -> bytes:
    return encoded_event({"type": kind, **members}, kind)


BEGUN: Json = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 25, "cache_read_input_tokens": 0, "output_tokens": 1},
}
START = event("message_start", message=BEGUN)
TEXT = [
    event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
    event("ping"),
    event("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hel"}),
    event("content_block_delta", index=0, delta={"type": "text_delta", "text": "lo"}),
    event("content_block_stop", index=0),
]
END = event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 15})
STOP = event("message_stop")


def test_a_live_stream_becomes_the_plain_message() -> None:
    pieces = [
        START,
        *TEXT,
        event("content_block_start", index=1, content_block={"type": "tool_use", "id": "t", "name": "f", "input": {}}),
        event("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": ""}),
        event("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": '{"city": "Par'}),
        event("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": 'is"}'}),
        event("content_block_stop", index=1),
        END,
        STOP,
    ]
    result = joined(ADAPTER, pieces)
    assert json.loads(result.body or b"") == {
        **BEGUN,
        "content": [
            {"type": "text", "text": "Hello"},
            {"type": "tool_use", "id": "t", "name": "f", "input": {"city": "Paris"}},
        ],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 25, "cache_read_input_tokens": 0, "output_tokens": 15},
    }


def test_deltas_of_an_unknown_type_continue_the_fields_that_they_name() -> None:
    deltas = [event("content_block_delta", index=0, delta={"type": "x_delta", "x": text}) for text in ("a", "b")]
    start = event("content_block_start", index=0, content_block={"type": "x_block", "x": ""})
    result = joined(ADAPTER, [START, start, *deltas, END, STOP])
    assert json.loads(result.body or b"")["content"] == [{"type": "x_block", "x": "ab"}]


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([START, *TEXT, END], "no-end-event"),
        ([START, *TEXT, END, STOP[:-4]], "cut-inside-event"),
        ([START, *TEXT, STOP], "no-finish-reason"),
        ([*TEXT, STOP], "no-message-start"),
        ([START, TEXT[2], END, STOP], "no-block-start"),
        ([START, event("content_block_start", index="0"), END, STOP], "wrong-index"),
        ([START, event("error", error={"type": "overloaded_error", "message": "busy"})], "error-event"),
        ([START, *TEXT, event("x_news"), END, STOP], "unknown-event"),
        ([START, b"data: nonsense\n\n", END, STOP], "malformed-event"),
        ([event("message_start", message={**BEGUN, "type": "page"}), END, STOP], "wrong-object"),
        (
            [
                START,
                event("content_block_start", index=0, content_block={"type": "tool_use", "input": {}}),
                event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": '{"a":'}),
                END,
                STOP,
            ],
            "malformed-tool-input",
        ),
    ],
)
def test_a_stream_that_is_not_whole_is_not_stored(pieces: list[bytes], reason: str) -> None:
    result = joined(ADAPTER, pieces)
    assert (result.body, result.reason) == (None, reason)


def test_an_error_event_ends_the_stream() -> None:
    joiner = ADAPTER.joiner()
    joiner.feed(START)
    assert not joiner.ended
    joiner.feed(event("error", error={"type": "overloaded_error", "message": "busy"}))
    assert joiner.ended


def test_events_come_in_the_documented_order_under_their_names() -> None:
    answer = {
        **BEGUN,
        "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
            {"type": "text", "text": "Paris is the capital of France."},
            {"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 25, "output_tokens": 15},
    }
    found = EventParser().feed(b"".join(ADAPTER.replay(json.dumps(answer).encode(), CALL)))
    events = [json.loads(item.data) for item in found]
    assert [item.name for item in found] == [value["type"] for value in events]
    assert events[0]["message"]["content"] == []
    assert events[0]["message"]["stop_reason"] is None
    assert events[0]["message"]["usage"] == {"input_tokens": 25, "output_tokens": 1}
    assert events[-2]["usage"] == {"input_tokens": 25, "output_tokens": 15}
    assert events[-2]["delta"] == {"stop_reason": "tool_use", "stop_sequence": None}
    assert events[-1] == {"type": "message_stop"}
    kinds = [value.get("delta", {}).get("type") or value["type"] for value in events[1:-2]]
    block = ["content_block_start", "content_block_stop"]
    thinking, text, tool = "thinking_delta", "text_delta", "input_json_delta"
    assert [kind for place, kind in enumerate(kinds) if place == 0 or kind != kinds[place - 1]] == [
        *(block[0], thinking, "signature_delta", block[1]),
        *(block[0], text, block[1]),
        *(block[0], tool, block[1]),
    ]
    assert kinds.count(text) > 1


def test_an_error_object_is_passed_on_as_an_error_event() -> None:
    raw = b'{"type":"error","error":{"type":"api_error"}}'
    assert [*ADAPTER.replay(raw, CALL)] == [b"event: error\ndata: " + raw + b"\n\n"]


def test_what_is_known_only_at_the_end_comes_with_the_last_delta() -> None:
    """The vendor's accumulator takes ``stop_details`` from there, whatever the start of the message said."""
    searches = {"web_search_requests": 1}
    last = {"container": {"id": "c"}, "stop_details": {"type": "refusal", "category": None}}
    counts = {"input_tokens": 25, "cache_read_input_tokens": 5, "output_tokens": 15}
    usage = {**counts, "server_tool_use": searches, "service_tier": "standard"}
    answer = {**BEGUN, **last, "content": [{"type": "text", "text": "Hi"}], "stop_reason": "end_turn", "usage": usage}
    raw = json.dumps(answer).encode()
    events = [json.loads(item.data) for item in EventParser().feed(b"".join(ADAPTER.replay(raw, CALL)))]
    assert not last.keys() & events[0]["message"].keys()
    assert events[0]["message"]["usage"] == {**counts, "output_tokens": 1, "service_tier": "standard"}
    assert events[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None, **last}
    assert events[-2]["usage"] == {**counts, "server_tool_use": searches}
