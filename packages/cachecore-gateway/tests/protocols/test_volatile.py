"""Places that an operator declares volatile."""

from __future__ import annotations

import copy

import pytest

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.protocols import ChatCompletions, ProtocolSettings
from cachecore_gateway.protocols.volatile import parsed_paths, without

from .strategies import Json

BODY: Json = {"a": {"b": 1, "c": [{"t": 1, "k": 2}, {"t": 3}, "text"]}, "x/y": 1, "m~n": 2, "z": 3}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/z", {"a": BODY["a"], "x/y": 1, "m~n": 2}),
        ("/a/b", {**BODY, "a": {"c": BODY["a"]["c"]}}),
        ("/a/c/*/t", {**BODY, "a": {"b": 1, "c": [{"k": 2}, {}, "text"]}}),
        ("/a/c/0", {**BODY, "a": {"b": 1, "c": [{"t": 3}, "text"]}}),
        ("/a/*/1/t", {**BODY, "a": {"b": 1, "c": [{"t": 1, "k": 2}, {}, "text"]}}),
        ("/a/*", {**BODY, "a": {}}),
        ("/x~1y", {"a": BODY["a"], "m~n": 2, "z": 3}),
        ("/m~0n", {"a": BODY["a"], "x/y": 1, "z": 3}),
        ("/missing/*/t", BODY),
        ("/z/deeper", BODY),
    ],
)
def test_a_path_takes_out_what_it_names(path: str, expected: Json) -> None:
    before = copy.deepcopy(BODY)
    assert without(BODY, parsed_paths((path,))) == expected
    assert before == BODY


def test_several_paths_add_up() -> None:
    assert without(BODY, parsed_paths(("/a", "/x~1y", "/m~0n"))) == {"z": 3}


@pytest.mark.parametrize(
    "path",
    [
        "metadata",
        "",
        "/",
        "/a//b",
        "/model",
        "/messages",
        "/*",
        "/messages/*",
        "/messages/0",
        "/*/*",
        "/messages/*/content",
        "/messages/*/role",
        "/input/*/content/*/text",
        "/tools",
        "/system",
        "/messages/*/*",
    ],
)
def test_a_path_that_is_malformed_or_names_the_question_is_refused(path: str) -> None:
    with pytest.raises(SettingError, match="ignore path"):
        ChatCompletions(ProtocolSettings(ignore_paths=(path,)))
