"""Instructor: the transport of ``cachecore-python`` adds the token and knows the status that Instructor hides.

    pip install instructor 'cachecore-python[httpx2]'
    CACHECORE_URL=http://127.0.0.1:8080 CACHECORE_TOKEN=… python instructor_extract.py

Each question is asked twice: the first is a MISS, the second a HIT_L1 with an equal answer.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import httpx2
import instructor
from openai import OpenAI
from pydantic import BaseModel

from cachecore.httpx2 import CachecoreSyncClient

cc = CachecoreSyncClient(os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"])
openai = OpenAI(http_client=httpx2.Client(transport=cc.transport))
by_tools = instructor.from_openai(openai, mode=instructor.Mode.TOOLS)
by_schema = instructor.from_openai(openai, mode=instructor.Mode.JSON_SCHEMA)
MODEL = "gpt-4o-mini"


class City(BaseModel):
    name: str
    country: str


class Note(BaseModel):
    text: str


def user(text: str) -> Any:
    return [{"role": "user", "content": text}]


def plain() -> Any:
    note, completion = by_schema.chat.completions.create_with_completion(
        model=MODEL, messages=user("Note what a cache is."), response_model=Note
    )
    return [note.model_dump(), completion.choices[0].message.content]


def stream() -> Any:
    partial = by_schema.chat.completions.create_partial(
        model=MODEL, messages=user("Note three things about rivers."), response_model=Note
    )
    *_, whole = partial
    return whole.model_dump()


def tool_call() -> Any:
    city, completion = by_tools.chat.completions.create_with_completion(
        model=MODEL, messages=user("Use City for Ulm."), response_model=City
    )
    return [city.model_dump(), [call.model_dump() for call in completion.choices[0].message.tool_calls or []]]


def structured_output() -> Any:
    city = by_schema.chat.completions.create(
        model=MODEL, messages=user("Which city has the tallest church?"), response_model=City
    )
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
