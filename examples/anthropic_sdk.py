"""Anthropic's SDK as it is: only the base URL and the key change.

    pip install anthropic
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python anthropic_sdk.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

from anthropic import Anthropic

client = Anthropic(base_url=os.environ["CACHECORE_URL"], api_key=os.environ["CACHECORE_TOKEN"])
MODEL = "claude-sonnet-4-5"
WEATHER: Any = {
    "name": "get_weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
CITY: Any = {
    "name": "report_city",
    "input_schema": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "country": {"type": "string"}},
        "required": ["name", "country"],
    },
}


def ask(question: str, **more: Any) -> Any:
    messages: Any = [{"role": "user", "content": question}]
    return client.messages.with_raw_response.create(model=MODEL, max_tokens=256, messages=messages, **more)


def plain() -> tuple[str, Any]:
    raw = ask("What is a cache?")
    return raw.headers["x-cache"], raw.parse().content[0].text


def stream() -> tuple[str, Any]:
    messages: Any = [{"role": "user", "content": "Tell me about rivers."}]
    with client.messages.stream(model=MODEL, max_tokens=256, messages=messages) as events:
        text = "".join(events.text_stream)
        return events.response.headers["x-cache"], text


def tool_call() -> tuple[str, Any]:
    raw = ask("Use get_weather for Ulm.", tools=[WEATHER])
    return raw.headers["x-cache"], [block.model_dump() for block in raw.parse().content]


def structured_output() -> tuple[str, Any]:
    forced = {"type": "tool", "name": "report_city"}
    raw = ask("Which city has the tallest church?", tools=[CITY], tool_choice=forced)
    return raw.headers["x-cache"], raw.parse().content[0].input


def show(what: str, ask_once: Callable[[], tuple[str, Any]]) -> None:
    for _ in range(2):
        status, result = ask_once()
        print(what, status, json.dumps(result), sep="\t")


show("plain", plain)
show("stream", stream)
show("tool call", tool_call)
show("structured output", structured_output)
