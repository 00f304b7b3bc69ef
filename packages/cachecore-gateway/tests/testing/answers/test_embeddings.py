"""/v1/embeddings."""

from __future__ import annotations

import base64
import math
import struct

import httpx
import pytest

from cachecore_gateway.testing.answers import vector

PATH = "/v1/embeddings"


def test_vectors_are_unit_rows_that_depend_on_the_input_alone() -> None:
    assert vector("a", 64) == vector("a", 64) != vector("b", 64)
    assert math.isclose(math.hypot(*vector("a", 64)), 1.0, rel_tol=1e-6)


async def test_both_encodings_carry_the_same_numbers(client: httpx.AsyncClient) -> None:
    fields = {"model": "m", "input": ["a", "b"], "dimensions": 16}
    floats = (await client.post(PATH, json=fields)).json()
    packed = (await client.post(PATH, json={**fields, "encoding_format": "base64"})).json()
    for plain, coded in zip(floats["data"], packed["data"], strict=True):
        numbers = struct.unpack("<16f", base64.b64decode(coded["embedding"]))
        assert list(numbers) == plain["embedding"]
    assert [entry["index"] for entry in floats["data"]] == [0, 1]


@pytest.mark.parametrize(("given", "count"), [("text", 1), ([1, 2, 3], 1), (["a", "b"], 2), ([[1], [2], [3]], 3)])
async def test_texts_and_tokens_come_alone_or_in_lists(client: httpx.AsyncClient, given: object, count: int) -> None:
    answer = (await client.post(PATH, json={"model": "m", "input": given})).json()
    assert len(answer["data"]) == count
    assert len(answer["data"][0]["embedding"]) == 1536


@pytest.mark.parametrize(
    "fields",
    [{"model": "m"}, {"model": "m", "input": []}, {"input": "a"}, {"model": "m", "input": "a", "dimensions": 0}],
)
async def test_a_bad_request_is_refused(client: httpx.AsyncClient, fields: dict[str, object]) -> None:
    answer = await client.post(PATH, json=fields)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
