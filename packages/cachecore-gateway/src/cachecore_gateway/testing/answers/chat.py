"""POST /v1/chat/completions, plain and streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from ..reply import DONE, Reply, event, json_reply, stream_reply
from ..request import Request
from .answer import Answer, call_id, duration, pieces
from .fields import content_text, items, mapping, text, whole
from .logprobs import chat_logprobs
from .question import Question, Tool

CREATED = 1_700_000_000
"""Seconds since the epoch of the first answer's `created`; later calls count on from here."""

Json = dict[str, object]


def question(request: Request) -> Question:
    """What the request asks for."""
    body = request.fields
    last = mapping((items(body.get("messages")) or (None,))[-1])
    wanted = mapping(body.get("response_format"))
    return Question(
        last_text=content_text(last.get("content")),
        last_is_user=last.get("role") == "user",
        tools=tuple(_tool(mapping(tool)) for tool in items(body.get("tools"))),
        tool_choice=_tool_choice(body.get("tool_choice")),
        parallel_tool_calls=body.get("parallel_tool_calls") is not False,
        wants_json=wanted.get("type") == "json_object",
        schema=mapping(mapping(wanted.get("json_schema")).get("schema")),
    )


def choice_count(request: Request) -> int:
    """How many choices the request wants, 1 to 128."""
    return min(128, max(1, whole(request.fields.get("n"), 1)))


def problem(request: Request) -> str | None:
    """What is wrong with the request, in a provider's words; None where nothing is."""
    messages = request.fields.get("messages")
    if not isinstance(messages, list) or not messages:
        return "Missing required parameter: 'messages'."
    return None if isinstance(request.fields.get("model"), str) else "you must provide a model parameter"


def reply(request: Request, answers: tuple[Answer, ...]) -> Reply:
    """The answers as one chat completion, or as its stream of chunks."""
    if request.wants_stream:
        return stream_reply([*_events(request, answers)], duration(answers))
    choices = [_choice(request, answer, index) for index, answer in enumerate(answers)]
    body = {**_frame(request, "chat.completion"), "choices": choices, "usage": usage(request, answers)}
    return json_reply(body, duration_seconds=duration(answers))


def usage(request: Request, answers: tuple[Answer, ...]) -> Json:
    """Token counts in OpenAI's form: a plausible function of the request's size and the answers' words."""
    prompt = max(1, len(request.body) // 4)
    completion = sum(answer.token_count for answer in answers)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _tool(tool: Mapping[str, object]) -> Tool:
    function = mapping(tool.get("function"))
    return Tool(text(function.get("name")), mapping(function.get("parameters")))


def _tool_choice(choice: object) -> str:
    if isinstance(choice, str):
        return choice
    return text(mapping(mapping(choice).get("function")).get("name"), "auto")


def _frame(request: Request, kind: str) -> Json:
    return {
        "id": f"chatcmpl-{request.body_fingerprint[:8]}-{request.number}",
        "object": kind,
        "created": CREATED + request.number,
        "model": text(request.fields.get("model"), "double"),
        "service_tier": "default",
        "system_fingerprint": "fp_upstream_double",
    }


def _choice(request: Request, answer: Answer, index: int) -> Json:
    message: Json = {"role": "assistant", "content": answer.text, "refusal": answer.refusal, "annotations": []}
    if answer.tool_calls:
        message["tool_calls"] = _tool_calls(request, answer, index)
    return {
        "index": index,
        "message": {**message, **answer.extra},
        "logprobs": chat_logprobs(request.fields, answer),
        "finish_reason": answer.reason,
    }


def _tool_calls(request: Request, answer: Answer, choice: int) -> list[Json]:
    return [
        {
            "id": call_id(call, request.number, choice * 100 + place),
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for place, call in enumerate(answer.tool_calls)
    ]


def _events(request: Request, answers: tuple[Answer, ...]) -> Iterator[bytes]:
    """Role, content and finish chunks of all choices in turns, then the usage chunk if it was asked for, then DONE."""
    frame = _frame(request, "chat.completion.chunk")
    counts = mapping(request.fields.get("stream_options")).get("include_usage") is True
    nothing_yet: Json = {"usage": None} if counts else {}
    streams = [_choice_chunks(request, answer, index) for index, answer in enumerate(answers)]
    for turn in zip_longest(*streams):
        for choice in turn:
            if choice is not None:
                yield event({**frame, "choices": [choice], **nothing_yet})
    if counts:
        yield event({**frame, "choices": [], "usage": usage(request, answers)})
    yield DONE


def _choice_chunks(request: Request, answer: Answer, index: int) -> Iterator[Json]:
    first: Json = {"role": "assistant", "content": None if answer.tool_calls else "", "refusal": None}
    yield _chunk(index, {**first, **answer.extra})
    for piece in pieces(answer.text or ""):
        chunk = _chunk(index, {"content": piece})
        yield {**chunk, "logprobs": chat_logprobs(request.fields, Answer(piece))}
    for piece in pieces(answer.refusal or ""):
        yield _chunk(index, {"refusal": piece})
    for place, call in enumerate(_tool_calls(request, answer, index)):
        yield from (_chunk(index, {"tool_calls": [delta]}) for delta in _tool_deltas(place, call))
    yield _chunk(index, {}, answer.reason)


def _tool_deltas(place: int, call: Json) -> Iterator[Json]:
    function = mapping(call["function"])
    yield {"index": place, **call, "function": {"name": function["name"], "arguments": ""}}
    for piece in pieces(text(function["arguments"])):
        yield {"index": place, "function": {"arguments": piece}}


def _chunk(index: int, delta: Json, finish_reason: str | None = None) -> Json:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
