"""Pydantic AI: the transport of ``cachecore-python`` adds the token and knows the status that the agent hides.

    pip install 'pydantic-ai-slim[openai]' 'cachecore-python[httpx2]'
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python pydantic_ai_agent.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from cachecore.httpx2 import CachecoreClient

cc = CachecoreClient(os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"])
http = httpx2.AsyncClient(transport=cc.transport)
model = OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(http_client=http))


class City(BaseModel):
    name: str
    country: str


def get_weather(city: str) -> str:
    """The weather of a city."""
    return "Sunny."


async def plain() -> Any:
    return (await Agent(model).run("What is a cache?")).output


async def stream() -> Any:
    async with Agent(model).run_stream("Tell me about rivers.") as answer:
        return await answer.get_output()


async def tool_call() -> Any:
    return (await Agent(model, tools=[get_weather]).run("Use get_weather for Ulm.")).output


async def structured_output() -> Any:
    return (await Agent(model, output_type=City).run("Which city has the tallest church?")).output.model_dump()


async def show(what: str, ask: Callable[[], Awaitable[Any]]) -> None:
    for _ in range(2):
        with cc.watch() as seen:
            result = await ask()
        statuses = {status.status for status in seen.statuses}
        print(what, "/".join(sorted(statuses)), json.dumps(result), sep="\t")


async def main() -> None:
    async with cc, http:
        await show("plain", plain)
        await show("stream", stream)
        await show("tool call", tool_call)
        await show("structured output", structured_output)


asyncio.run(main())
