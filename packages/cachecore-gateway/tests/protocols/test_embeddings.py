"""Batches of embeddings: taken apart, fetched in part, put together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.ports import BatchAdapter
from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import Embeddings
from cachecore_gateway.protocols.shares import shared_out

from .strategies import Json, checked, texts

ADAPTER = Embeddings()
BATCHES: BatchAdapter = ADAPTER
inputs = st.one_of(
    st.lists(texts, min_size=1, max_size=6), st.lists(st.lists(st.integers(0, 9), min_size=1), min_size=1, max_size=6)
)


def answer_to(body: Json, model: str = "m-1") -> bytes:
    """A provider's answer: one vector for each input, a function of the input alone; tokens by length."""
    given_inputs = (
        body["input"]
        if isinstance(body["input"][0], str | list) and isinstance(body["input"], list)
        else [body["input"]]
    )
    data = [
        {"object": "embedding", "index": index, "embedding": [float(len(item)), float(sum(map(ord, str(item))))]}
        for index, item in enumerate(given_inputs)
    ]
    count = sum(len(item) for item in given_inputs)
    usage = {"prompt_tokens": count, "total_tokens": count}
    return json.dumps({"object": "list", "data": data, "model": model, "usage": usage}).encode()


def batch_of(given_inputs: Any) -> Json:
    return {"model": "m", "input": given_inputs, "encoding_format": "float"}


@checked
@given(inputs, st.data())
def test_a_batch_fetched_in_two_parts_reads_as_if_fetched_at_once(given_inputs: list[Any], data: st.DataObject) -> None:
    body = batch_of(given_inputs)
    items = BATCHES.split(body)
    assert items is not None
    distinct = list({json.dumps(item): item for item in items}.values())
    cut = data.draw(st.integers(0, len(distinct)))
    stored: dict[str, bytes] = {}
    for part in (distinct[:cut], distinct[cut:]):
        if part:
            answers = BATCHES.divide(answer_to(BATCHES.batch(part)), part)
            assert answers is not None
            stored |= {json.dumps(item): answer for item, answer in zip(part, answers, strict=True)}
    merged = BATCHES.merge([stored[json.dumps(item)] for item in items])
    assert merged is not None
    assert json.loads(merged) == json.loads(answer_to(body))


def test_an_item_is_asked_for_as_if_it_stood_alone() -> None:
    body = {**batch_of(["a", "b"]), "user": "u"}
    assert BATCHES.split(body) == [{**body, "input": "a"}, {**body, "input": "b"}]
    assert BATCHES.split(batch_of([[1, 2], [3]])) == [batch_of([1, 2]), batch_of([3])]


@pytest.mark.parametrize("given_input", ["a", [], [1, 2], ["a", [1]], [["a"]], [[]], [True], [None], {"a": 1}])
def test_what_is_no_batch_is_not_split(given_input: Any) -> None:
    assert BATCHES.split(batch_of(given_input)) is None


def test_each_part_is_a_whole_answer_with_its_share_of_the_usage() -> None:
    items = BATCHES.split(batch_of(["aaa", "b"]))
    assert items is not None
    parts = BATCHES.divide(answer_to(batch_of(["aaa", "b"])), items)
    assert parts is not None
    assert [ADAPTER.unusable(part) for part in parts] == ["", ""]
    first, second = (json.loads(part) for part in parts)
    assert (first["data"][0]["index"], second["data"][0]["index"]) == (0, 0)
    assert (first["usage"]["prompt_tokens"], second["usage"]["prompt_tokens"]) == (3, 1)


def test_rows_are_told_apart_by_their_index_not_by_their_order() -> None:
    items = BATCHES.split(batch_of(["a", "bb"])) or []
    answer = json.loads(answer_to(batch_of(["a", "bb"])))
    answer["data"].reverse()
    parts = BATCHES.divide(json.dumps(answer).encode(), items) or []
    assert [json.loads(part)["data"][0]["embedding"][0] for part in parts] == [1.0, 2.0]


def test_base64_vectors_survive() -> None:
    items = BATCHES.split(batch_of(["a", "b"])) or []
    rows = [{"object": "embedding", "index": place, "embedding": text} for place, text in enumerate(["AAAA", "AACA"])]
    parts = BATCHES.divide(json.dumps({"object": "list", "model": "m", "data": rows}).encode(), items)
    merged = BATCHES.merge(parts or [])
    assert json.loads(merged or b"") == {"object": "list", "model": "m", "data": rows}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 2, "embedding": [1.0]}],
        [{"index": place % 2, "embedding": [1.0]} for place in range(3)],
        [{"index": 0, "embedding": [1.0]}, {"embedding": [1.0]}],
    ],
)
def test_an_answer_without_one_row_for_each_item_is_not_divided(rows: list[Json]) -> None:
    items = BATCHES.split(batch_of(["a", "b"])) or []
    assert BATCHES.divide(json.dumps({"object": "list", "data": rows}).encode(), items) is None


def test_vectors_of_two_models_are_never_merged() -> None:
    old, new = answer_to(batch_of(["a"]), "m-1"), answer_to(batch_of(["b"]), "m-2")
    assert BATCHES.merge([old, old]) is not None
    assert BATCHES.merge([old, new]) is None


def test_streams_are_never_stored() -> None:
    joiner = ADAPTER.joiner()
    joiner.feed(b"data: [DONE]\n\n")
    assert joiner.finish().body is None
    assert b"".join(ADAPTER.replay(b'{"object":"list"}', Call("m"))) == b'data: {"object":"list"}\n\n'


@checked
@given(st.integers(0, 10_000), st.lists(st.integers(0, 50), min_size=1, max_size=9))
def test_shares_add_up_and_are_near_their_proportion(total: int, weights: list[int]) -> None:
    parts = shared_out(total, weights)
    assert sum(parts) == total
    fair = weights if any(weights) else [1] * len(weights)
    assert all(abs(part - total * own / sum(fair)) < 1 + 1e-6 for part, own in zip(parts, fair, strict=True))
