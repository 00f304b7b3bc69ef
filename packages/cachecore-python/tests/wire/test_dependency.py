from __future__ import annotations

import base64
import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore import Dep
from cachecore.wire import decode_deps, encode_deps

DEPS = st.builds(Dep, st.text(min_size=1), st.text())


def test_hash_is_v1_unless_given() -> None:
    assert (Dep("table:products").dep_id, Dep("table:products").expected_hash) == ("table:products", "v1")
    assert Dep("doc:42", hash="abc").expected_hash == "abc"


def test_equal_and_hashable_by_both_parts() -> None:
    assert len({Dep("a"), Dep("a", "v1"), Dep("a", "v2"), Dep("b")}) == 3
    text: object = "a"
    assert Dep("a") != text


def test_immutable() -> None:
    dep: Any = Dep("a")
    with pytest.raises(AttributeError):
        dep.dep_id = "b"
    with pytest.raises((AttributeError, TypeError)):
        dep.other = 1


def test_copies_and_pickles() -> None:
    dep = Dep("a", "v2")
    assert copy.deepcopy(dep) == pickle.loads(pickle.dumps(dep)) == dep  # noqa: S301 - our own bytes


def test_repr_is_what_one_types() -> None:
    assert repr(Dep("a", "v2")) == "Dep('a', hash='v2')"


@pytest.mark.parametrize("wrong", [None, 1, b"x", ["x"], Dep("x")])
def test_wrong_types_are_named(wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"dep_id must be a str, not {type(wrong).__name__}"):
        Dep(wrong)
    with pytest.raises(TypeError, match="hash must be a str"):
        Dep("a", wrong)


@pytest.mark.parametrize(("wrong", "says"), [("", "empty"), ("a\ud800", "surrogate")])
def test_values_that_cannot_be_ids_are_refused(wrong: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Dep(wrong)


def test_header_is_the_documented_encoding() -> None:
    value = encode_deps([Dep("table:products"), Dep("doc:é", hash="2")])
    assert "=" not in value
    assert json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))) == [
        {"dep_id": "table:products", "expected_hash": "v1"},
        {"dep_id": "doc:é", "expected_hash": "2"},
    ]


@given(st.lists(DEPS))
def test_what_is_encoded_is_decoded(deps: list[Dep]) -> None:
    value = encode_deps(deps)
    assert value.isascii()
    assert not set(value) & set("+/= \r\n")
    assert decode_deps(value) == tuple(deps)
    assert decode_deps(value + "=" * (-len(value) % 4)) == tuple(deps)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_decoding_anything_gives_deps_or_value_error(value: str) -> None:
    try:
        deps = decode_deps(value)
    except ValueError:
        return
    assert all(isinstance(dep, Dep) for dep in deps)


@pytest.mark.parametrize(
    "payload",
    ['{"dep_id": "a"}', '["a"]', '[{"dep_id": 1}]', "[{}]", '[{"dep_id": "a", "expected_hash": null}]', "[" * 100_000],
)
def test_other_json_is_refused(payload: str) -> None:
    with pytest.raises(ValueError):
        decode_deps(base64.urlsafe_b64encode(payload.encode()).decode())
