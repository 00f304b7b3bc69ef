"""What a request asks for, apart from its API shape, and the answer that the double gives by default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .answer import Answer, ToolCall
from .schema import example

_QUOTED_LENGTH = 160


@dataclass(frozen=True)
class Tool:
    """A function that the model may call."""

    name: str
    schema: Mapping[str, object]


@dataclass(frozen=True)
class Question:
    """The part of a request that the default answer depends on.

    `last_text` is the text of the last message, `last_is_user` whether a user wrote it. `tool_choice` is auto, none,
    required, or the name of one tool. `schema` is set where the answer must be JSON of that schema.
    """

    last_text: str
    last_is_user: bool = True
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    parallel_tool_calls: bool = True
    wants_json: bool = False
    schema: Mapping[str, object] = field(default_factory=dict)


def default_answer(question: Question, number: int, fingerprint: str, choice: int) -> Answer:
    """The answer to a question, as a function of the request and of the number of the call.

    The text names both, so that a test can tell two upstream calls apart, and two requests.
    """
    called = _tools_to_call(question)
    if called:
        return Answer(tool_calls=tuple(_call(tool, number) for tool in called))
    quoted = question.last_text[:_QUOTED_LENGTH]
    said = f"Answer {number}.{choice} from the upstream double (request {fingerprint[:8]}). You asked: {quoted}"
    if question.schema:
        return Answer(json.dumps(example(question.schema, said)))
    if question.wants_json:
        return Answer(json.dumps({"answer": said, "call": number, "choice": choice}))
    return Answer(said)


def _tools_to_call(question: Question) -> tuple[Tool, ...]:
    """The tools that the last user message names; where one must be called, at least the first."""
    if question.tool_choice == "none" or not question.last_is_user:
        return ()
    if question.tool_choice not in ("auto", "required"):
        return tuple(tool for tool in question.tools if tool.name == question.tool_choice)
    named = tuple(tool for tool in question.tools if tool.name in question.last_text)
    if not named and question.tool_choice == "required":
        named = question.tools[:1]
    return named if question.parallel_tool_calls else named[:1]


def _call(tool: Tool, number: int) -> ToolCall:
    return ToolCall(tool.name, json.dumps(example(tool.schema, f"from call {number}")))
