"""The OpenAI SDK, unmodified but for its base URL: hit and miss give equal objects."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI, OpenAI

from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess


@pytest.fixture
def client(gateway: GatewayProcess) -> OpenAI:
    return OpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.token(), max_retries=0)


def ask(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "gpt-double", "messages": [{"role": "user", "content": text}], **more}


def test_plain_hit_and_miss_give_equal_objects(client: OpenAI, upstream: ThreadedUpstreamDouble) -> None:
    miss = client.chat.completions.with_raw_response.create(**ask("What is a cache?"))
    hit = client.chat.completions.with_raw_response.create(**ask("What is a cache?"))
    assert (miss.headers["x-cache"], hit.headers["x-cache"]) == ("MISS", "HIT_L1")
    assert (miss.headers["x-cache-similarity"], hit.headers["x-cache-similarity"]) == ("0.00", "1.00")
    assert miss.headers["x-cache-age"] == "0"
    assert miss.parse() == hit.parse()
    assert miss.content == hit.content
    assert upstream.call_count == 1


@pytest.mark.parametrize("usage", [True, False])
def test_a_streamed_hit_has_several_chunks_and_usage_as_asked(client: OpenAI, usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if usage else {}
    request = ask(f"Stream me something long, usage {usage}", stream=True, **options)
    miss = list(client.chat.completions.create(**request))
    hit = list(client.chat.completions.create(**request))
    assert len(hit) > 3
    assert text_of(hit) == text_of(miss)
    assert [chunk.usage for chunk in hit if chunk.usage] == [chunk.usage for chunk in miss if chunk.usage]
    assert bool(hit[-1].usage) == usage
    assert {(chunk.id, chunk.created, chunk.model) for chunk in hit} == {
        (chunk.id, chunk.created, chunk.model) for chunk in miss
    }


def text_of(chunks: list[Any]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def test_the_async_client_is_served_alike(gateway: GatewayProcess, upstream: ThreadedUpstreamDouble) -> None:
    async with AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.token(), max_retries=0) as client:
        first = await client.chat.completions.create(**ask("Async?"))
        second = await client.chat.completions.create(**ask("Async?"))
        streamed = [chunk async for chunk in await client.chat.completions.create(**ask("Async?", stream=True))]
    assert first == second
    assert text_of(streamed) == first.choices[0].message.content
    assert upstream.call_count == 1


def test_models_and_unknown_paths_pass_through(client: OpenAI) -> None:
    models = client.models.with_raw_response.list()
    assert models.headers["x-cache"] == "BYPASS"
    assert models.parse().data
    answer = client.post("/some/new/endpoint", cast_to=object, body={"x": 1})
    assert answer


def test_tool_calls_survive_the_cache(client: OpenAI, upstream: ThreadedUpstreamDouble) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}]
    request = ask("What is the weather in Paris and Rome?", tools=tools)
    miss = client.chat.completions.create(**request)
    hit = client.chat.completions.create(**request)
    assert miss == hit
    assert miss.choices[0].message.tool_calls
    with client.chat.completions.stream(**request) as stream:
        final = stream.get_final_completion()
    assert [(call.id, call.function.arguments) for call in final.choices[0].message.tool_calls or []] == [
        (call.id, call.function.arguments) for call in miss.choices[0].message.tool_calls
    ]
    assert upstream.call_count == 1
