"""POST /v1/responses, plain; its typed event stream is in `responses_stream`."""

from __future__ import annotations

from collections.abc import Mapping

from ..reply import Reply, json_reply, stream_reply
from ..request import Request
from .answer import Answer, call_id, duration
from .chat import CREATED
from .fields import content_text, items, mapping, text
from .question import Question, Tool
from .responses_stream import events

Json = dict[str, object]

_CUT_REASONS = {"length": "max_output_tokens", "content_filter": "content_filter"}

_ECHOED: Json = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
"""Request members that the response repeats, with the values they have when they are left out."""


def question(request: Request) -> Question:
    """What the request asks for."""
    body = request.fields
    last = _last_item(body.get("input"))
    wanted = mapping(mapping(body.get("text")).get("format"))
    return Question(
        last_text=content_text(last.get("content")),
        last_is_user=last.get("role") == "user",
        tools=tuple(_tool(tool) for tool in items(body.get("tools")) if mapping(tool).get("type") == "function"),
        tool_choice=_tool_choice(body.get("tool_choice")),
        parallel_tool_calls=body.get("parallel_tool_calls") is not False,
        wants_json=wanted.get("type") == "json_object",
        schema=mapping(wanted.get("schema")),
    )


def choice_count(request: Request) -> int:
    """Always one."""
    return 1


def problem(request: Request) -> str | None:
    """What is wrong with the request, in a provider's words; None where nothing is."""
    return None if isinstance(request.fields.get("model"), str) else "Missing required parameter: 'model'."


def reply(request: Request, answers: tuple[Answer, ...]) -> Reply:
    """The answer as one response, or as its stream of typed events."""
    answer = answers[0]
    output = _output(request, answer)
    whole = _response(request, answer, output)
    if not request.wants_stream:
        return json_reply(whole, duration_seconds=duration(answers))
    begun = {**whole, "status": "in_progress", "output": [], "usage": None, "incomplete_details": None}
    return stream_reply(events(begun, output, whole), duration(answers))


def _last_item(value: object) -> Mapping[str, object]:
    if isinstance(value, str):
        return {"role": "user", "content": value}
    return mapping((items(value) or (None,))[-1])


def _tool(value: object) -> Tool:
    tool = mapping(value)
    return Tool(text(tool.get("name")), mapping(tool.get("parameters")))


def _tool_choice(choice: object) -> str:
    return choice if isinstance(choice, str) else text(mapping(choice).get("name"), "auto")


def _response(request: Request, answer: Answer, output: list[Json]) -> Json:
    body = request.fields
    cut = _CUT_REASONS.get(answer.reason)
    return {
        "id": f"resp_{request.body_fingerprint[:8]}_{request.number}",
        "object": "response",
        "created_at": CREATED + request.number,
        "status": "incomplete" if cut else "completed",
        "error": None,
        "incomplete_details": {"reason": cut} if cut else None,
        "model": text(body.get("model"), "double"),
        "output": output,
        "reasoning": {"effort": None, "summary": None},
        **{name: body.get(name, default) for name, default in _ECHOED.items()},
        "usage": _usage(request, answer),
        **answer.extra,
    }


def _usage(request: Request, answer: Answer) -> Json:
    prompt = max(1, len(request.body) // 4)
    return {
        "input_tokens": prompt,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": answer.token_count,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + answer.token_count,
    }


def _output(request: Request, answer: Answer) -> list[Json]:
    """Output items: the message, if something is said, then the tool calls."""
    parts: list[Json] = []
    if answer.text is not None:
        parts.append({"type": "output_text", "text": answer.text, "annotations": [], "logprobs": []})
    if answer.refusal is not None:
        parts.append({"type": "refusal", "refusal": answer.refusal})
    status = "incomplete" if answer.reason in _CUT_REASONS else "completed"
    identity = f"msg_{request.number:06d}"
    message: Json = {"id": identity, "type": "message", "status": status, "role": "assistant", "content": parts}
    said = [message] if parts else []
    return [*said, *_function_calls(request, answer)]


def _function_calls(request: Request, answer: Answer) -> list[Json]:
    return [
        {
            "id": f"fc_{request.number:06d}_{place}",
            "type": "function_call",
            "status": "completed",
            "call_id": call_id(call, request.number, place),
            "name": call.name,
            "arguments": call.arguments,
        }
        for place, call in enumerate(answer.tool_calls)
    ]
