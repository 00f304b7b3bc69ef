"""From one response to its typed event stream: each item, part and delta opens and closes in order, numbered from 0."""

from __future__ import annotations

from collections.abc import Iterator

from cachecore_gateway.core.canonical import JsonObject

from .fields import objects
from .pieces import pieces
from .responses_text import logprobs_of, text_events
from .sse import encoded_event

__all__ = ["response_events"]

_STAGES = {
    "web_search_call": (("in_progress", "searching"), ("completed",)),
    "file_search_call": (("in_progress", "searching"), ("completed",)),
    "image_generation_call": (("in_progress", "generating"), ("completed",)),
    "code_interpreter_call": (("in_progress",), ("interpreting", "completed")),
    "mcp_call": (("in_progress",), ("completed",)),
    "mcp_list_tools": (("in_progress",), ("completed",)),
}
"""Hosted tools report where they are, before and after what they were told; their item says what came of it."""
_FAILING = ("mcp_call", "mcp_list_tools")
"""Those with a last event of its own for the failure."""
_BARE_AT_FIRST = ("web_search_call", "image_generation_call")
_UNKNOWN_AT_FIRST: dict[str, JsonObject] = {
    "file_search_call": {"queries": [], "results": None},
    "code_interpreter_call": {"outputs": None},
    "mcp_call": {"output": None, "error": None},
    "mcp_list_tools": {"tools": [], "error": None},
}
_LONG_TEXTS = {
    "function_call": ("arguments", "response.function_call_arguments", "arguments"),
    "mcp_call": ("arguments", "response.mcp_call_arguments", "arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input", "input"),
    "code_interpreter_call": ("code", "response.code_interpreter_call_code", "code"),
}
"""Member of the item that is streamed, name of its events, name of the whole in the last of them."""
_PART_TEXTS = {
    "output_text": ("text", "response.output_text"),
    "refusal": ("refusal", "response.refusal"),
    "reasoning_text": ("text", "response.reasoning_text"),
}


def response_events(response: JsonObject) -> Iterator[bytes]:
    """All events; an object that is no response is passed on as the only one."""
    if response.get("object") != "response":
        yield encoded_event(response)
        return
    for number, event in enumerate(_events(response)):
        kind = event.pop("type")
        yield encoded_event({"type": kind, "sequence_number": number, **event}, str(kind))


def _events(response: JsonObject) -> Iterator[JsonObject]:
    yield {"type": "response.created", "response": _begun(response)}
    yield {"type": "response.in_progress", "response": _begun(response)}
    for index, item in enumerate(objects(response.get("output"))):
        yield {"type": "response.output_item.added", "output_index": index, "item": _opened(item)}
        yield from _within(item, {"item_id": item.get("id"), "output_index": index})
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": f"response.{response.get('status') or 'completed'}", "response": response}


def _begun(response: JsonObject) -> JsonObject:
    begun: JsonObject = {**response, "status": "in_progress", "output": []}
    unknown_yet = ("usage", "completed_at", "incomplete_details", "error", "output_text")
    return begun | {name: None for name in unknown_yet if name in response}


def _opened(item: JsonObject) -> JsonObject:
    """The item as it was when it was begun."""
    kind = str(item.get("type"))
    bare = kind in _BARE_AT_FIRST
    opened = {name: value for name, value in item.items() if not bare or name in ("id", "type", "status")}
    opened |= {name: value for name, value in _UNKNOWN_AT_FIRST.get(kind, {}).items() if name in item}
    if "status" in item:
        opened["status"] = "in_progress"
    if isinstance(item.get("content"), list):
        opened["content"] = []
    if isinstance(item.get("summary"), list):
        opened["summary"] = []
    streamed = _LONG_TEXTS.get(kind)
    if streamed and isinstance(item.get(streamed[0]), str):
        opened[streamed[0]] = ""
    return opened


def _within(item: JsonObject, where: JsonObject) -> Iterator[JsonObject]:
    kind = str(item.get("type"))
    before, after = _stages(kind, item)
    yield from ({"type": f"response.{kind}.{stage}", **where} for stage in before)
    if kind in _LONG_TEXTS:
        yield from _long_text(item, where)
    yield from ({"type": f"response.{kind}.{stage}", **where} for stage in after)
    for index, part in enumerate(objects(item.get("summary"))):
        yield from _summary(part, {**where, "summary_index": index})
    for index, part in enumerate(objects(item.get("content"))):
        yield from _part(part, {**where, "content_index": index})


def _stages(kind: str, item: JsonObject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = _STAGES.get(kind, ((), ()))
    if item.get("error") is None and item.get("status") in (None, "completed"):
        return before, after
    return before, (*after[:-1], "failed") if kind in _FAILING else after[:-1]


def _long_text(item: JsonObject, where: JsonObject) -> Iterator[JsonObject]:
    member, name, final = _LONG_TEXTS[str(item.get("type"))]
    text = item.get(member)
    if not isinstance(text, str):
        return
    for piece in pieces(text):
        yield {"type": f"{name}.delta", **where, "delta": piece}
    named = {"name": item["name"]} if item.get("type") == "function_call" and "name" in item else {}
    yield {"type": f"{name}.done", **where, **named, final: text}


def _summary(part: JsonObject, where: JsonObject) -> Iterator[JsonObject]:
    name, text = "response.reasoning_summary", part.get("text")
    yield {"type": f"{name}_part.added", **where, "part": {**part, "text": ""}}
    if isinstance(text, str):
        for piece in pieces(text):
            yield {"type": f"{name}_text.delta", **where, "delta": piece}
        yield {"type": f"{name}_text.done", **where, "text": text}
    yield {"type": f"{name}_part.done", **where, "part": part}


def _part(part: JsonObject, where: JsonObject) -> Iterator[JsonObject]:
    member, name = _PART_TEXTS.get(str(part.get("type")), ("", ""))
    text = part.get(member)
    if not isinstance(text, str):
        yield {"type": "response.content_part.added", **where, "part": part}
    else:
        yield {"type": "response.content_part.added", **where, "part": _opened_part(part, member)}
        yield from _part_deltas(part, text, name, where)
        logprobs = {"logprobs": logprobs_of(part)} if name == "response.output_text" else {}
        yield {"type": f"{name}.done", **where, member: text, **logprobs}
    yield {"type": "response.content_part.done", **where, "part": part}


def _opened_part(part: JsonObject, member: str) -> JsonObject:
    emptied: JsonObject = {name: [] for name in ("annotations", "logprobs") if isinstance(part.get(name), list)}
    return {**part, **emptied, member: ""}


def _part_deltas(part: JsonObject, text: str, name: str, where: JsonObject) -> Iterator[JsonObject]:
    if name != "response.output_text":
        for piece in pieces(text):
            yield {"type": f"{name}.delta", **where, "delta": piece}
        return
    yield from text_events(part, text, where)
