"""/v1/responses, as OpenAI's own client reads it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openai
import pytest

from cachecore_gateway.testing import Answer, ToolCall, UpstreamDouble

PATH = "/v1/responses"


@pytest.fixture
async def llm(up: UpstreamDouble) -> AsyncIterator[openai.AsyncOpenAI]:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        yield openai.AsyncOpenAI(base_url=up.base_url, api_key="any", max_retries=0, http_client=http)


async def events(client: httpx.AsyncClient, **fields: object) -> list[dict[str, Any]]:
    text = (await client.post(PATH, json={"model": "m", "input": "hi", "stream": True, **fields})).text
    blocks = [block.split("\n") for block in text.removesuffix("\n\n").split("\n\n")]
    found = [json.loads(data.removeprefix("data: ")) for _, data in blocks]
    assert [name for name, _ in blocks] == [f"event: {event['type']}" for event in found]
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    return found


async def test_a_plain_answer_repeats_the_request_and_says_its_text(llm: openai.AsyncOpenAI) -> None:
    answer = await llm.responses.create(model="tiny", input="Where is Ulm?", temperature=0.5, metadata={"a": "b"})
    assert answer.output_text.endswith("You asked: Where is Ulm?")
    assert (answer.status, answer.model, answer.temperature, answer.metadata) == ("completed", "tiny", 0.5, {"a": "b"})
    assert answer.usage is not None
    assert answer.usage.total_tokens > 0


async def test_a_stream_joins_to_what_a_plain_answer_says(up: UpstreamDouble, llm: openai.AsyncOpenAI) -> None:
    up.answer_with(Answer("one two", (ToolCall("look", '{"what": "there"}', id="mine"),)))
    plain = await llm.responses.create(model="m", input="hi")
    async with llm.responses.stream(model="m", input="hi") as stream:
        joined = await stream.get_final_response()
    assert plain.output_text == joined.output_text == "one two"
    for answer in (plain, joined):
        call = answer.output[1]
        assert call.type == "function_call"
        assert (call.name, call.arguments, call.call_id) == ("look", '{"what": "there"}', "mine")


async def test_a_stream_opens_and_closes_items_and_parts_in_order(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    up.answer_with("one two")
    assert [event["type"].removeprefix("response.") for event in await events(client)] == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]


async def test_a_refusal_has_its_own_events(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(Answer(refusal="I will not."))
    found = await events(client)
    assert "".join(event["delta"] for event in found if event["type"] == "response.refusal.delta") == "I will not."
    assert found[-1]["response"]["output"][0]["content"] == [{"type": "refusal", "refusal": "I will not."}]


@pytest.mark.parametrize(("reason", "word"), [("length", "max_output_tokens"), ("content_filter", "content_filter")])
async def test_a_cut_answer_is_incomplete(
    up: UpstreamDouble, client: httpx.AsyncClient, reason: str, word: str
) -> None:
    up.answer_with(Answer("cut", finish_reason=reason))
    plain = (await client.post(PATH, json={"model": "m", "input": "hi"})).json()
    assert (plain["status"], plain["incomplete_details"]) == ("incomplete", {"reason": word})
    assert (await events(client))[-1]["type"] == "response.incomplete"


async def test_the_last_item_is_the_question_and_may_name_tools(client: httpx.AsyncClient) -> None:
    tools = [{"type": "function", "name": "look", "parameters": {"type": "object", "properties": {}}}]
    asked = [{"role": "user", "content": [{"type": "input_text", "text": "please look"}]}]
    called = (await client.post(PATH, json={"model": "m", "input": asked, "tools": tools})).json()
    done = [*asked, {"type": "function_call_output", "call_id": "c", "output": "look"}]
    said = (await client.post(PATH, json={"model": "m", "input": done, "tools": tools})).json()
    assert [item["type"] for item in called["output"]] == ["function_call"]
    assert [item["type"] for item in said["output"]] == ["message"]


async def test_a_missing_model_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post(PATH, json={"input": "hi"})).status_code == 400
