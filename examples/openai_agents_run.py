"""OpenAI Agents: the transport of ``cachecore-python`` adds the token and knows the status that the runner hides.

    pip install openai-agents 'cachecore-python[httpx2]'
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python openai_agents_run.py

The agents call ``/v1/responses``. Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal
answer.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from agents import Agent, Runner, function_tool, set_default_openai_client, set_tracing_disabled
from openai import AsyncOpenAI
from pydantic import BaseModel

from cachecore.httpx2 import CachecoreClient

cc = CachecoreClient(os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"])
http = httpx2.AsyncClient(transport=cc.transport)
set_default_openai_client(AsyncOpenAI(http_client=http), use_for_tracing=False)
set_tracing_disabled(True)


class City(BaseModel):
    name: str
    country: str


@function_tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return "Sunny."


def agent(**more: Any) -> Agent:
    return Agent(name="Helper", instructions="Answer in one sentence.", model="gpt-4o-mini", **more)


async def plain() -> Any:
    return (await Runner.run(agent(), "What is a cache?")).final_output


async def stream() -> Any:
    run = Runner.run_streamed(agent(), "Tell me about rivers.")
    deltas = [event.data async for event in run.stream_events() if event.type == "raw_response_event"]
    return "".join(delta.delta for delta in deltas if delta.type == "response.output_text.delta")


async def tool_call() -> Any:
    return (await Runner.run(agent(tools=[get_weather]), "Use get_weather for Ulm.")).final_output


async def structured_output() -> Any:
    return (await Runner.run(agent(output_type=City), "Which city has the tallest church?")).final_output.model_dump()


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
