"""What a stored answer says, as text: for comparing two answers to one question."""

from __future__ import annotations

from collections.abc import Iterable

from cachecore_gateway.core.canonical import JsonObject, JsonValue, canonical_bytes

from .fields import object_of, objects

__all__ = ["chat_text", "completion_text", "message_text", "response_text"]


def chat_text(answer: JsonObject) -> str:
    """The texts of all choices; of a tool call its name and arguments, without its id."""
    messages = (object_of(choice.get("message")) for choice in objects(answer.get("choices")))
    return _joined(part for message in messages for part in _message_parts(message))


def completion_text(answer: JsonObject) -> str:
    """The texts of all choices."""
    return _joined(choice.get("text") for choice in objects(answer.get("choices")))


def message_text(answer: JsonObject) -> str:
    """The text blocks and the tools used."""
    return _joined(_block(block, "input") for block in objects(answer.get("content")))


def response_text(answer: JsonObject) -> str:
    """The texts of the messages and the tools called, without what the model thought."""
    return _joined(part for item in objects(answer.get("output")) for part in _item_parts(item))


def _message_parts(message: JsonObject) -> Iterable[JsonValue]:
    content = message.get("content")
    yield from (part.get("text") for part in objects(content)) if isinstance(content, list) else (content,)
    yield message.get("refusal")
    for call in objects(message.get("tool_calls")):
        function = object_of(call.get("function"))
        yield _called(function.get("name"), function.get("arguments"))


def _item_parts(item: JsonObject) -> Iterable[JsonValue]:
    if item.get("type") == "message":
        yield from (part.get("text") or part.get("refusal") for part in objects(item.get("content")))
    elif "name" in item:
        yield _block(item, "arguments")


def _block(block: JsonObject, arguments: str) -> JsonValue:
    return block.get("text") if "name" not in block else _called(block.get("name"), block.get(arguments))


def _called(name: JsonValue, arguments: JsonValue) -> str:
    return canonical_bytes([name, arguments]).decode()


def _joined(parts: Iterable[JsonValue]) -> str:
    return "\n".join(part for part in parts if isinstance(part, str) and part)
