"""POST /v1/completions, plain and streamed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from ..reply import DONE, Reply, event, json_reply, stream_reply
from ..request import Request
from .answer import Answer, duration, pieces
from .chat import CREATED, usage
from .fields import content_text, items, mapping, text, whole
from .logprobs import completion_logprobs
from .question import Question

Json = dict[str, object]


def question(request: Request) -> Question:
    """What the request asks for: its prompt, or the first of several."""
    prompts = _prompts(request)
    return Question(content_text(prompts[0]))


def choice_count(request: Request) -> int:
    """`n` choices for each prompt, 1 to 128 in all."""
    return min(128, max(1, whole(request.fields.get("n"), 1)) * len(_prompts(request)))


def problem(request: Request) -> str | None:
    """What is wrong with the request, in a provider's words; None where nothing is."""
    if not isinstance(request.fields.get("model"), str):
        return "you must provide a model parameter"
    return None


def reply(request: Request, answers: tuple[Answer, ...]) -> Reply:
    """The answers as one text completion, or as its stream of chunks."""
    if request.wants_stream:
        return stream_reply([*_events(request, answers)], duration(answers))
    choices = [_choice(request, answer.text or "", index, 0, answer.reason) for index, answer in enumerate(answers)]
    body = {**_frame(request), "choices": choices, "usage": usage(request, answers)}
    return json_reply(body, duration_seconds=duration(answers))


def _prompts(request: Request) -> list[object]:
    """A string, several strings, tokens, or several lists of tokens; a list of tokens is one prompt."""
    prompt = request.fields.get("prompt")
    several: list[object] = [part for part in items(prompt) if isinstance(part, str | list)]
    return several or [prompt]


def _frame(request: Request) -> Json:
    return {
        "id": f"cmpl-{request.body_fingerprint[:8]}-{request.number}",
        "object": "text_completion",
        "created": CREATED + request.number,
        "model": text(request.fields.get("model"), "double"),
        "system_fingerprint": "fp_upstream_double",
    }


def _choice(request: Request, said: str, index: int, offset: int, finish_reason: str | None) -> Json:
    logprobs = completion_logprobs(request.fields, said, offset)
    return {"text": said, "index": index, "logprobs": logprobs, "finish_reason": finish_reason}


def _events(request: Request, answers: tuple[Answer, ...]) -> Iterator[bytes]:
    frame = _frame(request)
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
    offset = 0
    for piece in pieces(answer.text or ""):
        yield _choice(request, piece, index, offset, None)
        offset += len(piece)
    yield _choice(request, "", index, offset, answer.reason)
