"""Live streams of chat chunks: what they become, and which of them must not be stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.protocols.sse import DONE, encoded_event

from .strategies import Json, checked, cut, cuts, joined

CHAT = ChatCompletions()


def chunk(delta: Json, finish_reason: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    fields: Json = {
        "id": "chatcmpl-7",
        "object": "chat.completion.chunk",
        "created": 5,
        "model": "m",
        "choices": [choice],
    }
    return encoded_event({**fields, **more})


HELLO = [
    chunk({"role": "assistant", "content": "", "refusal": None}, usage=None, obfuscation="xYz"),
    chunk({"content": "Hel"}, usage=None, obfuscation="q"),
    chunk({"content": "lo"}, usage=None),
    chunk({}, "stop", usage=None),
    chunk({}, choices=[], usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}),
]


def plain(pieces: list[bytes]) -> Json:
    result = joined(CHAT, pieces)
    assert result.body is not None, result.reason
    value: Json = json.loads(result.body)
    return value


def test_a_stream_of_text_becomes_the_plain_answer_without_padding() -> None:
    assert plain([*HELLO, DONE]) == {
        "id": "chatcmpl-7",
        "object": "chat.completion",
        "created": 5,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }


@checked
@given(cuts, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_line_ends_comments_and_cuts_make_no_difference(places: list[int], line_end: bytes) -> None:
    stream = b": ping\n\n".join([b"", *HELLO, DONE]).replace(b"\n", line_end)
    assert plain(cut(stream, places)) == plain([*HELLO, DONE])


def test_parallel_tool_calls_are_put_together_by_index() -> None:
    message = plain(
        [
            chunk({"role": "assistant", "content": None}),
            chunk(
                {
                    "tool_calls": [
                        {"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
                    ]
                }
            ),
            chunk(
                {
                    "tool_calls": [
                        {"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": ""}}
                    ]
                }
            ),
            chunk({"tool_calls": [{"index": 1, "function": {"arguments": '{"y"'}}]}),
            chunk({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}),
            chunk({"tool_calls": [{"index": 1, "function": {"arguments": ":2}"}}]}),
            chunk({}, "tool_calls"),
            DONE,
        ]
    )["choices"][0]["message"]
    assert message == {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
            {"id": "b", "type": "function", "function": {"name": "g", "arguments": '{"y":2}'}},
        ],
    }


def test_tool_calls_without_an_index_start_anew_with_each_id() -> None:
    deltas: list[Json] = [
        {"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{"}}]},
        {"tool_calls": [{"function": {"arguments": "}"}}]},
        {"tool_calls": [{"id": "b", "function": {"name": "g", "arguments": "{}"}}]},
    ]
    found = plain([*(chunk(delta) for delta in deltas), chunk({}, "tool_calls"), DONE])
    calls = found["choices"][0]["message"]["tool_calls"]
    assert [(call["id"], call["function"]["arguments"]) for call in calls] == [("a", "{}"), ("b", "{}")]


def test_the_empty_text_that_opens_a_refusal_becomes_null() -> None:
    pieces = [chunk({"role": "assistant", "content": ""}), chunk({"refusal": "I "}), chunk({"refusal": "will not."})]
    found = plain([*pieces, chunk({}, "stop"), DONE])
    assert found["choices"][0]["message"] == {"role": "assistant", "content": None, "refusal": "I will not."}


def test_several_choices_reasoning_and_unknown_fields_survive() -> None:
    def of(index: int, delta: Json, reason: str | None = None, **more: Any) -> bytes:
        choice = {"index": index, "delta": delta, "finish_reason": reason, **more}
        return chunk({}, choices=[choice], x_top={"a": 1})

    found = plain(
        [
            of(1, {"role": "assistant", "content": "b", "reasoning_content": "be"}),
            of(0, {"role": "assistant", "content": "a", "x_list": [1]}),
            of(1, {"content": "B", "reasoning_content": "cause"}),
            of(0, {"x_list": [2], "x_object": {"text": "p"}}),
            of(0, {"x_object": {"text": "q"}}, "stop", stop_reason=7),
            of(1, {}, "length"),
            DONE,
        ]
    )
    first, second = found["choices"]
    assert first == {
        "index": 0,
        "message": {"role": "assistant", "content": "a", "x_list": [1, 2], "x_object": {"text": "pq"}},
        "stop_reason": 7,
        "finish_reason": "stop",
    }
    assert second["message"] == {"role": "assistant", "content": "bB", "reasoning_content": "because"}
    assert found["x_top"] == {"a": 1}


def test_a_first_chunk_without_choices_does_not_hide_the_identity() -> None:
    filters = chunk({}, choices=[], id="", created=0, model="", object="", prompt_filter_results=[{"prompt_index": 0}])
    found = plain([filters, *HELLO, DONE])
    assert (found["id"], found["model"], found["prompt_filter_results"]) == ("chatcmpl-7", "m", [{"prompt_index": 0}])


def test_a_last_event_without_its_blank_line_still_ends_the_stream() -> None:
    assert plain([*HELLO, b"data: [DONE]"]) == plain([*HELLO, DONE])


def test_ended_is_true_after_done_only() -> None:
    joiner = CHAT.joiner()
    for piece in HELLO:
        joiner.feed(piece)
        assert not joiner.ended
    joiner.feed(DONE)
    assert joiner.ended
    joiner.feed(chunk({"content": "more"}))
    assert joiner.finish().body == joined(CHAT, [*HELLO, DONE]).body


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([], "no-end-event"),
        (HELLO, "no-end-event"),
        ([*HELLO, b'data: {"id'], "cut-inside-event"),
        ([*HELLO[:-2], DONE], "no-finish-reason"),
        ([DONE], "no-choices"),
        ([*HELLO, encoded_event({"error": {"message": "overloaded"}}), DONE], "error-event"),
        ([HELLO[0], encoded_event({"message": "bad"}, "error")], "error-event"),
        ([*HELLO, b"data: {not json}\n\n", DONE], "malformed-event"),
        ([*HELLO, b'data: {"a": NaN}\n\n', DONE], "malformed-event"),
        ([*HELLO, b"data: [1]\n\n", DONE], "malformed-event"),
        ([*HELLO, b"data: \xff\n\n", DONE], "malformed-event"),
        ([*HELLO, chunk({}, object="chat.completion"), DONE], "wrong-object"),
        ([*HELLO, chunk({}, choices={"index": 0}), DONE], "wrong-choices"),
        ([*HELLO, chunk({}, choices=[{"index": "0"}]), DONE], "wrong-choices"),
        ([*HELLO, chunk({}, choices=[{"index": 0, "delta": "x"}]), DONE], "wrong-delta"),
        ([*HELLO, chunk({"audio": {"data": "AAAA"}}), DONE], "audio-stream"),
    ],
)
def test_a_stream_that_is_not_whole_is_not_stored(pieces: list[bytes], reason: str) -> None:
    result = joined(CHAT, pieces)
    assert (result.body, result.reason) == (None, reason)


@checked
@given(st.integers(0, 10_000))
def test_no_beginning_of_a_stream_is_taken_for_the_whole(place: int) -> None:
    stream = b"".join([*HELLO, DONE])
    beginning = stream[: place % (len(stream) - len(b"[DONE]\n\n"))]
    assert joined(CHAT, [beginning]).body is None


def test_a_long_stream_is_compacted_on_the_way() -> None:
    words = [f" word{number}" for number in range(3000)]
    found = plain([HELLO[0], *(chunk({"content": word}) for word in words), chunk({}, "stop"), DONE])
    assert found["choices"][0]["message"]["content"] == "".join(words)
