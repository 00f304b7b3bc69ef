"""The upstream double streams an answer in its own way; joined, it is the answer that the double gives plainly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cachecore_gateway.core.ports import ProtocolAdapter
from cachecore_gateway.protocols import all_adapters
from cachecore_gateway.testing import Answer, Request, ToolCall
from cachecore_gateway.testing.answers import SHAPES

from .strategies import Json, joined

ADAPTERS = [adapter for adapter in all_adapters().values() if adapter.path in SHAPES]
ANSWERS = {
    "text": Answer("Grüße aus Köln 🇩🇪, and a longer text in several words."),
    "tools": Answer(None, (ToolCall("f", '{"city": "Köln", "days": [1, 2]}'), ToolCall("g"))),
    "text and tools": Answer("Let me look.", (ToolCall("f"),)),
    "refusal": Answer(None, refusal="I will not do that."),
    "unknown members": Answer("Yes.", extra={"x_new": {"deep": [1, "two"]}}),
    "truncated": Answer("Too long", finish_reason="length"),
}
ASKED: Json = {
    "model": "m",
    "messages": [{"role": "user", "content": "hi"}],
    "input": "hi",
    "prompt": "hi",
    "max_tokens": 9,
}


def replied(path: str, answer: Answer, **fields: Any) -> bytes:
    request = Request("POST", path, body=json.dumps({**ASKED, **fields}).encode(), number=3)
    return SHAPES[path].reply(request, (answer,)).body


def comparable(raw: bytes) -> Json:
    """Id and usage are made from the request's bytes, which differ by the wish for a stream."""
    value: Json = json.loads(raw)
    for choice in value.get("choices", []):
        if choice.get("message", {}).get("annotations") == []:  # no delta says that there are none
            del choice["message"]["annotations"]
        if choice.get("logprobs") == {"content": [], "refusal": None}:  # nor that no token had a probability
            choice["logprobs"] = None
    return {name: member for name, member in value.items() if name not in ("id", "usage")}


CASES = [
    (adapter, kind)
    for adapter in ADAPTERS
    for kind, answer in ANSWERS.items()
    if adapter.name != "completions" or (answer.text and not answer.extra)
]
"""Text completions have neither calls nor members of a message."""
WITH_LOGPROBS = {"logprobs": True, "top_logprobs": 2}


@pytest.mark.parametrize(("adapter", "kind"), CASES, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("logprobs", [True, False])
def test_a_joined_stream_is_the_plain_answer(adapter: ProtocolAdapter, kind: str, logprobs: bool) -> None:
    answer = ANSWERS[kind]
    wanted = logprobs and adapter.name == "chat_completions" and answer.refusal is None
    options = WITH_LOGPROBS if wanted else {}
    counted = {"stream": True, "stream_options": {"include_usage": True}}
    streamed = replied(adapter.path, answer, **options, **counted)
    plain = replied(adapter.path, answer, **options)
    result = joined(adapter, [streamed])
    assert result.body is not None, result.reason
    assert comparable(result.body) == comparable(plain)
    assert adapter.unusable(result.body) == adapter.unusable(plain)
    assert adapter.usage(result.body).output_tokens == adapter.usage(plain).output_tokens > 0
