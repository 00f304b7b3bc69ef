"""OpenAI's SDK as it is: only the base URL and the key change.

    pip install openai
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python openai_sdk.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

from openai import OpenAI
from pydantic import BaseModel

client = OpenAI(base_url=os.environ["CACHECORE_URL"] + "/v1", api_key=os.environ["CACHECORE_TOKEN"])
chat = client.chat.completions.with_raw_response
MODEL = "gpt-4o-mini"
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class City(BaseModel):
    name: str
    country: str


def plain() -> tuple[str, Any]:
    raw = chat.create(model=MODEL, messages=[{"role": "user", "content": "What is a cache?"}])
    return raw.headers["x-cache"], raw.parse().choices[0].message.content


def stream() -> tuple[str, Any]:
    raw = chat.create(model=MODEL, messages=[{"role": "user", "content": "Tell me about rivers."}], stream=True)
    pieces = [chunk.choices[0].delta.content or "" for chunk in raw.parse() if chunk.choices]
    return raw.headers["x-cache"], "".join(pieces)


def tool_call() -> tuple[str, Any]:
    question: Any = [{"role": "user", "content": "Use get_weather for Ulm."}]
    raw = chat.create(model=MODEL, messages=question, tools=[WEATHER])
    calls = raw.parse().choices[0].message.tool_calls or []
    return raw.headers["x-cache"], [call.model_dump() for call in calls]


def structured_output() -> tuple[str, Any]:
    question: Any = [{"role": "user", "content": "Which city has the tallest church?"}]
    raw = chat.parse(model=MODEL, messages=question, response_format=City)
    city = raw.parse().choices[0].message.parsed
    return raw.headers["x-cache"], city and city.model_dump()


def responses() -> tuple[str, Any]:
    raw = client.responses.with_raw_response.create(model=MODEL, input="Why is the sky blue?")
    return raw.headers["x-cache"], raw.parse().output_text


def embeddings() -> tuple[str, Any]:
    raw = client.embeddings.with_raw_response.create(model="text-embedding-3-small", input=["north", "south"])
    return raw.headers["x-cache"], [row.embedding[:2] for row in raw.parse().data]


def show(what: str, ask: Callable[[], tuple[str, Any]]) -> None:
    for _ in range(2):
        status, result = ask()
        print(what, status, json.dumps(result), sep="\t")


show("plain", plain)
show("stream", stream)
show("tool call", tool_call)
show("structured output", structured_output)
show("responses", responses)
show("embeddings", embeddings)
