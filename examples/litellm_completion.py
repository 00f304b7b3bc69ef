"""LiteLLM: base URL and key; the status stands among the provider's headers.

    pip install 'litellm[mcp]'   # the extra is what LiteLLM needs for tools
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python litellm_completion.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # no look-up of prices at start

import litellm
from pydantic import BaseModel

GATEWAY: Any = {
    "model": "openai/gpt-4o-mini",
    "base_url": os.environ["CACHECORE_URL"] + "/v1",
    "api_key": os.environ["CACHECORE_TOKEN"],
}
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


def ask(question: str, **more: Any) -> Any:
    return litellm.completion(messages=[{"role": "user", "content": question}], **GATEWAY, **more)


def status_of(answer: Any) -> str:
    return str(answer._hidden_params["additional_headers"]["llm_provider-x-cache"])


def plain() -> tuple[str, Any]:
    answer = ask("What is a cache?")
    return status_of(answer), answer.choices[0].message.content


def stream() -> tuple[str, Any]:
    answer = ask("Tell me about rivers.", stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in answer)
    return status_of(answer), text


def tool_call() -> tuple[str, Any]:
    answer = ask("Use get_weather for Ulm.", tools=[WEATHER])
    return status_of(answer), [call.model_dump() for call in answer.choices[0].message.tool_calls]


def structured_output() -> tuple[str, Any]:
    answer = ask("Which city has the tallest church?", response_format=City)
    return status_of(answer), City.model_validate_json(answer.choices[0].message.content).model_dump()


def show(what: str, ask_once: Callable[[], tuple[str, Any]]) -> None:
    for _ in range(2):
        status, result = ask_once()
        print(what, status, json.dumps(result), sep="\t")


show("plain", plain)
show("stream", stream)
show("tool call", tool_call)
show("structured output", structured_output)
