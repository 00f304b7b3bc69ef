"""/v1/chat/completions, as OpenAI's own client reads it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionFunctionToolParam, ChatCompletionUserMessageParam

from cachecore_gateway.testing import Answer, ToolCall, UpstreamDouble

CHAT_PATH = "/v1/chat/completions"


@pytest.fixture
async def llm(up: UpstreamDouble) -> AsyncIterator[openai.AsyncOpenAI]:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        yield openai.AsyncOpenAI(base_url=up.base_url, api_key="any", max_retries=0, http_client=http)


def user(text: str) -> list[ChatCompletionUserMessageParam]:
    return [{"role": "user", "content": text}]


def tool(name: str) -> ChatCompletionFunctionToolParam:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    }
    return {"type": "function", "function": {"name": name, "parameters": schema, "strict": True}}


async def events(client: httpx.AsyncClient, **fields: object) -> list[dict[str, Any]]:
    body = {"model": "m", "messages": user("tell me more"), "stream": True, **fields}
    text = (await client.post(CHAT_PATH, json=body)).text
    lines = [line.removeprefix("data: ") for line in text.split("\n\n")]
    assert lines[-2:] == ["[DONE]", ""]
    return [json.loads(line) for line in lines[:-2]]


async def test_a_plain_answer_names_its_call_and_quotes_the_question(llm: openai.AsyncOpenAI) -> None:
    answer = await llm.chat.completions.create(model="tiny", messages=user("Where is Ulm?"))
    (choice,) = answer.choices
    assert choice.message.content is not None
    assert choice.message.content.startswith("Answer 1.0 ")
    assert choice.message.content.endswith("Where is Ulm?")
    assert (answer.model, choice.finish_reason) == ("tiny", "stop")
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


async def test_several_choices_differ(llm: openai.AsyncOpenAI) -> None:
    answer = await llm.chat.completions.create(model="m", messages=user("hi"), n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert len({choice.message.content for choice in answer.choices}) == 3


async def test_a_stream_has_role_content_finish_and_usage_chunks_in_order(client: httpx.AsyncClient) -> None:
    chunks = await events(client, stream_options={"include_usage": True})
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks[:-1]]
    assert deltas[0]["role"] == "assistant"
    assert len([delta for delta in deltas if delta.get("content")]) > 5
    assert deltas[-1] == {}
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] > 5
    assert all(chunk["usage"] is None for chunk in chunks[:-1])


async def test_a_stream_has_no_usage_unless_it_is_asked_for(client: httpx.AsyncClient) -> None:
    assert all("usage" not in chunk for chunk in await events(client))


async def test_a_stream_says_what_a_plain_answer_says(up: UpstreamDouble, llm: openai.AsyncOpenAI) -> None:
    up.answer_with([Answer(" two  spaces,\nand a line "), Answer(refusal="I will not."), Answer("")])
    plain = await llm.chat.completions.create(model="m", messages=user("hi"), n=3)
    async with llm.chat.completions.stream(model="m", messages=user("hi"), n=3) as stream:
        joined = await stream.get_final_completion()
    for one, other in zip(plain.choices, joined.choices, strict=True):
        assert (one.message.content or "") == (other.message.content or "")
        assert (one.message.refusal or "") == (other.message.refusal or "")
        assert one.finish_reason == other.finish_reason


async def test_choices_of_a_stream_come_in_turns(client: httpx.AsyncClient) -> None:
    indexes = [chunk["choices"][0]["index"] for chunk in await events(client, n=2)]
    assert indexes[:6] == [0, 1, 0, 1, 0, 1]


async def test_tools_that_the_user_names_are_called_in_parallel(llm: openai.AsyncOpenAI) -> None:
    tools = [tool("get_weather"), tool("get_time"), tool("get_news")]
    question = user("use get_weather and get_time")
    plain = await llm.chat.completions.create(model="m", messages=question, tools=tools)
    async with llm.chat.completions.stream(model="m", messages=question, tools=tools) as stream:
        joined = await stream.get_final_completion()
    for answer in (plain, joined):
        (choice,) = answer.choices
        calls = choice.message.tool_calls or []
        functions = [call.function for call in calls if call.type == "function"]
        assert [function.name for function in functions] == ["get_weather", "get_time"]
        assert all(json.loads(function.arguments)["days"] == 1 for function in functions)
        assert (choice.finish_reason, choice.message.content) == ("tool_calls", None)


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("none", []),
        ("auto", []),
        ("required", ["get_weather"]),
        ({"type": "function", "function": {"name": "get_time"}}, ["get_time"]),
    ],
)
async def test_the_tool_choice_is_honoured(client: httpx.AsyncClient, choice: object, names: list[str]) -> None:
    fields = {"model": "m", "messages": user("hi"), "tools": [tool("get_weather"), tool("get_time")]}
    answer = (await client.post(CHAT_PATH, json={**fields, "tool_choice": choice})).json()
    message = answer["choices"][0]["message"]
    assert [call["function"]["name"] for call in message.get("tool_calls", [])] == names


async def test_a_tool_result_is_answered_with_text(client: httpx.AsyncClient) -> None:
    messages = [*user("use get_time"), {"role": "tool", "tool_call_id": "c", "content": "get_time says noon"}]
    answer = await client.post(CHAT_PATH, json={"model": "m", "messages": messages, "tools": [tool("get_time")]})
    assert answer.json()["choices"][0]["finish_reason"] == "stop"


async def test_scripted_tool_calls_are_sent_as_they_are(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(Answer("Let me see.", (ToolCall("look", '{"a": 1', id="mine"),), finish_reason="length"))
    answer = (await client.post(CHAT_PATH, json={"model": "m", "messages": user("hi")})).json()
    choice = answer["choices"][0]
    call = {"id": "mine", "type": "function", "function": {"name": "look", "arguments": '{"a": 1'}}
    assert (choice["message"]["tool_calls"], choice["finish_reason"]) == ([call], "length")
    assert choice["message"]["content"] == "Let me see."


@pytest.mark.parametrize("reason", ["length", "content_filter"])
async def test_a_finish_reason_can_be_scripted(up: UpstreamDouble, client: httpx.AsyncClient, reason: str) -> None:
    up.answer_with(Answer("cut", finish_reason=reason))
    plain = (await client.post(CHAT_PATH, json={"model": "m", "messages": user("hi")})).json()
    assert plain["choices"][0]["finish_reason"] == reason
    assert (await events(client))[-1]["choices"][0]["finish_reason"] == reason


async def test_unknown_members_of_a_message_are_sent_plain_and_streamed(
    up: UpstreamDouble, client: httpx.AsyncClient
) -> None:
    up.answer_with(Answer("hi", extra={"reasoning_content": "thinking"}))
    plain = (await client.post(CHAT_PATH, json={"model": "m", "messages": user("hi")})).json()
    assert plain["choices"][0]["message"]["reasoning_content"] == "thinking"
    assert (await events(client))[0]["choices"][0]["delta"]["reasoning_content"] == "thinking"


async def test_logprobs_come_for_each_token_and_join_to_the_text(llm: openai.AsyncOpenAI) -> None:
    question = user("hi")
    plain = await llm.chat.completions.create(model="m", messages=question, logprobs=True, top_logprobs=2)
    logprobs = plain.choices[0].logprobs
    assert logprobs is not None
    assert "".join(entry.token for entry in logprobs.content or []) == plain.choices[0].message.content
    assert all(len(entry.top_logprobs) == 2 and entry.logprob <= 0 for entry in logprobs.content or [])
    stream = await llm.chat.completions.create(model="m", messages=question, logprobs=True, stream=True)
    tokens = [
        entry.token
        async for chunk in stream
        if chunk.choices[0].logprobs
        for entry in chunk.choices[0].logprobs.content or []
    ]
    assert tokens[0] == "Answer"
    assert len(tokens) > 5


async def test_json_is_answered_where_json_is_asked_for(client: httpx.AsyncClient) -> None:
    schema = {"type": "object", "properties": {"city": {"enum": ["Ulm", "Rom"]}, "count": {"type": "integer"}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}
    contents = []
    for response_format in ({"type": "json_object"}, wanted):
        fields = {"model": "m", "messages": user("hi"), "response_format": response_format}
        answer = (await client.post(CHAT_PATH, json=fields)).json()
        contents.append(json.loads(answer["choices"][0]["message"]["content"]))
    assert contents[0]["call"] == 1
    assert contents[1] == {"city": "Ulm", "count": 1}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"{", "parse"),
        (b"[]", "not a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"model": "m"}', "messages"),
        (b'{"model": "m", "messages": []}', "messages"),
        (b'{"messages": [{"role": "user", "content": "x"}]}', "model"),
    ],
)
async def test_a_bad_request_gets_the_error_of_a_provider(client: httpx.AsyncClient, body: bytes, word: str) -> None:
    answer = await client.post(CHAT_PATH, content=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert word in error["message"]


async def test_content_parts_and_lone_surrogates_are_read(client: httpx.AsyncClient) -> None:
    parts = b'[{"type": "text", "text": "one"}, {"type": "image_url"}, {"type": "text", "text": "\\ud800"}]'
    body = b'{"model": "m", "messages": [{"role": "user", "content": %b}]}' % parts
    answer = await client.post(CHAT_PATH, content=body)
    assert answer.status_code == 200
    assert r"You asked: one\n\ud800" in answer.text
