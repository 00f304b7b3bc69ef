"""What each shape reads from a request: instructions, tools, user, and the question or why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import all_adapters

from .bodies import BODIES, CHAT, MESSAGES, RESPONSES
from .strategies import Json

ADAPTERS = all_adapters()
USER: Json = {"role": "user", "content": "Why?"}


def parsed(name: str, **fields: Any) -> Call:
    return ADAPTERS[name].parse({"model": "m", **fields})


def chat(*messages: Any, **fields: Any) -> Call:
    return parsed("chat_completions", messages=[*messages], **fields)


@pytest.mark.parametrize(
    ("name", "question"),
    [("chat_completions", "And why?"), ("responses", "And why?"), ("messages", "And\n\nwhy?")],
)
def test_the_question_is_the_text_of_the_last_user_turn(name: str, question: str) -> None:
    assert ADAPTERS[name].parse(BODIES[name]).question == question


def test_a_response_input_that_is_a_text_is_the_question() -> None:
    call = parsed("responses", input="Why?")
    assert call.question == "Why?"
    assert call.surroundings == {"question_at": ["input", None], "body": {"model": "m", "input": None}}


def test_the_surroundings_keep_everything_but_the_text_and_neutral_fields() -> None:
    call = chat(USER, temperature=0, user="u", stream=True)
    assert call.surroundings == {
        "question_at": ["messages", 0],
        "body": {"model": "m", "messages": [{"role": "user", "content": None}], "temperature": 0},
    }


def test_instructions_are_all_system_and_developer_messages() -> None:
    system, developer = {"role": "system", "content": "a"}, {"role": "developer", "content": "b"}
    assert chat(system, USER, developer, USER).instructions == [system, developer]
    assert ADAPTERS["messages"].parse(MESSAGES).instructions == [MESSAGES["system"]]
    assert ADAPTERS["responses"].parse(RESPONSES).instructions == ["Be brief.", None, RESPONSES["input"][0]]


def test_tools_are_definitions_and_choice() -> None:
    assert ADAPTERS["chat_completions"].parse(CHAT).tools == {"tools": CHAT["tools"], "tool_choice": "auto"}
    assert ADAPTERS["messages"].parse(MESSAGES).tools == {"tools": MESSAGES["tools"]}
    assert chat(USER).tools is None


def test_the_form_of_delivery_is_read() -> None:
    call = ADAPTERS["chat_completions"].parse(CHAT)
    assert (call.model, call.stream, call.delivery) == ("gpt-x", True, {"stream_options": {"include_usage": True}})
    assert not chat(USER, stream=None).stream


@pytest.mark.parametrize(
    ("fields", "user"),
    [
        ({}, ""),
        ({"user": None}, ""),
        ({"user": "a"}, "a"),
        ({"safety_identifier": "a"}, "a"),
        ({"user": "a", "safety_identifier": "a"}, "a"),
        ({"user": "a", "safety_identifier": "b"}, '["a","b"]'),
        ({"user": '["a","b"]'}, '["[\\"a\\",\\"b\\"]",null]'),
        ({"user": 7}, "[7,null]"),
    ],
)
def test_different_end_users_never_read_the_same(fields: Json, user: str) -> None:
    assert chat(USER, **fields).user == user


def test_the_end_user_of_a_message_is_in_its_metadata() -> None:
    assert ADAPTERS["messages"].parse(MESSAGES).user == "u-1"


@pytest.mark.parametrize(
    ("messages", "fields", "reason"),
    [
        ([], {}, "unknown-messages"),
        ([USER, "x"], {}, "unknown-messages"),
        ([{"role": "system", "content": "a"}], {}, "no-user-turn-last"),
        ([{"role": ["user"], "content": "a"}], {}, "no-user-turn-last"),
        ([USER, {"role": "assistant", "content": "a"}], {}, "assistant-turn-last"),
        ([USER, {"role": "tool", "tool_call_id": "c", "content": "a"}], {}, "tool-result-last"),
        ([{"role": "user", "content": " \n"}], {}, "empty-question"),
        ([{"role": "user"}], {}, "unknown-content"),
        ([{"role": "user", "content": [{"type": {}, "text": "a"}]}], {}, "unknown-content"),
        (
            [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]}],
            {},
            "image-in-question",
        ),
        ([{"role": "user", "content": [{"type": "input_audio"}]}], {}, "audio-in-question"),
        ([{"role": "user", "content": [{"type": "file"}]}], {}, "file-in-question"),
        ([USER], {"prediction": {"type": "content", "content": "a"}}, "prediction"),
        ([USER], {"modalities": ["text", "audio"]}, "audio-output"),
        ([USER], {"audio": {"voice": "v"}}, "audio-output"),
    ],
)
def test_a_chat_that_cannot_be_compared_is_exact_only(messages: list[Any], fields: Json, reason: str) -> None:
    call = chat(*messages, **fields)
    assert (call.question, call.surroundings, call.exact_only_reason) == (None, None, reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"input": "Why?", "previous_response_id": "resp_1"}, "previous-response"),
        ({"input": "Why?", "conversation": "conv_1"}, "conversation"),
        ({"input": "Why?", "background": True}, "background"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}, USER]}, "item-reference"),
        ({"input": [{"type": "function_call_output", "call_id": "c", "output": "1"}]}, "tool-result-last"),
        ({"input": [{"type": "message", "role": "assistant", "content": "a"}]}, "no-user-turn-last"),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, "image-in-question"),
        ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]}, "file-in-question"),
        ({"input": []}, "unknown-input"),
        ({"input": ["Why?"]}, "unknown-input"),
        ({}, "unknown-input"),
    ],
)
def test_a_response_that_cannot_be_compared_is_exact_only(fields: Json, reason: str) -> None:
    call = parsed("responses", **fields)
    assert (call.question, call.exact_only_reason) == (None, reason)


@pytest.mark.parametrize(
    ("last", "fields", "reason"),
    [
        ({"role": "assistant", "content": "{"}, {}, "assistant-turn-last"),
        ({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t"}]}, {}, "tool-result-last"),
        ({"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "a"}]}, {}, "image-in-question"),
        ({"role": "user", "content": [{"type": "document"}]}, {}, "file-in-question"),
        (USER, {"container": "c"}, "container"),
    ],
)
def test_a_message_that_cannot_be_compared_is_exact_only(last: Json, fields: Json, reason: str) -> None:
    call = parsed("messages", messages=[USER, {"role": "assistant", "content": "a"}, last], max_tokens=5, **fields)
    assert (call.question, call.exact_only_reason) == (None, reason)


@pytest.mark.parametrize(("name", "reason"), [("completions", "continuation"), ("embeddings", "embedding")])
def test_some_shapes_are_exact_only_throughout(name: str, reason: str) -> None:
    call = ADAPTERS[name].parse(BODIES[name])
    assert (call.question, call.exact_only_reason) == (None, reason)


@pytest.mark.parametrize(
    ("name", "body", "param"),
    [
        *((name, {**body, "model": model}, "model") for name, body in BODIES.items() for model in ("", 7, ["m"])),
        *((name, {**body, "model": None}, "model") for name, body in BODIES.items() if name != "responses"),
        ("chat_completions", {"model": "m"}, "messages"),
        ("chat_completions", {"model": "m", "messages": {"role": "user"}}, "messages"),
        ("chat_completions", {"model": "m", "messages": [], "stream": "yes"}, "stream"),
        ("messages", {"model": "m", "messages": "Why?"}, "messages"),
        ("responses", {"model": "m", "input": {"role": "user"}}, "input"),
        ("embeddings", {"model": "m"}, "input"),
        ("embeddings", {"model": "m", "input": {"a": 1}}, "input"),
    ],
)
def test_what_cannot_be_cached_safely_is_refused_with_its_place(name: str, body: Json, param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        ADAPTERS[name].parse(body)
    assert caught.value.param == param
    assert f"`{param}` must" in caught.value.message


def test_a_response_may_be_asked_for_without_model_or_input() -> None:
    """Neither is required by that API; the provider says what it makes of it."""
    call = ADAPTERS["responses"].parse({})
    assert (call.model, call.question, call.uncacheable_reason) == ("", None, "")


def test_a_prompt_template_may_stand_for_the_model() -> None:
    template: Json = {"id": "pmpt_1", "version": "2"}
    call = ADAPTERS["responses"].parse({"prompt": template, "input": "Why?"})
    assert (call.model, call.question, call.instructions) == ("", "Why?", [None, template])
