"""Which reply a path gets: models, the echo, and what is not there."""

from __future__ import annotations

import base64

import httpx
import pytest

from cachecore_gateway.testing import UpstreamDouble


async def test_models_are_listed_and_looked_up() -> None:
    async with (
        UpstreamDouble(model_names=("tiny", "org/big model")) as up,
        httpx.AsyncClient(base_url=up.origin, trust_env=False) as client,
    ):
        listed = (await client.get("/v1/models")).json()
        one = (await client.get("/v1/models/org%2Fbig%20model")).json()
        none = await client.get("/v1/models/huge")
    assert [model["id"] for model in listed["data"]] == ["tiny", "org/big model"]
    assert (one["id"], one["object"]) == ("org/big model", "model")
    assert (none.status_code, none.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_any_other_path_is_told_back(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/v1/files/f1?purpose=x", content=b"raw", headers={"X-Own": "1"})
    echo = answer.json()
    assert (echo["method"], echo["path"], echo["query"], echo["body"]) == (method, "/v1/files/f1", "purpose=x", "raw")
    assert ["X-Own", "1"] in echo["headers"]


async def test_a_cached_path_with_another_method_is_told_back(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/chat/completions")).json()["object"] == "echo"


async def test_a_binary_body_is_told_back_in_base64(client: httpx.AsyncClient) -> None:
    echo = (await client.post("/v1/audio/x", content=b"\xff\x00")).json()
    assert (echo["body_coding"], base64.b64decode(echo["body"])) == ("base64", b"\xff\x00")


async def test_outside_of_v1_there_is_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/favicon.ico")
    assert answer.status_code == 404
    assert "GET /favicon.ico" in answer.json()["error"]["message"]


async def test_every_reply_has_the_id_of_its_call(client: httpx.AsyncClient) -> None:
    ids = [(await client.get(path)).headers["x-request-id"] for path in ("/v1/models", "/v1/x", "/nowhere")]
    assert ids == ["req_double_000001", "req_double_000002", "req_double_000003"]
