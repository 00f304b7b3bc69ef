"""Whatever changes in a request changes its keys, but for the few fields that cannot change the answer."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.protocols import ProtocolSettings, all_adapters

from .bodies import BODIES, CHAT, MESSAGES, RESPONSES, changed, key_of, places, scope
from .strategies import Json, checked, values

ADAPTERS = all_adapters()
PLACES = [(name, path) for name, body in BODIES.items() for path in places(body)]
QUESTIONS: dict[str, set[tuple[str | int, ...]]] = {
    "chat_completions": {("messages", 5, "content")},
    "responses": {("input", 4, "content", 0, "text")},
    "messages": {("messages", 4, "content", 0, "text"), ("messages", 4, "content", 1, "text")},
}


@checked
@given(st.sampled_from(PLACES), st.sampled_from(["replace", "delete", "add"]), values)
def test_a_change_anywhere_changes_the_key_except_in_neutral_fields(
    place: tuple[str, tuple[str | int, ...]], change: str, value: Any
) -> None:
    name, path = place
    adapter, body = ADAPTERS[name], BODIES[name]
    other = changed(body, path, change, value)
    assume(json.dumps(other, sort_keys=True) != json.dumps(body, sort_keys=True))
    neutral = path[0] in adapter.neutral_fields and (change != "add" or len(path) > 1)
    try:
        equal = key_of(adapter, other) == key_of(adapter, body)
    except InvalidRequest:
        return
    assert equal == neutral


@checked
@given(st.sampled_from([p for p in PLACES if p[0] in QUESTIONS]), st.sampled_from(["replace", "delete", "add"]), values)
def test_a_change_outside_the_question_changes_what_may_be_compared(
    place: tuple[str, tuple[str | int, ...]], change: str, value: Any
) -> None:
    name, path = place
    adapter, body = ADAPTERS[name], BODIES[name]
    other = changed(body, path, change, value)
    assume(json.dumps(other, sort_keys=True) != json.dumps(body, sort_keys=True))
    try:
        found = scope(adapter, other)
    except InvalidRequest:
        return
    asked = path in QUESTIONS[name] and change == "replace" and isinstance(value, str) and bool(value.strip())
    neutral = path[0] in adapter.neutral_fields and (change != "add" or len(path) > 1)
    assert (found == scope(adapter, body)) == (asked or neutral)


@pytest.mark.parametrize("name", BODIES)
def test_every_neutral_field_may_be_left_out(name: str) -> None:
    adapter, body = ADAPTERS[name], BODIES[name]
    bare = {field: value for field, value in body.items() if field not in adapter.neutral_fields}
    assert bare != body
    assert key_of(adapter, bare) == key_of(adapter, body)


def test_what_a_response_repeats_counts() -> None:
    adapter = ADAPTERS["responses"]
    for field in ("user", "metadata", "service_tier", "safety_identifier"):
        assert key_of(adapter, {**RESPONSES, field: "other"}) != key_of(adapter, RESPONSES)


def test_runs_of_an_agent_share_answers_though_each_has_a_prompt_cache_key_of_its_own() -> None:
    adapter = ADAPTERS["responses"]
    keys = [key_of(adapter, {**RESPONSES, "prompt_cache_key": f"agents-sdk:run:{run}"}) for run in range(2)]
    assert keys == [key_of(adapter, RESPONSES)] * 2


def test_a_user_cannot_write_what_looks_like_a_question_taken_out() -> None:
    adapter = ADAPTERS["chat_completions"]
    contents: list[Any] = [None, [], [None], [{"type": "text", "text": None}], {"question_at": ["messages", 0]}]
    for content in contents:
        call = adapter.parse({"model": "m", "messages": [{"role": "user", "content": content}]})
        assert (call.question, call.surroundings) == (None, None)


def renamed(body: Json, names: dict[str, str]) -> Json:
    text = json.dumps(body)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    result: Json = json.loads(text)
    return result


@pytest.mark.parametrize(
    ("name", "body", "names"),
    [
        ("chat_completions", CHAT, {"call_a": "z9", "call_b": "z1"}),
        ("responses", RESPONSES, {"call_a": "z9"}),
        ("messages", MESSAGES, {"toolu_1": "z9"}),
    ],
)
def test_tool_call_ids_count_by_position_only(name: str, body: Json, names: dict[str, str]) -> None:
    adapter, untouched = ADAPTERS[name], copy.deepcopy(body)
    other = renamed(body, names)
    assert other != body
    assert key_of(adapter, other) == key_of(adapter, body)
    assert scope(adapter, other) == scope(adapter, body)
    assert body == untouched


def test_which_result_belongs_to_which_call_still_counts() -> None:
    adapter = ADAPTERS["chat_completions"]
    crossed = copy.deepcopy(CHAT)
    crossed["messages"][3]["tool_call_id"], crossed["messages"][4]["tool_call_id"] = "call_b", "call_a"
    assert key_of(adapter, crossed) != key_of(adapter, CHAT)


def test_an_id_that_no_call_defined_cannot_pose_as_an_alias() -> None:
    adapter = ADAPTERS["chat_completions"]
    for posing in ("call_1", "call_2", "unmatched:call_a"):
        forged = copy.deepcopy(CHAT)
        forged["messages"][3]["tool_call_id"] = posing
        assert key_of(adapter, forged) != key_of(adapter, CHAT)


def test_ids_of_function_call_items_do_not_count() -> None:
    adapter = ADAPTERS["responses"]
    first, second = copy.deepcopy(RESPONSES), copy.deepcopy(RESPONSES)
    first["input"][2]["id"], second["input"][2]["id"] = "fc_1", "fc_2"
    assert key_of(adapter, first) == key_of(adapter, second)


@pytest.mark.parametrize("name", ["chat_completions", "responses", "messages"])
def test_declared_places_count_neither_for_key_nor_for_scope(name: str) -> None:
    field = "input" if name == "responses" else "messages"
    paths = ("/x_run/id", f"/{field}/*/x_time", "/tools/*/x_time")
    adapter = all_adapters({name: ProtocolSettings(ignore_paths=paths)})[name]

    def stamped(time: int) -> Json:
        body = copy.deepcopy(BODIES[name])
        body["x_run"] = {"id": time, "kept": 1}
        for item in (*body[field], *body["tools"]):
            item["x_time"] = time
        return body

    assert key_of(adapter, stamped(1)) == key_of(adapter, stamped(2))
    assert scope(adapter, stamped(1)) == scope(adapter, stamped(2))
    assert key_of(ADAPTERS[name], stamped(1)) != key_of(ADAPTERS[name], stamped(2))
    assert key_of(adapter, {**stamped(1), "x_run": {"id": 1, "kept": 2}}) != key_of(adapter, stamped(1))
