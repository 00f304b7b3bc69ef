"""Stored chat completions as streams: nothing is lost there and back, and the vendor's SDK reads the same."""

from __future__ import annotations

import json

import httpx
from hypothesis import given
from openai import OpenAI

from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import ChatCompletions
from cachecore_gateway.protocols.sse import DONE, EventParser

from .chat_strategies import answers
from .strategies import Json, checked, cut, cuts, joined, sampled

CHAT = ChatCompletions()
COUNTED = Call("m", stream=True, delivery={"stream_options": {"include_usage": True}})
UNCOUNTED = Call("m", stream=True)

ANSWER: Json = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "m-1",
    "system_fingerprint": "fp",
    "service_tier": "default",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Paris is the capital of France.", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16},
}


def chunks(answer: Json, call: Call = UNCOUNTED) -> list[Json]:
    events = EventParser().feed(b"".join(CHAT.replay(json.dumps(answer).encode(), call)))
    return [json.loads(event.data) for event in events if event.data != b"[DONE]"]


@checked
@given(answers(), cuts)
def test_a_replayed_stream_joins_to_the_stored_answer_wherever_it_is_cut(answer: Json, places: list[int]) -> None:
    stream = b"".join(CHAT.replay(json.dumps(answer).encode(), COUNTED))
    result = joined(CHAT, cut(stream, places))
    assert result.body is not None, result.reason
    assert json.loads(result.body) == answer


@checked
@given(answers())
def test_without_asking_for_usage_only_usage_is_missing(answer: Json) -> None:
    result = joined(CHAT, CHAT.replay(json.dumps(answer).encode(), UNCOUNTED))
    assert result.body is not None
    assert json.loads(result.body) == {name: value for name, value in answer.items() if name != "usage"}


@sampled
@given(answers())
def test_the_sdk_reads_from_the_stream_what_it_reads_from_the_plain_answer(answer: Json) -> None:
    for choice in answer["choices"]:
        choice["finish_reason"] = "stop"
        message = choice["message"]
        for call in message.get("tool_calls") or []:
            call["type"], call["function"] = "function", {"name": "f", "arguments": '{"a": [1, "b c"]}'}
            call.pop("custom", None)
    raw = json.dumps(answer).encode()

    def serve(request: httpx.Request) -> httpx.Response:
        if json.loads(request.content).get("stream"):
            body = b"".join(CHAT.replay(raw, COUNTED))
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)
        return httpx.Response(200, headers={"content-type": "application/json"}, content=raw)

    with httpx.Client(transport=httpx.MockTransport(serve)) as http:
        client = OpenAI(api_key="none", base_url="http://gateway.test/v1", http_client=http)
        plain = client.chat.completions.create(model="m", messages=[])
        with client.chat.completions.stream(model="m", messages=[], stream_options={"include_usage": True}) as stream:
            accumulated = stream.get_final_completion()
    assert without_parsed(accumulated.to_dict()) == without_parsed(plain.to_dict())


def without_parsed(value: object) -> object:
    """The SDK's accumulator adds ``parsed`` members, nulls and, to tool calls, the ``index`` of the deltas."""
    if isinstance(value, list):
        return [without_parsed(item) for item in value]
    if not isinstance(value, dict):
        return value
    added = ("parsed", "parsed_arguments", "index" if "function" in value else "parsed")
    return {name: without_parsed(member) for name, member in value.items() if name not in added and member is not None}


def test_the_role_comes_first_the_text_in_several_chunks_and_the_reason_last() -> None:
    deltas = [chunk["choices"][0] for chunk in chunks(ANSWER)]
    assert deltas[0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    said = [delta["delta"]["content"] for delta in deltas[1:-1]]
    assert len(said) > 1
    assert "".join(said) == "Paris is the capital of France."
    assert deltas[-1] == {"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}


def test_usage_comes_with_no_choices_and_is_null_before_exactly_when_asked() -> None:
    *before, last = chunks(ANSWER, COUNTED)
    assert last["choices"] == []
    assert last["usage"] == ANSWER["usage"]
    assert all(chunk["usage"] is None for chunk in before)
    assert all("usage" not in chunk for chunk in chunks(ANSWER, UNCOUNTED))


def test_usage_that_was_never_stored_is_left_out() -> None:
    stored = {name: value for name, value in ANSWER.items() if name != "usage"}
    assert all(chunk["choices"] for chunk in chunks(stored, COUNTED))


def test_every_chunk_carries_the_identity_and_the_stream_ends_with_done() -> None:
    identity = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "m-1"}
    assert all(identity.items() <= chunk.items() for chunk in chunks(ANSWER))
    assert [*CHAT.replay(json.dumps(ANSWER).encode(), UNCOUNTED)][-1] == DONE


def test_details_of_the_reasoning_come_before_the_text_and_annotations_after_it() -> None:
    answer = json.loads(json.dumps(ANSWER))
    more = {"annotations": [{"type": "url_citation"}], "reasoning_details": [{"index": 0, "text": "hm"}]}
    answer["choices"][0]["message"] |= {**more, "reasoning": "hm"}
    said = [name for chunk in chunks(answer)[1:] for name in chunk["choices"][0]["delta"]]
    assert [*dict.fromkeys(said)] == ["reasoning", "reasoning_details", "content", "annotations"]
    assert not more.keys() & chunks(answer)[0]["choices"][0]["delta"].keys()


def test_members_that_no_protocol_knows_come_with_the_first_and_the_last_delta() -> None:
    """Providers send the sources of a search with the last one; accumulators keep what came with the first."""
    sources = ["https://a.example"]
    found = chunks({**ANSWER, "citations": sources}, COUNTED)
    carrying = [place for place, chunk in enumerate(found) if chunk.get("citations") == sources]
    assert carrying == [0, len(found) - 2]
    assert found[carrying[-1]]["choices"][0]["finish_reason"] == "stop"


def test_log_probabilities_travel_with_their_tokens() -> None:
    tokens = ["Paris is the", " capital of", " France", "."]
    answer = json.loads(json.dumps(ANSWER))
    answer["choices"][0]["logprobs"] = {"content": [{"token": token} for token in tokens], "refusal": None}
    for chunk in chunks(answer)[1:-1]:
        choice = chunk["choices"][0]
        spelt = [row["token"] for row in choice["logprobs"]["content"]]
        assert "".join(spelt) == choice["delta"]["content"]


def test_an_answer_of_another_shape_is_passed_on_as_one_event() -> None:
    odd: Json = {"error": {"message": "no"}}
    assert chunks(odd) == [odd]
