"""Recorded streams through the installed OpenAI SDK: the cache gives the provider's events and objects."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import count
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI
from streams import (
    DIRECT,
    GATEWAY,
    TOKEN,
    Json,
    Reading,
    chat_sequence,
    expect,
    expect_equal,
    expect_plain,
    expect_same,
    interleaved,
    names,
    response_sequence,
    stored,
)

RUNS = count(1)
DELTAS = ("delta", "arguments_delta", "content", "refusal")


def bodies(shape: str, name: str) -> Json:
    """A request that nothing else has asked."""
    if shape == "responses":
        return {"model": f"recorded/{name}", "input": "Go on.", "metadata": {"run": str(next(RUNS))}}
    return {"model": f"recorded/{name}", "messages": [{"role": "user", "content": "Go on."}], "seed": next(RUNS)}


def counted(shape: str, body: Json) -> Json:
    return {**body, "stream_options": {"include_usage": True}} if shape == "chat_completions" else body


def api(client: Any, shape: str) -> Any:
    return client.responses if shape == "responses" else client.chat.completions


def created(client: OpenAI, shape: str, body: Json) -> Reading:
    raw = api(client, shape).with_raw_response.create(stream=True, **counted(shape, body))
    return Reading(raw.headers.get("x-cache"), [event.to_dict() for event in raw.parse()])


async def created_async(client: AsyncOpenAI, shape: str, body: Json) -> Reading:
    raw = await api(client, shape).with_raw_response.create(stream=True, **counted(shape, body))
    return Reading(raw.headers.get("x-cache"), [event.to_dict() async for event in raw.parse()])


def helped(client: OpenAI, shape: str, body: Json) -> Reading:
    with api(client, shape).stream(**counted(shape, body)) as stream:
        events = [event.to_dict() for event in stream]
        status = stream._response.headers.get("x-cache")
        if events[-1]["type"] == "response.incomplete":  # the SDK makes no final object of it
            return Reading(status, events, events[-1]["response"])
        final = stream.get_final_response() if shape == "responses" else stream.get_final_completion()
    return Reading(status, events, final.to_dict())


async def helped_async(client: AsyncOpenAI, shape: str, body: Json) -> Reading:
    async with api(client, shape).stream(**counted(shape, body)) as stream:
        events = [event.to_dict() async for event in stream]
        status = stream._response.headers.get("x-cache")
        if events[-1]["type"] == "response.incomplete":
            return Reading(status, events, events[-1]["response"])
        final = await (stream.get_final_response() if shape == "responses" else stream.get_final_completion())
    return Reading(status, events, final.to_dict())


def sequence_of(shape: str, name: str) -> Any:
    """How streams of this recording are compared."""
    mixed = interleaved(shape, name)
    if shape == "responses":
        return lambda events: [numbered(events), response_sequence(events, interleaved=mixed)]

    def chat(events: list[Json]) -> Any:
        chunks = [event["chunk"] if event.get("type") == "chunk" else event for event in events]
        said = [] if mixed else helper_events(event for event in events if event.get("type") not in ("chunk", None))
        return chat_sequence(chunk for chunk in chunks if "choices" in chunk), said

    return chat


def numbered(events: list[Json]) -> bool:
    return [event["sequence_number"] for event in events] == [*range(len(events))]


def helper_events(events: Iterable[Json]) -> list[Json]:
    """The chat helper's own events; a delta goes on with the last one of its kind unless something else came between.

    Texts and their log probabilities come side by side. Where choices or calls come by turns the helper says that a
    call is done when the next one begins, too early: then only chunks and the object at the end can be compared.
    """
    result: list[Json] = []
    for event in events:
        if event.get("delta") == "":
            continue
        earlier = next((place for place in run_of_deltas(result) if continues(result[place], event)), None)
        if earlier is None:
            result.append(event)
        else:
            result[earlier] = {name: added(name, result[earlier].get(name), event[name]) for name in event}
    return result


def run_of_deltas(events: list[Json]) -> Iterable[int]:
    for place in range(len(events) - 1, -1, -1):
        if not events[place]["type"].endswith(".delta"):
            return
        yield place


def continues(earlier: Json, later: Json) -> bool:
    same = all(earlier.get(name) == later.get(name) for name in ("type", "index", "name"))
    return same and str(later["type"]).endswith(".delta")


def added(name: str, earlier: Any, later: Any) -> Any:
    return earlier + later if name in DELTAS else later


def in_a_thread(direct: OpenAI, gateway: OpenAI, shape: str, name: str) -> None:
    sequence, kept = sequence_of(shape, name), stored(shape, name)
    for read in (created, helped):
        body = bodies(shape, name)
        readings = [read(client, shape, body) for client in (direct, gateway, gateway)]
        expect_equal(f"{read.__name__} {name}", readings, sequence, kept=kept)
        if shape == "responses":
            assert numbered(readings[2].events), name
        if read is helped and kept:
            plain = api(gateway, shape).with_raw_response.create(**body)
            expect(f"{name}: status", plain.headers["x-cache"], "HIT_L1")
            expect_plain(name, plain.parse().to_dict(), readings[0])
        if kept:
            body = bodies(shape, name)
            api(gateway, shape).create(**body)
            replayed = read(gateway, shape, body)
            expect(f"{name}: status", replayed.status, "HIT_L1")
            expect_same(f"{read.__name__} {name} stored plain", replayed, readings[0], sequence)


async def in_the_loop(direct: AsyncOpenAI, gateway: AsyncOpenAI, shape: str, name: str) -> None:
    for read in (created_async, helped_async):
        body = bodies(shape, name)
        readings = [await read(client, shape, body) for client in (direct, gateway, gateway)]
        expect_equal(f"{read.__name__} {name}", readings, sequence_of(shape, name), kept=stored(shape, name))


async def asynchronous() -> None:
    async with (
        AsyncOpenAI(base_url=f"{DIRECT}/v1", api_key="any", max_retries=0) as direct,
        AsyncOpenAI(base_url=f"{GATEWAY}/v1", api_key=TOKEN, max_retries=0) as gateway,
    ):
        for shape in ("chat_completions", "responses"):
            for name in names(shape):
                await in_the_loop(direct, gateway, shape, name)


with (
    OpenAI(base_url=f"{DIRECT}/v1", api_key="any", max_retries=0) as direct_client,
    OpenAI(base_url=f"{GATEWAY}/v1", api_key=TOKEN, max_retries=0) as gateway_client,
):
    for one_shape in ("chat_completions", "responses"):
        for one_name in names(one_shape):
            in_a_thread(direct_client, gateway_client, one_shape, one_name)
asyncio.run(asynchronous())
recordings = sum(len(names(shape)) for shape in ("chat_completions", "responses"))
print(f"  openai {openai.__version__}: {recordings} recorded streams: direct, MISS, HIT_L1 are equal")
