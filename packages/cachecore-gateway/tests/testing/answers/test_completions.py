"""/v1/completions."""

from __future__ import annotations

import json

import httpx

from cachecore_gateway.testing import UpstreamDouble

PATH = "/v1/completions"


async def test_a_plain_answer_has_a_choice_for_each_prompt_and_n(client: httpx.AsyncClient) -> None:
    answer = (await client.post(PATH, json={"model": "m", "prompt": ["a", "b"], "n": 2})).json()
    assert answer["object"] == "text_completion"
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    assert all(choice["finish_reason"] == "stop" for choice in answer["choices"])


async def test_a_list_of_tokens_is_one_prompt(client: httpx.AsyncClient) -> None:
    answer = (await client.post(PATH, json={"model": "m", "prompt": [1, 2, 3]})).json()
    assert len(answer["choices"]) == 1


async def test_a_stream_joins_to_the_scripted_text(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with("one two  three ")
    fields = {"model": "m", "prompt": "x", "stream": True, "stream_options": {"include_usage": True}}
    lines = (await client.post(PATH, json=fields)).text.split("\n\n")
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
    assert lines[-2] == "data: [DONE]"
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks[:-1]) == "one two  three "
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0


async def test_logprobs_name_where_each_token_starts(up: UpstreamDouble, client: httpx.AsyncClient) -> None:
    up.answer_with("one two")
    answer = (await client.post(PATH, json={"model": "m", "prompt": "x", "logprobs": 1})).json()
    logprobs = answer["choices"][0]["logprobs"]
    assert (logprobs["tokens"], logprobs["text_offset"]) == (["one", " two"], [0, 3])


async def test_a_missing_model_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post(PATH, json={"prompt": "x"})).status_code == 400
