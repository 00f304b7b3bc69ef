"""/v1/messages, in Anthropic's shape."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import Answer, ToolCall, UpstreamDouble

PATH = "/v1/messages"
ASKED = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi there"}]}
TOOLS = [{"name": "look", "input_schema": {"type": "object", "properties": {"what": {"type": "string"}}}}]


async def events(client: httpx.AsyncClient, fields: dict[str, object]) -> list[dict[str, Any]]:
    """The data of all events; checks that each event's name is its type."""
    text = (await client.post(PATH, json={**fields, "stream": True})).text
    found = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {found[-1]['type']}"
    return found


async def test_a_plain_answer_is_a_message(client: httpx.AsyncClient) -> None:
    answer = (await client.post(PATH, json=ASKED)).json()
    assert (answer["type"], answer["role"], answer["stop_reason"]) == ("message", "assistant", "end_turn")
    assert answer["content"][0]["text"].endswith("You asked: hi there")
    assert set(answer["usage"]) >= {"input_tokens", "output_tokens"}


async def test_a_stream_opens_and_closes_every_block(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with(Answer("one two", (ToolCall("look", '{"what": "there"}'),)))
    found = await events(client, ASKED)
    assert [event["type"] for event in found] == [
        "message_start",
        "ping",
        "content_block_start",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "content_block_start",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert "".join(event["delta"]["text"] for event in found[3:5]) == "one two"
    assert json.loads("".join(event["delta"]["partial_json"] for event in found[7:9])) == {"what": "there"}
    assert found[-2]["delta"]["stop_reason"] == "tool_use"
    assert found[0]["message"]["stop_reason"] is None


async def test_tools_are_called_where_the_user_names_them_or_must_be(client: httpx.AsyncClient) -> None:
    named = {**ASKED, "tools": TOOLS, "messages": [{"role": "user", "content": "please look"}]}
    forced = {**ASKED, "tools": TOOLS, "tool_choice": {"type": "any"}}
    chosen = {**ASKED, "tools": TOOLS, "tool_choice": {"type": "tool", "name": "look"}}
    for fields in (named, forced, chosen):
        answer = (await client.post(PATH, json=fields)).json()
        assert [block["type"] for block in answer["content"]] == ["tool_use"]
        assert answer["content"][0]["input"]["what"].startswith("from call")
    assert (await client.post(PATH, json={**ASKED, "tools": TOOLS})).json()["stop_reason"] == "end_turn"


async def test_a_tool_result_is_answered_with_text(client: httpx.AsyncClient) -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": "look"}
    fields = {**ASKED, "tools": TOOLS, "messages": [{"role": "user", "content": [result]}]}
    assert (await client.post(PATH, json=fields)).json()["stop_reason"] == "end_turn"


@pytest.mark.parametrize(("reason", "word"), [("length", "max_tokens"), ("content_filter", "refusal")])
async def test_finish_reasons_are_told_in_anthropics_words(
    up: UpstreamDouble, client: httpx.AsyncClient, reason: str, word: str
) -> None:
    up.answer_with(Answer("cut", finish_reason=reason))
    assert (await client.post(PATH, json=ASKED)).json()["stop_reason"] == word
    assert (await events(client, ASKED))[-2]["delta"]["stop_reason"] == word


async def test_a_bad_request_gets_anthropics_error(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json={"model": "m", "messages": []})
    error = {"type": "invalid_request_error", "message": "max_tokens: Field required"}
    assert (answer.status_code, answer.json()) == (400, {"type": "error", "error": error})
