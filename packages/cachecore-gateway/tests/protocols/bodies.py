"""Request bodies of every shape, rich in fields, and changes to any place in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from cachecore_gateway.core.fingerprint import fingerprint_of
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.core.namespace import namespace_of
from cachecore_gateway.core.ports import ProtocolAdapter
from cachecore_gateway.core.request import scope_of

from .strategies import Json

PRINCIPAL = Principal("tenant", expires_at=2e9)

CHAT: Json = {
    "model": "gpt-x",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": "u"}}],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "call_b", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                {"id": "call_a", "type": "function", "function": {"name": "g", "arguments": '{"a":1}'}},
            ],
        },
        {"role": "tool", "tool_call_id": "call_a", "content": "2"},
        {"role": "tool", "tool_call_id": "call_b", "content": "1"},
        {"role": "user", "content": "And why?", "name": "ann"},
    ],
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}],
    "tool_choice": "auto",
    "temperature": 0.5,
    "logit_bias": {"50256": -100},
    "n": 2,
    "seed": 7,
    "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
    "x_unknown": {"deep": [1, {"er": None}]},
    "stream": True,
    "stream_options": {"include_usage": True},
    "user": "u-1",
    "metadata": {"trace": "t"},
}
RESPONSES: Json = {
    "model": "gpt-x",
    "instructions": "Be brief.",
    "input": [
        {"role": "developer", "content": "Answer in French."},
        {
            "role": "user",
            "content": [{"type": "input_text", "text": "Look"}, {"type": "input_image", "image_url": "u"}],
        },
        {"type": "function_call", "call_id": "call_a", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_a", "output": "2"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "And why?"}]},
    ],
    "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}],
    "reasoning": {"effort": "low"},
    "text": {"format": {"type": "text"}},
    "user": "u-1",
    "metadata": {"trace": "t"},
    "stream": False,
    "stream_options": {"include_obfuscation": False},
}
MESSAGES: Json = {
    "model": "claude-x",
    "max_tokens": 100,
    "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    "messages": [
        {"role": "user", "content": "Look"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "sig"},
                {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": 1}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "2"}]},
        {"role": "assistant", "content": "Two."},
        {"role": "user", "content": [{"type": "text", "text": "And"}, {"type": "text", "text": "why?"}]},
    ],
    "tools": [{"name": "f", "input_schema": {"type": "object"}}],
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "stop_sequences": ["END"],
    "metadata": {"user_id": "u-1"},
    "service_tier": "auto",
    "stream": True,
}
COMPLETIONS: Json = {"model": "m", "prompt": ["a", "b"], "max_tokens": 5, "echo": False, "stream": True, "user": "u-1"}
EMBEDDINGS: Json = {"model": "m", "input": ["a", "b"], "encoding_format": "base64", "dimensions": 8, "user": "u-1"}

BODIES = {
    "chat_completions": CHAT,
    "responses": RESPONSES,
    "messages": MESSAGES,
    "completions": COMPLETIONS,
    "embeddings": EMBEDDINGS,
}


def key_of(adapter: ProtocolAdapter, body: Json) -> str:
    """The fingerprint, as the engine computes it."""
    call = adapter.parse(body)
    namespace = namespace_of(PRINCIPAL, adapter.name, call.instructions, call.tools)
    return fingerprint_of(namespace, adapter.keyed(body), adapter.neutral_fields)


def scope(adapter: ProtocolAdapter, body: Json) -> str | None:
    """What must be equal before questions are compared; ``None`` with no question."""
    call = adapter.parse(body)
    if call.surroundings is None:
        return None
    return scope_of(namespace_of(PRINCIPAL, adapter.name, call.instructions, call.tools), call.surroundings, ())


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path in the value, the outermost excluded."""
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = [*value.items()]
    elif isinstance(value, list):
        children = [*enumerate(value)]
    for step, child in children:
        yield (*path, step)
        yield from places(child, (*path, step))


def changed(body: Json, path: tuple[str | int, ...], change: str, value: Any) -> Json:
    """A copy with the place replaced by the value, deleted, or given a new neighbour."""
    result: Json = copy.deepcopy(body)
    holder: Any = result
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    if change == "replace":
        holder[last] = value
    elif change == "delete":
        del holder[last]
    elif isinstance(holder, dict):
        holder["x_added"] = value
    else:
        holder.insert(last, value)
    return result
