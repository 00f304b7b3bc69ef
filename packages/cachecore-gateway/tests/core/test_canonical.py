from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.canonical import MAX_DEPTH, canonical_bytes, parse_object
from cachecore_gateway.core.errors import InvalidRequest

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(st.text(), json_values, max_size=5)


@given(json_objects)
def test_key_order_and_white_space_do_not_matter(value: dict[str, object]) -> None:
    backwards = dict(reversed(list(value.items())))
    plain = parse_object(json.dumps(value).encode())
    spaced = parse_object(json.dumps(backwards, indent=2, ensure_ascii=False).encode())
    assert canonical_bytes(plain) == canonical_bytes(spaced)


@given(json_objects, json_objects)
def test_equal_canonical_bytes_mean_equal_values(a: dict[str, object], b: dict[str, object]) -> None:
    one, two = parse_object(json.dumps(a).encode()), parse_object(json.dumps(b).encode())
    assert (canonical_bytes(one) == canonical_bytes(two)) == (
        json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)
    )


def test_one_and_one_point_zero_and_true_differ() -> None:
    spellings = [canonical_bytes(parse_object(b'{"n": %s}' % text)) for text in (b"1", b"1.0", b"true", b'"1"')]
    assert len(set(spellings)) == 4


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[1]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b'{"a": 1, "a": 2}', "'a' twice"),
        (b'{"x": {"a": 1, "a": 1}}', "'a' twice"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": -Infinity}', "-Infinity is not JSON"),
        (b'{"a": 1e999}', "out of range"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH + b" x", "not valid JSON"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "deeper than"),
        (b'{"a":' * 100_000, "deeper than"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        parse_object(body)


def test_the_deepest_allowed_nesting_is_accepted() -> None:
    assert parse_object(b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH)


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert parse_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}
