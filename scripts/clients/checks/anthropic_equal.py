"""The installed Anthropic SDK, unmodified: sync and async, plain and streamed give equal objects on miss and hit."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import anthropic
from anthropic import Anthropic, AsyncAnthropic

URL, TOKEN = os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
TOOLS: Any = [{"name": name, "input_schema": SCHEMA} for name in ("get_weather", "get_forecast")]
ASKED: dict[str, dict[str, Any]] = {
    "text": {"messages": [{"role": "user", "content": "What is a cache?"}]},
    "system": {"system": "Be brief.", "messages": [{"role": "user", "content": "Name a river."}]},
    "tools": {"tools": TOOLS, "messages": [{"role": "user", "content": "Use get_weather and get_forecast for Ulm."}]},
}


def expect(what: str, statuses: list[str], objects: list[Any]) -> None:
    assert statuses == ["MISS", "HIT_L1"], (what, statuses)
    assert objects[0] == objects[1], (what, objects)
    assert objects[0].content, what


def in_a_thread(client: Anthropic) -> None:
    for name, body in ASKED.items():
        raws = [client.messages.with_raw_response.create(model="m", max_tokens=64, **body) for _ in range(2)]
        expect(f"plain {name}", [raw.headers["x-cache"] for raw in raws], [raw.parse() for raw in raws])
        statuses, finals = [], []
        for _ in range(2):
            with client.messages.stream(model="m", max_tokens=65, **body) as stream:
                finals.append(stream.get_final_message())
                statuses.append(stream.response.headers["x-cache"])
        expect(f"stream {name}", statuses, finals)


async def in_the_loop(client: AsyncAnthropic) -> None:
    for name, body in ASKED.items():
        raws = [await client.messages.with_raw_response.create(model="m", max_tokens=66, **body) for _ in range(2)]
        objects = [raw.parse() for raw in raws]
        objects = [await parsed if asyncio.iscoroutine(parsed) else parsed for parsed in objects]
        expect(f"async plain {name}", [raw.headers["x-cache"] for raw in raws], objects)
        statuses, finals = [], []
        for _ in range(2):
            async with client.messages.stream(model="m", max_tokens=67, **body) as stream:
                finals.append(await stream.get_final_message())
                statuses.append(stream.response.headers["x-cache"])
        expect(f"async stream {name}", statuses, finals)


async def asynchronous() -> None:
    async with AsyncAnthropic(base_url=URL, api_key=TOKEN, max_retries=0) as client:
        await in_the_loop(client)


with Anthropic(base_url=URL, api_key=TOKEN, max_retries=0) as sync_client:
    in_a_thread(sync_client)
asyncio.run(asynchronous())
print(f"  anthropic {anthropic.__version__}: sync and async, plain and streamed: MISS then HIT_L1, equal objects")
