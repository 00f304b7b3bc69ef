"""From one message to the events in which it would have been streamed."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .fields import count, object_of, objects
from .pieces import pieces
from .sse import encoded_event, encoded_json

__all__ = ["message_events"]

_SAID_LAST = ("container", "stop_details")
_COUNTED_LAST = ("server_tool_use", "output_tokens_details")
_FINAL_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
"""The last delta repeats the input's counts: those of server tools are known only then."""


def message_events(message: JsonObject) -> Iterator[bytes]:
    """All events, from ``message_start`` (with the input's usage) to ``message_stop``."""
    if message.get("type") != "message":
        yield encoded_event(message, "error" if message.get("type") == "error" else "")
        return
    usage = object_of(message.get("usage"))
    yield _event("message_start", message=_begun(message, usage))
    for index, block in enumerate(objects(message.get("content"))):
        yield from _block_events(index, block)
    delta: JsonObject = {n: message[n] for n in ("stop_reason", "stop_sequence", *_SAID_LAST) if n in message}
    final: JsonObject = {name: usage[name] for name in (*_FINAL_COUNTS, *_COUNTED_LAST) if name in usage}
    counted: JsonObject = {"usage": final} if "output_tokens" in usage else {}
    yield _event("message_delta", delta=delta, **counted)
    yield _event("message_stop")


def _begun(message: JsonObject, usage: JsonObject) -> JsonObject:
    begun: JsonObject = {name: value for name, value in message.items() if name not in _SAID_LAST}
    begun["content"] = []
    begun |= {name: None for name in ("stop_reason", "stop_sequence") if name in message}
    if "output_tokens" in usage:
        known: JsonObject = {name: value for name, value in usage.items() if name not in _COUNTED_LAST}
        begun["usage"] = {**known, "output_tokens": min(1, count(usage["output_tokens"]))}
    return begun


def _block_events(index: int, block: JsonObject) -> Iterator[bytes]:
    deltas = [*_deltas(block)]
    continued = {name for name, _ in deltas}
    opened = {name: _empty(value) if name in continued else value for name, value in block.items()}
    yield _event("content_block_start", index=index, content_block=opened)
    for _, delta in deltas:
        yield _event("content_block_delta", index=index, delta=delta)
    yield _event("content_block_stop", index=index)


def _deltas(block: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The deltas of a block, each with the member that it continues. A block of an unknown type starts whole."""
    match block.get("type"):
        case "text":
            yield from _texts(block, "text", "text_delta")
            for citation in objects(block.get("citations")):
                yield "citations", {"type": "citations_delta", "citation": citation}
        case "thinking":
            yield from _texts(block, "thinking", "thinking_delta")
            if isinstance(signature := block.get("signature"), str):
                yield "signature", {"type": "signature_delta", "signature": signature}
        case "tool_use" | "server_tool_use" | "mcp_tool_use" if isinstance(block.get("input"), dict):
            text = encoded_json(block["input"]).decode() if block["input"] else ""
            yield "input", {"type": "input_json_delta", "partial_json": ""}
            for piece in pieces(text):
                yield "input", {"type": "input_json_delta", "partial_json": piece}


def _texts(block: JsonObject, name: str, kind: str) -> Iterator[tuple[str, JsonObject]]:
    text = block.get(name)
    if isinstance(text, str):
        for piece in pieces(text):
            yield name, {"type": kind, name: piece}


def _empty(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else {}


def _event(kind: str, **members: JsonValue) -> bytes:
    return encoded_event({"type": kind, **members}, kind)
