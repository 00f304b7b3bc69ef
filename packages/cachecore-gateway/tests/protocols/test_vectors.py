"""Vectors travel as the bytes that they are, whatever stands around them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.protocols import Embeddings
from cachecore_gateway.protocols.vectors import filled, lifted

from .strategies import checked, texts

numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False))
embeddings = st.one_of(st.lists(numbers, max_size=5), texts, st.none(), st.lists(st.lists(numbers, max_size=2)))
rows = st.fixed_dictionaries({"embedding": embeddings, "note": st.one_of(texts, st.just('"embedding":[0]'))})


@checked
@given(st.lists(rows, max_size=5), texts)
def test_what_is_lifted_out_and_put_back_is_the_same_answer(found: list[JsonObject], model: str) -> None:
    answer = {"object": "list", "data": found, "model": model, "embedding": [1, 2]}
    vectors: list[bytes] = []
    outline = lifted(json.dumps(answer).encode(), vectors)
    assert outline is not None
    assert json.loads(filled(outline, vectors)) == answer


@pytest.mark.parametrize("digits", ["[1.0000000000000000001, -2E-3,\n 3]", "[ 0.10 ]", "[-0]"])
def test_digits_are_kept_as_the_provider_wrote_them(digits: str) -> None:
    answer = f'{{"object": "list", "data": [{{"index": 0, "embedding" : {digits}}}], "model": "m"}}'.encode()
    divided = Embeddings().divide(answer, [{"input": "a"}])
    assert divided is not None
    assert digits.encode() in divided[0]
    assert digits.encode() in (Embeddings().merge(divided) or b"")


@pytest.mark.parametrize("empty", ["[]", "[ ]", "null", "{}"])
def test_an_answer_without_numbers_is_not_stored(empty: str) -> None:
    answer = f'{{"object": "list", "data": [{{"index": 0, "embedding": {empty}}}]}}'.encode()
    assert Embeddings().unusable(answer) == "no-embeddings"


def test_a_large_batch_is_taken_apart_without_reading_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    parse = json.JSONDecoder.decode

    def counting(decoder: json.JSONDecoder, text: str) -> object:
        read.append(len(text))
        return parse(decoder, text)

    monkeypatch.setattr(json.JSONDecoder, "decode", counting)
    row = json.dumps([0.123456789] * 1536)
    data = ",".join(f'{{"index": {place}, "embedding": {row}}}' for place in range(50))
    divided = Embeddings().divide(f'{{"object": "list", "data": [{data}]}}'.encode(), [{"input": "a"}] * 50)
    assert divided is not None
    assert 0 < sum(read) < 5000
