"""The steps of the demonstration: requests through the real client, and how each must come out."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from cachecore import CachecoreClient, Dep

__all__ = ["STEPS", "Asking", "Invalidating", "Result", "Step", "played"]

RETURNS = Dep("doc:returns")
_RETURNS_CHANGED = (
    "You can return any article within 60 days of delivery, unused and in its box. The return label is free and is "
    "found in your account under Orders."
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A chat request."""

    question: str
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Invalidating:
    """The data changes at its source, and the application says so."""

    dep: Dep
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """``expected`` is the X-Cache value, or ``invalidated``."""

    what: str
    expected: str
    action: Asking | Invalidating


STEPS = (
    Step("a first question", "MISS", Asking("How many days do I have to return an article?")),
    Step("the same again", "HIT_L1", Asking("How many days do I have to return an article?")),
    Step("in other words", "HIT_L2", Asking("How many days do I have for returning an article?")),
    Step("another question", "MISS", Asking("How much does the Aurora table lamp cost?")),
    Step("streamed, first time", "MISS", Asking("How long does the battery of the Trail lantern last?", stream=True)),
    Step("streamed, again", "HIT_L1", Asking("How long does the battery of the Trail lantern last?", stream=True)),
    Step("the data changes", "invalidated", Invalidating(RETURNS, "returns", _RETURNS_CHANGED)),
    Step("the first question", "MISS", Asking("How many days do I have to return an article?")),
    Step("and once more", "HIT_L1", Asking("How many days do I have to return an article?")),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How a step came out."""

    step: Step
    outcome: str
    milliseconds: float
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def as_expected(self) -> bool:
        """Did it come out as named?"""
        return self.outcome == self.step.expected


async def played(url: str, token: str, update: Callable[[str, str], None], model: str) -> AsyncIterator[Result]:
    """Play every step at the gateway at ``url``; ``update(topic, text)`` changes what the model knows."""
    async with (
        CachecoreClient(url, token) as cachecore,
        httpx.AsyncClient(transport=cachecore.transport, base_url=url, timeout=30.0) as http,
    ):
        for step in STEPS:
            began = time.perf_counter()
            match step.action:
                case Asking():
                    with cachecore.request_context(deps=[RETURNS]):
                        yield await _asked(http, step, step.action, model)
                case Invalidating(dep, topic, text):
                    update(topic, text)
                    result = await cachecore.invalidate(dep.dep_id)
                    outcome = "invalidated" if result.ok else f"refused: {result.error}"
                    yield Result(step, outcome, 1000 * (time.perf_counter() - began), answer=dep.dep_id)


async def _asked(http: httpx.AsyncClient, step: Step, asking: Asking, model: str) -> Result:
    body = {"model": model, "messages": [{"role": "user", "content": asking.question}], "stream": asking.stream}
    began = time.perf_counter()
    response = await http.post("/v1/chat/completions", json=body)
    took = 1000 * (time.perf_counter() - began)
    if response.status_code != 200:
        return Result(step, f"status {response.status_code}: {response.text[:200]}", took, response.headers)
    said = _streamed(response.text) if asking.stream else _plain(response.json())
    return Result(step, response.headers.get("x-cache", "no X-Cache header"), took, response.headers, said)


def _plain(answer: Mapping[str, Any]) -> str:
    return str(answer["choices"][0]["message"]["content"])


def _streamed(text: str) -> str:
    events = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: {")]
    deltas = (choice["delta"] for event in events for choice in json.loads(event)["choices"])
    return "".join(delta.get("content") or "" for delta in deltas)
