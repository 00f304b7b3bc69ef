"""Which reply a request gets: by path and method, by the test's script, else by default."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..reply import ErrorShape, Reply, error_reply
from ..request import Request
from . import chat, completions, echo, embeddings, messages, models, responses
from .answer import Answer
from .question import Question, default_answer

Scripted: TypeAlias = Reply | Answer | str | Sequence[Answer] | None
"""What a script may return: a whole HTTP reply; an answer, its text, or one answer for each choice, put into the shape
that the path asks for; or None for the default answer."""

Script: TypeAlias = Callable[[Request], Scripted | Awaitable[Scripted]]
"""A test's own answers, plain or async."""


@dataclass(frozen=True)
class Shape:
    """One API shape that generates answers: how it is read and how it is written."""

    question: Callable[[Request], Question]
    choice_count: Callable[[Request], int]
    problem: Callable[[Request], str | None]
    reply: Callable[[Request, tuple[Answer, ...]], Reply]
    errors: ErrorShape = ErrorShape.OPENAI


SHAPES = {
    "/v1/chat/completions": Shape(chat.question, chat.choice_count, chat.problem, chat.reply),
    "/v1/completions": Shape(completions.question, completions.choice_count, completions.problem, completions.reply),
    "/v1/responses": Shape(responses.question, responses.choice_count, responses.problem, responses.reply),
    "/v1/messages": Shape(
        messages.question, messages.choice_count, messages.problem, messages.reply, ErrorShape.ANTHROPIC
    ),
}


class Answerer:
    """Makes the faultless reply to a request."""

    def __init__(self, script: Script | None = None, model_names: Sequence[str] = models.DEFAULT_MODELS) -> None:
        self.script = script
        self.script_errors: list[Exception] = []
        self._model_names = tuple(model_names)

    async def reply(self, request: Request) -> Reply:
        """The reply, with the id of the call in its headers. An error in the script becomes a 500 and is kept."""
        try:
            reply = await self._reply(request)
        except Exception as error:  # noqa: BLE001 - a test's script may fail in any way; the double must answer
            self.script_errors.append(error)
            reply = error_reply(500, f"The script of the upstream double failed: {error!r}")
        ids = (("X-Request-Id", f"req_double_{request.number:06d}"), ("OpenAI-Processing-Ms", "1"))
        return replace(reply, headers=(*reply.headers, *ids))

    async def _reply(self, request: Request) -> Reply:
        scripted = await self._scripted(request)
        if isinstance(scripted, Reply):
            return scripted
        shape = SHAPES.get(request.path) if request.method == "POST" else None
        if shape is None:
            return self._fixed_reply(request)
        problem = _problem(request, shape.problem)
        if problem is not None:
            return error_reply(400, problem, shape.errors)
        return shape.reply(request, _answers(request, shape, scripted))

    async def _scripted(self, request: Request) -> Scripted:
        if self.script is None:
            return None
        result = self.script(request)
        if inspect.isawaitable(result):
            return await result
        return result

    def _fixed_reply(self, request: Request) -> Reply:
        if request.method == "POST" and request.path == "/v1/embeddings":
            problem = _problem(request, embeddings.problem)
            return embeddings.reply(request) if problem is None else error_reply(400, problem)
        if request.method == "GET" and request.path == "/v1/models":
            return models.list_reply(self._model_names)
        if request.method == "GET" and request.path.startswith("/v1/models/"):
            return models.model_reply(self._model_names, request.path.removeprefix("/v1/models/"))
        if request.path.startswith("/v1/"):
            return echo.reply(request)
        return error_reply(404, f"Unknown request URL: {request.method} {request.path}.")


def _problem(request: Request, check: Callable[[Request], str | None]) -> str | None:
    try:
        return check(request)
    except ValueError as error:
        return f"We could not parse the JSON body of your request: {error}"


def _answers(request: Request, shape: Shape, scripted: Scripted) -> tuple[Answer, ...]:
    """One answer for each choice: the scripted ones, where there are fewer the last of them again, else the default."""
    count = shape.choice_count(request)
    given = _given(scripted)
    if given:
        return tuple(given[min(index, len(given) - 1)] for index in range(count))
    asked = shape.question(request)
    fingerprint = request.body_fingerprint
    return tuple(default_answer(asked, request.number, fingerprint, index) for index in range(count))


def _given(scripted: Scripted) -> tuple[Answer, ...]:
    if isinstance(scripted, str):
        return (Answer(scripted),)
    if isinstance(scripted, Answer):
        return (scripted,)
    if scripted is None or isinstance(scripted, Reply):
        return ()
    return tuple(scripted)
