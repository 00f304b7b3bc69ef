"""What a stored answer says in words, for every shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cachecore_gateway.core.ports import ProtocolAdapter
from cachecore_gateway.protocols import ChatCompletions, Completions, Embeddings, Messages, Responses

CALL = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}}
CALLED = '["look","{\\"a\\": 1}"]'


@pytest.mark.parametrize(
    ("adapter", "answer", "text"),
    [
        (
            ChatCompletions(),
            {"choices": [{"message": {"content": "Yes."}}, {"message": {"content": "No."}}]},
            "Yes.\nNo.",
        ),
        (ChatCompletions(), {"choices": [{"message": {"content": [{"type": "text", "text": "Yes."}]}}]}, "Yes."),
        (ChatCompletions(), {"choices": [{"message": {"content": None, "tool_calls": [CALL]}}]}, CALLED),
        (ChatCompletions(), {"choices": [{"message": {"content": None, "refusal": "I cannot."}}]}, "I cannot."),
        (Completions(), {"choices": [{"text": "and so on"}]}, "and so on"),
        (Messages(), {"content": [{"type": "text", "text": "Yes."}]}, "Yes."),
        (
            Messages(),
            {"content": [{"type": "tool_use", "id": "x", "name": "look", "input": {"a": 1}}]},
            '["look",{"a":1}]',
        ),
        (
            Responses(),
            {
                "output": [
                    {"type": "reasoning", "summary": []},
                    {"type": "message", "content": [{"type": "output_text", "text": "Yes."}]},
                    {"type": "function_call", "call_id": "c", "name": "look", "arguments": '{"a": 1}'},
                ]
            },
            f"Yes.\n{CALLED}",
        ),
        (Embeddings(), {"data": [{"embedding": [0.1]}]}, ""),
    ],
)
def test_the_words_of_an_answer(adapter: ProtocolAdapter, answer: dict[str, Any], text: str) -> None:
    assert adapter.text_of(json.dumps(answer).encode()) == text


@pytest.mark.parametrize("adapter", [ChatCompletions(), Completions(), Messages(), Responses(), Embeddings()])
@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b'{"choices": 1, "content": 2, "output": "x"}', b'{"choices": [{"message": []}]}']
)
def test_what_cannot_be_read_says_nothing(adapter: ProtocolAdapter, answer: bytes) -> None:
    assert adapter.text_of(answer) == ""
