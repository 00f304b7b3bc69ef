"""Recorded streams through the installed Anthropic SDK: the cache gives the provider's events and messages."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any

import anthropic
from anthropic import Anthropic, AsyncAnthropic
from streams import (
    DIRECT,
    GATEWAY,
    TOKEN,
    Json,
    Reading,
    expect,
    expect_equal,
    expect_plain,
    expect_same,
    message_sequence,
    names,
    stored,
)

RUNS = count(100)
SHAPE = "messages"
DERIVED = {"text": "text", "thinking": "thinking", "input_json": "partial_json", "citation": "", "signature": ""}
"""The helper's own events, which follow the deltas, and the member of each that a longer delta would have longer."""


def request(name: str) -> Json:
    """A request that nothing else has asked."""
    messages = [{"role": "user", "content": "Go on."}]
    return {"model": f"recorded/{name}", "max_tokens": next(RUNS), "messages": messages}


def created(client: Anthropic, body: Json) -> Reading:
    raw = client.messages.with_raw_response.create(stream=True, **body)
    return Reading(raw.headers.get("x-cache"), [event.to_dict(mode="json") for event in raw.parse()])


async def created_async(client: AsyncAnthropic, body: Json) -> Reading:
    raw = await client.messages.with_raw_response.create(stream=True, **body)
    stream: Any = raw.parse()
    stream = await stream if asyncio.iscoroutine(stream) else stream
    return Reading(raw.headers.get("x-cache"), [event.to_dict(mode="json") async for event in stream])


def helped(client: Anthropic, body: Json) -> Reading:
    with client.messages.stream(**body) as stream:
        events = [event.to_dict(mode="json") for event in stream]
        return Reading(stream.response.headers.get("x-cache"), events, stream.get_final_message().to_dict(mode="json"))


async def helped_async(client: AsyncAnthropic, body: Json) -> Reading:
    async with client.messages.stream(**body) as stream:
        events = [event.to_dict(mode="json") async for event in stream]
        final = await stream.get_final_message()
        return Reading(stream.response.headers.get("x-cache"), events, final.to_dict(mode="json"))


def sequence(events: list[Json]) -> Any:
    wire = [event for event in events if event["type"] not in DERIVED]
    return message_sequence(wire), derived(events)


def derived(events: list[Json]) -> list[Json]:
    """The helper's own events block by block, neighbours of one kind merged: their snapshot is the later one's."""
    result: list[Json] = []
    for event in events:
        if event["type"] not in (*DERIVED, "content_block_stop"):
            continue
        longer = DERIVED.get(event["type"])
        if longer and result and result[-1]["type"] == event["type"]:
            result[-1] = {**event, longer: result[-1][longer] + event[longer]}
        else:
            result.append(event)
    return [parsed(event) for event in result]


def parsed(event: Json) -> Json:
    text = event.get("partial_json")
    return {**event, "partial_json": json.loads(text)} if text else event


def in_a_thread(direct: Anthropic, gateway: Anthropic, name: str) -> None:
    for read in (created, helped):
        body = request(name)
        readings = [read(client, body) for client in (direct, gateway, gateway)]
        expect_equal(f"{read.__name__} {name}", readings, sequence, kept=stored(SHAPE, name))
        if not stored(SHAPE, name):
            continue
        if read is helped:
            plain = gateway.messages.with_raw_response.create(**body)
            expect(f"{name}: status", plain.headers["x-cache"], "HIT_L1")
            expect_plain(name, plain.parse().to_dict(mode="json"), readings[0])
        body = request(name)
        gateway.messages.create(**body)
        replayed = read(gateway, body)
        expect(f"{name}: status", replayed.status, "HIT_L1")
        expect_same(f"{read.__name__} {name} stored plain", replayed, readings[0], sequence)


async def in_the_loop(direct: AsyncAnthropic, gateway: AsyncAnthropic, name: str) -> None:
    for read in (created_async, helped_async):
        body = request(name)
        readings = [await read(client, body) for client in (direct, gateway, gateway)]
        expect_equal(f"{read.__name__} {name}", readings, sequence, kept=stored(SHAPE, name))


async def asynchronous() -> None:
    async with (
        AsyncAnthropic(base_url=DIRECT, api_key="any", max_retries=0) as direct,
        AsyncAnthropic(base_url=GATEWAY, api_key=TOKEN, max_retries=0) as gateway,
    ):
        for name in names(SHAPE):
            await in_the_loop(direct, gateway, name)


with (
    Anthropic(base_url=DIRECT, api_key="any", max_retries=0) as direct_client,
    Anthropic(base_url=GATEWAY, api_key=TOKEN, max_retries=0) as gateway_client,
):
    for one_name in names(SHAPE):
        in_a_thread(direct_client, gateway_client, one_name)
asyncio.run(asynchronous())
print(f"  anthropic {anthropic.__version__}: {len(names(SHAPE))} recorded streams: direct, MISS, HIT_L1 are equal")
