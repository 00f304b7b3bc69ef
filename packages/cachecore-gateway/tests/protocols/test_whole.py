"""Which plain answers are whole and good, and what they cost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.protocols import ProtocolSettings, all_adapters

from .strategies import Json

ADAPTERS = all_adapters()

CHAT: Json = {
    "object": "chat.completion",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "a"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
}
COMPLETION: Json = {
    "object": "text_completion",
    "choices": [{"index": 0, "text": "", "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
}
RESPONSE: Json = {
    "object": "response",
    "status": "completed",
    "error": None,
    "output": [{"type": "message", "content": []}],
    "usage": {"input_tokens": 3, "output_tokens": 4},
}
MESSAGE: Json = {
    "type": "message",
    "content": [{"type": "text", "text": "a"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 1, "cache_read_input_tokens": 2, "output_tokens": 4},
}
EMBEDDING: Json = {
    "object": "list",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
    "usage": {"prompt_tokens": 3, "total_tokens": 3},
}
ANSWERS = {
    "chat_completions": CHAT,
    "completions": COMPLETION,
    "responses": RESPONSE,
    "messages": MESSAGE,
    "embeddings": EMBEDDING,
}


def judged(name: str, answer: Any) -> str:
    return ADAPTERS[name].unusable(json.dumps(answer).encode())


@pytest.mark.parametrize("name", ANSWERS)
def test_a_whole_answer_is_good(name: str) -> None:
    assert judged(name, ANSWERS[name]) == ""


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda answer: [answer], "malformed-json"),
        (lambda answer: {**answer, "x": float("nan")}, "malformed-json"),
        (lambda answer: {**answer, "error": {"message": "no"}}, "error-in-answer"),
        (lambda answer: {**answer, "object": "page", "type": "page"}, "wrong-object"),
        (lambda answer: {}, "wrong-object"),
    ],
)
def test_an_answer_of_another_shape_is_not_stored(name: str, spoil: Callable[[Json], Any], reason: str) -> None:
    assert judged(name, spoil(ANSWERS[name])) == reason


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("raw", [b"", b"<html>", b'{"object":', b"\xff", b"null"])
def test_what_is_no_json_object_is_not_stored(name: str, raw: bytes) -> None:
    assert ADAPTERS[name].unusable(raw) == "malformed-json"
    assert ADAPTERS[name].usage(raw) == Usage()


def with_message(**message: Any) -> Json:
    answer = copy.deepcopy(CHAT)
    answer["choices"][0]["message"] = {"role": "assistant", "content": None, **message}
    return answer


@pytest.mark.parametrize(
    "answer",
    [
        with_message(tool_calls=[{"id": "a"}]),
        with_message(refusal="No."),
        with_message(function_call={"name": "f", "arguments": ""}),
        {**CHAT, "choices": [*CHAT["choices"], {**CHAT["choices"][0], "index": 1, "finish_reason": "tool_calls"}]},
        {**CHAT, "choices": [{**CHAT["choices"][0], "logprobs": {"content": []}}]},
    ],
)
def test_tool_calls_refusals_logprobs_and_several_choices_are_whole_answers(answer: Json) -> None:
    assert judged("chat_completions", answer) == ""


@pytest.mark.parametrize("name", ["chat_completions", "completions"])
@pytest.mark.parametrize(
    ("finish_reason", "reason"),
    [
        (None, "no-finish-reason"),
        ("length", "truncated"),
        ("content_filter", "filtered"),
        ("error", "unknown-finish-reason"),
        (["stop"], "unknown-finish-reason"),
    ],
)
def test_one_choice_that_did_not_end_well_spoils_the_answer(name: str, finish_reason: Any, reason: str) -> None:
    good = ANSWERS[name]["choices"][0]
    assert judged(name, {**ANSWERS[name], "choices": [good, {**good, "finish_reason": finish_reason}]}) == reason


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("chat_completions", {"choices": []}, "no-choices"),
        ("chat_completions", {"choices": None}, "no-choices"),
        ("chat_completions", {"choices": [CHAT["choices"][0], 7]}, "no-choices"),
        ("chat_completions", {"choices": [{"finish_reason": "stop"}]}, "no-message"),
        ("chat_completions", with_message(), "empty-answer"),
        ("chat_completions", with_message(content="", tool_calls=[]), "empty-answer"),
        ("completions", {"choices": [{"finish_reason": "stop"}]}, "no-text"),
        ("completions", {"choices": []}, "no-choices"),
        ("responses", {"output": []}, "empty-answer"),
        ("responses", {"status": "in_progress"}, "not-finished"),
        ("responses", {"status": "queued"}, "not-finished"),
        ("responses", {"status": "failed"}, "failed"),
        ("responses", {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "truncated"),
        ("responses", {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "filtered"),
        ("responses", {"status": "incomplete", "incomplete_details": None}, "incomplete"),
        ("responses", {"status": None}, "unknown-status"),
        ("responses", {"conversation": {"id": "conv_1"}}, "conversation"),
        ("responses", {"background": True}, "background"),
        ("messages", {"stop_reason": None}, "no-finish-reason"),
        ("messages", {"stop_reason": "max_tokens"}, "truncated"),
        ("messages", {"stop_reason": "refusal"}, "filtered"),
        ("messages", {"stop_reason": "pause_turn"}, "paused"),
        ("messages", {"stop_reason": "model_context_window_exceeded"}, "context-exceeded"),
        ("messages", {"stop_reason": "new"}, "unknown-finish-reason"),
        ("messages", {"content": []}, "empty-answer"),
        ("embeddings", {"data": []}, "no-embeddings"),
        ("embeddings", {"data": [{"index": 0}]}, "no-embeddings"),
        ("embeddings", {"data": [{"index": 0, "embedding": ""}]}, "no-embeddings"),
    ],
)
def test_an_answer_that_is_not_whole_and_good_is_not_stored(name: str, fields: Json, reason: str) -> None:
    assert judged(name, {**ANSWERS[name], **fields}) == reason


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("chat_completions", {"choices": [{**CHAT["choices"][0], "finish_reason": "length"}]}),
        ("completions", {"choices": [{**COMPLETION["choices"][0], "finish_reason": "length"}]}),
        ("responses", {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}),
        ("messages", {"stop_reason": "max_tokens"}),
    ],
)
def test_truncated_answers_are_stored_where_the_operator_asks_for_it(name: str, fields: Json) -> None:
    adapter = all_adapters({name: ProtocolSettings(store_truncated=True)})[name]
    answer = {**ANSWERS[name], **fields}
    assert judged(name, answer) == "truncated"
    assert adapter.unusable(json.dumps(answer).encode()) == ""


@pytest.mark.parametrize("name", ANSWERS)
def test_usage_counts_tokens_in_and_out(name: str) -> None:
    expected = Usage(3, 0 if name == "embeddings" else 4)
    assert ADAPTERS[name].usage(json.dumps(ANSWERS[name]).encode()) == expected
    assert ADAPTERS[name].usage(json.dumps({**ANSWERS[name], "usage": None}).encode()) == Usage()
    odd = {"usage": {"prompt_tokens": True, "input_tokens": -1, "output_tokens": "9", "completion_tokens": 1.5}}
    assert ADAPTERS[name].usage(json.dumps({**ANSWERS[name], **odd}).encode()) == Usage()
