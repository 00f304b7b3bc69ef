"""Streams of text completions, there and back."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI

from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import Completions
from cachecore_gateway.protocols.sse import DONE, encoded_event

from .strategies import Json, checked, cut, cuts, joined, long_texts, names, sampled, texts, unknown

ADAPTER = Completions()
COUNTED = Call("m", stream=True, delivery={"stream_options": {"include_usage": True}})


@st.composite
def logprobs(draw: st.DrawFn, text: str) -> Any:
    size = draw(st.integers(1, 9))
    tokens = [text[start : start + size] for start in range(0, len(text), size)]
    if draw(st.integers(0, 4)) == 0:
        tokens.append("bytes:\\xe2")
    chances = [-0.5 for _ in tokens]
    top = draw(st.sampled_from([None, [{token: -0.5} for token in tokens]]))
    return {"tokens": tokens, "token_logprobs": chances, "top_logprobs": top, "text_offset": [*range(len(tokens))]}


@st.composite
def answers(draw: st.DrawFn) -> Json:
    choices = []
    for index in range(draw(st.integers(1, 3))):
        text = draw(st.one_of(texts, long_texts))
        choice = {"text": text, "index": index, "logprobs": draw(st.one_of(st.none(), logprobs(text)))}
        choices.append({**choice, **draw(unknown), "finish_reason": draw(st.sampled_from(["stop", "length"]))})
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    frame = {"id": draw(names), "object": "text_completion", "created": 7, "model": "m"}
    return {**frame, "choices": choices, "usage": usage, **draw(unknown)}


@checked
@given(answers(), cuts)
def test_a_replayed_stream_joins_to_the_stored_answer_wherever_it_is_cut(answer: Json, places: list[int]) -> None:
    stream = b"".join(ADAPTER.replay(json.dumps(answer).encode(), COUNTED))
    result = joined(ADAPTER, cut(stream, places))
    assert result.body is not None, result.reason
    assert json.loads(result.body) == answer


@sampled
@given(answers())
def test_the_sdk_reads_the_same_texts_from_the_stream(answer: Json) -> None:
    stream = b"".join(ADAPTER.replay(json.dumps(answer).encode(), COUNTED))
    headers = {"content-type": "text/event-stream"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, content=stream))
    said: dict[int, str] = {}
    with httpx.Client(transport=transport) as http:
        client = OpenAI(api_key="none", base_url="http://gateway.test/v1", http_client=http)
        for chunk in client.completions.create(model="m", prompt="p", stream=True):
            for choice in chunk.choices:
                said[choice.index] = said.get(choice.index, "") + choice.text
    assert said == {choice["index"]: choice["text"] for choice in answer["choices"]}


def chunk(text: str, finish_reason: str | None = None, **more: Any) -> bytes:
    choice: Json = {"text": text, "index": 0, "logprobs": None, "finish_reason": finish_reason}
    frame: Json = {"id": "cmpl-1", "object": "text_completion", "created": 5, "model": "m", "choices": [choice]}
    return encoded_event({**frame, **more})


def test_a_live_stream_becomes_the_plain_answer() -> None:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    pieces = [chunk("Hel", usage=None), chunk("lo", usage=None), chunk("", "stop"), chunk("", choices=[], usage=usage)]
    result = joined(ADAPTER, [*pieces, DONE])
    assert json.loads(result.body or b"") == {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 5,
        "model": "m",
        "choices": [{"text": "Hello", "index": 0, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage,
    }


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([chunk("a", "stop")], "no-end-event"),
        ([chunk("a"), DONE], "no-finish-reason"),
        ([chunk("a", "stop"), b"data: {"], "cut-inside-event"),
        ([chunk("a", "stop", object="chat.completion.chunk"), DONE], "wrong-object"),
        ([chunk("a", choices=[{"index": 0, "text": 7}]), DONE], "wrong-delta"),
        ([chunk("a", error={"message": "no"})], "error-event"),
    ],
)
def test_a_stream_that_is_not_whole_is_not_stored(pieces: list[bytes], reason: str) -> None:
    result = joined(ADAPTER, pieces)
    assert (result.body, result.reason) == (None, reason)


def test_an_answer_of_another_shape_is_passed_on_as_one_event() -> None:
    assert [*ADAPTER.replay(b'{"error":{}}', COUNTED)] == [b'data: {"error":{}}\n\n', DONE]
