"""LangChain: the transport of ``cachecore-python`` adds the token and knows the status that LangChain hides.

    pip install langchain-openai 'cachecore-python[httpx2]'
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python langchain_openai_chat.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import httpx2
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from cachecore.httpx2 import CachecoreSyncClient

cc = CachecoreSyncClient(os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"])
llm = ChatOpenAI(model="gpt-4o-mini", http_client=httpx2.Client(transport=cc.transport))


class City(BaseModel):
    name: str
    country: str


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"Sunny in {city}."


def plain() -> Any:
    return llm.invoke("What is a cache?").content


def stream() -> Any:
    return "".join(str(chunk.content) for chunk in llm.stream("Tell me about rivers."))


def tool_call() -> Any:
    return llm.bind_tools([get_weather]).invoke("Use get_weather for Ulm.").tool_calls


def structured_output() -> Any:
    city = llm.with_structured_output(City).invoke("Which city has the tallest church?")
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
