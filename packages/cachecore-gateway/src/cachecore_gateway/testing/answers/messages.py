"""POST /v1/messages (Anthropic), plain and streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..reply import Reply, event, json_reply, stream_reply
from ..request import Request
from .answer import Answer, call_id, duration, pieces
from .fields import content_text, items, mapping, text
from .question import Question, Tool

Json = dict[str, object]

STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}
"""OpenAI's finish reasons in Anthropic's words."""


def question(request: Request) -> Question:
    """What the request asks for."""
    body = request.fields
    last = mapping((items(body.get("messages")) or (None,))[-1])
    choice = mapping(body.get("tool_choice"))
    return Question(
        last_text=content_text(last.get("content")),
        last_is_user=last.get("role") == "user" and not _is_tool_result(last.get("content")),
        tools=tuple(_tool(tool) for tool in items(body.get("tools"))),
        tool_choice=_tool_choice(text(choice.get("type"), "auto"), text(choice.get("name"))),
        parallel_tool_calls=choice.get("disable_parallel_tool_use") is not True,
    )


def choice_count(request: Request) -> int:
    """Always one."""
    return 1


def problem(request: Request) -> str | None:
    """What is wrong with the request, in a provider's words; None where nothing is."""
    body = request.fields
    for member, kind in (("model", str), ("max_tokens", int), ("messages", list)):
        if not isinstance(body.get(member), kind):
            return f"{member}: Field required"
    return None


def reply(request: Request, answers: tuple[Answer, ...]) -> Reply:
    """The answer as one message, or as its stream of events."""
    answer = answers[0]
    if request.wants_stream:
        return stream_reply([*_events(request, answer)], duration(answers))
    message = {
        **_frame(request, answer),
        "content": _blocks(request, answer),
        "stop_reason": STOP_REASONS.get(answer.reason, answer.reason),
        **answer.extra,
    }
    return json_reply(message, duration_seconds=duration(answers))


def _is_tool_result(content: object) -> bool:
    return any(mapping(part).get("type") == "tool_result" for part in items(content))


def _tool(value: object) -> Tool:
    tool = mapping(value)
    return Tool(text(tool.get("name")), mapping(tool.get("input_schema")))


def _tool_choice(kind: str, name: str) -> str:
    return name if kind == "tool" else {"any": "required"}.get(kind, kind)


def _frame(request: Request, answer: Answer) -> Json:
    return {
        "id": f"msg_{request.body_fingerprint[:8]}_{request.number}",
        "type": "message",
        "role": "assistant",
        "model": text(request.fields.get("model"), "double"),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": max(1, len(request.body) // 4),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": answer.token_count,
        },
    }


def _blocks(request: Request, answer: Answer) -> list[Json]:
    said = answer.text if answer.text is not None else answer.refusal
    blocks: list[Json] = [] if said is None else [{"type": "text", "text": said}]
    for index, call in enumerate(answer.tool_calls):
        name, arguments = call.name, json.loads(call.arguments)
        identity = call_id(call, request.number, index, "toolu")
        blocks.append({"type": "tool_use", "id": identity, "name": name, "input": arguments})
    return blocks


def _events(request: Request, answer: Answer) -> Iterator[bytes]:
    frame = _frame(request, answer)
    begun = {**mapping(frame["usage"]), "output_tokens": 1}
    yield _event("message_start", message={**frame, "usage": begun, **answer.extra})
    yield _event("ping")
    for index, block in enumerate(_blocks(request, answer)):
        yield from _block_events(index, block)
    reason = STOP_REASONS.get(answer.reason, answer.reason)
    delta = {"stop_reason": reason, "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage={"output_tokens": answer.token_count})
    yield _event("message_stop")


def _block_events(index: int, block: Json) -> Iterator[bytes]:
    is_text = block["type"] == "text"
    empty = {**block, "text": ""} if is_text else {**block, "input": {}}
    yield _event("content_block_start", index=index, content_block=empty)
    kind, member = ("text_delta", "text") if is_text else ("input_json_delta", "partial_json")
    for piece in pieces(text(block["text"]) if is_text else json.dumps(block["input"])):
        yield _event("content_block_delta", index=index, delta={"type": kind, member: piece})
    yield _event("content_block_stop", index=index)


def _event(name: str, **members: object) -> bytes:
    return event({"type": name, **members}, name)
