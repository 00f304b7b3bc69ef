"""LlamaIndex: the transport of ``cachecore-python`` adds the token and knows the status that LlamaIndex hides.

    pip install llama-index-llms-openai cachecore-python
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python llama_index_llm.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import httpx
from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.llms.openai import OpenAI
from pydantic import BaseModel

from cachecore import CachecoreSyncClient

cc = CachecoreSyncClient(os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"])
llm = OpenAI(model="gpt-4o-mini", http_client=httpx.Client(transport=cc.transport))


class City(BaseModel):
    name: str
    country: str


def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"Sunny in {city}."


def plain() -> Any:
    return llm.chat([ChatMessage("What is a cache?")]).message.content


def stream() -> Any:
    return "".join(part.delta or "" for part in llm.stream_chat([ChatMessage("Tell me about rivers.")]))


def tool_call() -> Any:
    weather = FunctionTool.from_defaults(get_weather)
    answer = llm.chat_with_tools([weather], user_msg="Use get_weather for Ulm.")
    return [[call.tool_name, call.tool_kwargs] for call in llm.get_tool_calls_from_response(answer)]


def structured_output() -> Any:
    city = llm.as_structured_llm(City).complete("Which city has the tallest church?").raw
    return city.model_dump()


def show(what: str, ask: Callable[[], Any]) -> None:
    for _ in range(2):
        with cc.watch() as seen:
            result = ask()
        print(what, seen.last.status, json.dumps(result), sep="\t")


show("plain", plain)
show("stream", stream)
show("tool call", tool_call)
show("structured output", structured_output)
