"""The installed OpenAI SDK, unmodified: sync and async, plain and streamed give equal objects on miss and hit."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI

URL, TOKEN = os.environ["CACHECORE_URL"] + "/v1", os.environ["CACHECORE_TOKEN"]
PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOL: Any = {"name": "get_weather", "strict": True, "parameters": PARAMETERS}
TOOLS: Any = [{"type": "function", "function": TOOL}]
CHATS: dict[str, dict[str, Any]] = {
    "text": {"messages": [{"role": "user", "content": "What is a cache?"}]},
    "tools": {"messages": [{"role": "user", "content": "Use get_weather for Ulm."}], "tools": TOOLS},
    "choices": {"messages": [{"role": "user", "content": "Name a river."}], "n": 3},
    "logprobs": {"messages": [{"role": "user", "content": "How tall is it?"}], "logprobs": True, "top_logprobs": 2},
    "usage": {"messages": [{"role": "user", "content": "Count."}], "stream_options": {"include_usage": True}},
}
RESPONSES: dict[str, dict[str, Any]] = {
    "response": {"input": "Why is the sky blue?"},
    "response tools": {"input": "Use get_weather for Bonn.", "tools": [{"type": "function", **TOOL}]},
}


def expect(what: str, statuses: list[str], objects: list[Any]) -> None:
    assert statuses == ["MISS", "HIT_L1"], (what, statuses)
    assert objects[0] == objects[1], (what, objects)
    assert objects[0], what


def plain(client: OpenAI, label: str) -> None:
    for name, body in CHATS.items():
        body = {key: value for key, value in body.items() if key != "stream_options"}
        raws = [client.chat.completions.with_raw_response.create(model="m", seed=1, **body) for _ in range(2)]
        expect(f"{label} {name}", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])
        assert raws[0].content == raws[1].content
    for name, body in RESPONSES.items():
        raws = [client.responses.with_raw_response.create(model="m", **body) for _ in range(2)]
        expect(f"{label} {name}", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])
    raws = [client.completions.with_raw_response.create(model="m", prompt="Once") for _ in range(2)]
    expect(f"{label} completion", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])
    raws = [client.embeddings.with_raw_response.create(model="e", input=["a", "b", "a"]) for _ in range(2)]
    expect(f"{label} embeddings", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])


def streamed(client: OpenAI, label: str) -> None:
    for name, body in CHATS.items():
        statuses, finals = [], []
        for _ in range(2):
            with client.chat.completions.stream(model="m", seed=2, **body) as stream:
                finals.append(stream.get_final_completion())
                statuses.append(stream._response.headers["x-cache"])
        expect(f"{label} {name}", statuses, finals)
    for name, body in RESPONSES.items():
        statuses, finals = [], []
        for _ in range(2):
            with client.responses.stream(model="m", metadata={"run": label}, **body) as stream:
                finals.append(stream.get_final_response())
                statuses.append(stream._response.headers["x-cache"])
        expect(f"{label} {name}", statuses, finals)
    statuses, texts = [], []
    for _ in range(2):  # read to its end before the next is asked: who asks earlier joins the first one's call
        raw = client.completions.with_raw_response.create(model="m", prompt="Twice", stream=True)
        texts.append("".join(chunk.choices[0].text for chunk in raw.parse() if chunk.choices))
        statuses.append(raw.headers["x-cache"])
    expect(f"{label} completion", statuses, texts)


async def async_plain(client: AsyncOpenAI, label: str) -> None:
    for name, body in CHATS.items():
        body = {key: value for key, value in body.items() if key != "stream_options"}
        raws = [await client.chat.completions.with_raw_response.create(model="m", seed=3, **body) for _ in range(2)]
        expect(f"{label} {name}", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])
    raws = [await client.embeddings.with_raw_response.create(model="e", input=["c", "d"]) for _ in range(2)]
    expect(f"{label} embeddings", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])


async def async_streamed(client: AsyncOpenAI, label: str) -> None:
    for name, body in CHATS.items():
        statuses, finals = [], []
        for _ in range(2):
            async with client.chat.completions.stream(model="m", seed=4, **body) as stream:
                finals.append(await stream.get_final_completion())
                statuses.append(stream._response.headers["x-cache"])
        expect(f"{label} {name}", statuses, finals)
    for name, body in RESPONSES.items():
        statuses, finals = [], []
        for _ in range(2):
            async with client.responses.stream(model="m", metadata={"run": label}, **body) as stream:
                finals.append(await stream.get_final_response())
                statuses.append(stream._response.headers["x-cache"])
        expect(f"{label} {name}", statuses, finals)


async def in_the_loop() -> None:
    async with AsyncOpenAI(base_url=URL, api_key=TOKEN, max_retries=0) as client:
        await async_plain(client, "async plain")
        await async_streamed(client, "async stream")


with OpenAI(base_url=URL, api_key=TOKEN, max_retries=0) as sync_client:
    plain(sync_client, "sync plain")
    streamed(sync_client, "sync stream")
asyncio.run(in_the_loop())
print(f"  openai {openai.__version__}: sync and async, plain and streamed: MISS then HIT_L1, equal objects")
