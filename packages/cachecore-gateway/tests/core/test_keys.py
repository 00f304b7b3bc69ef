"""Namespace, fingerprint, scope and flight key: what separates requests."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.canonical import JsonValue
from cachecore_gateway.core.dependencies import Dep, Snapshot, effective_deps
from cachecore_gateway.core.fingerprint import ANSWER_NEUTRAL_FIELDS, fingerprint_of
from cachecore_gateway.core.identity import Permissions, Principal
from cachecore_gateway.core.namespace import namespace_of
from cachecore_gateway.core.request import Ask, Call, flight_key, scope_of

ALICE = Principal("alice", 2e9)
BODY: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text", "text": "hi"}]}],
    "temperature": 0.5,
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    "future_field": {"deep": [1, 2, {"x": None}]},
}


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        found += paths(child, (*here, key))
    return found


def changed(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    body = copy.deepcopy(body)
    place: Any = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return body


@given(st.sampled_from(paths(BODY)), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.none()))
def test_changing_any_path_changes_the_fingerprint(path: tuple[Any, ...], value: Any) -> None:
    other = changed(BODY, path, value)
    equal = repr(other) == repr(BODY)
    assert (fingerprint_of("n", other) == fingerprint_of("n", BODY)) == equal


@given(st.sampled_from(sorted(ANSWER_NEUTRAL_FIELDS)), st.none() | st.text() | st.booleans())
def test_fields_that_cannot_change_the_answer_do_not_count(name: str, value: Any) -> None:
    assert fingerprint_of("n", {**BODY, name: value}) == fingerprint_of("n", BODY)


@given(st.text().filter(lambda name: name not in ANSWER_NEUTRAL_FIELDS and name not in BODY))
def test_an_absent_field_is_not_its_default(name: str) -> None:
    assert fingerprint_of("n", {**BODY, name: None}) != fingerprint_of("n", BODY)


def test_a_neutral_name_deeper_down_counts() -> None:
    messages: list[JsonValue] = [{"role": "user", "content": "hi", "user": "x"}]
    assert fingerprint_of("n", {"messages": messages}) != fingerprint_of(
        "n", {"messages": [{"role": "user", "content": "hi"}]}
    )


def namespace(principal: Principal = ALICE, instructions: Any = None, tools: Any = None, user: str = "") -> str:
    return namespace_of(principal, "chat", instructions, tools, user)


def test_every_part_of_the_identity_separates_namespaces() -> None:
    others = [
        namespace(replace(ALICE, tenant_id="bob")),
        namespace(replace(ALICE, project_id="p")),
        namespace(replace(ALICE, policy_version="2")),
        namespace(replace(ALICE, permissions=Permissions.of(["admin"], []))),
        namespace(replace(ALICE, permissions=Permissions.of([], ["admin"]))),
        namespace(instructions=["be brief"]),
        namespace(tools=["be brief"]),
        namespace(user="u"),
        namespace_of(ALICE, "messages", None, None),
        namespace(),
    ]
    assert len(set(others)) == len(others)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_tenant_can_pose_as_another_by_its_spelling(a: str, b: str, c: str, d: str) -> None:
    one = namespace(Principal(a, 2e9, project_id=b))
    two = namespace(Principal(c, 2e9, project_id=d))
    assert (one == two) == ((a, b) == (c, d))


def test_order_and_repetition_of_permissions_do_not_matter() -> None:
    one = replace(ALICE, permissions=Permissions.of(["a", "b", "a"], ["x"]))
    two = replace(ALICE, permissions=Permissions.of(["b", "a"], ["x", "x"]))
    assert namespace(one) == namespace(two)


def test_blocks_and_surroundings_separate_scopes() -> None:
    keys = {
        scope_of("n", {"m": 1}, []),
        scope_of("n", {"m": 2}, []),
        scope_of("n", {"m": 1}, ["b"]),
        scope_of("o", {"m": 1}, []),
    }
    assert len(keys) == 4


def test_a_flight_is_shared_only_by_equal_deps_generations_and_keys() -> None:
    deps = effective_deps([Dep("a")], "")
    ask = Ask(ALICE, "chat", Call("m"), b"", "n", "k", deps, None)
    base = flight_key(ask, Snapshot("e", {}), "key")
    others = {
        flight_key(ask, Snapshot("e", {"a": 1}), "key"),
        flight_key(ask, Snapshot("f", {}), "key"),
        flight_key(ask, Snapshot("e", {}), "other"),
        flight_key(ask._replace(deps=effective_deps([Dep("a", "v2")], "")), Snapshot("e", {}), "key"),
        flight_key(ask._replace(key="l"), Snapshot("e", {}), "key"),
    }
    assert base not in others
    assert len(others) == 5
    assert flight_key(ask, Snapshot("e", {"unrelated": 7}), "key") == base
