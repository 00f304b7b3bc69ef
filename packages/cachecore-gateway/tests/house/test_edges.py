"""Raw HTTP at the front door: errors, headers, tenants, bypass, limits."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import Fail, SpoofedHeaders, ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess


@pytest.fixture
def http(gateway: GatewayProcess) -> Any:
    with httpx.Client(base_url=gateway.url, timeout=10) as client:
        yield client


def body(text: str = "hi", **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def deps(*pairs: tuple[str, str]) -> str:
    raw = json.dumps([{"dep_id": name, "expected_hash": value} for name, value in pairs]).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


PATH = "/v1/chat/completions"


def test_a_dep_dies_by_invalidation_and_caches_again(http: httpx.Client, gateway: GatewayProcess) -> None:
    headers = {**bearer(gateway.token()), "x-cachecore-deps": deps(("table:a", "v1"))}
    seen = [http.post(PATH, json=body("dep"), headers=headers).headers["x-cache"] for _ in range(2)]
    done = http.post("/v1/invalidate", content=b'{"dep_id": "table:a"}', headers=bearer(gateway.token())).json()
    seen += [http.post(PATH, json=body("dep"), headers=headers).headers["x-cache"] for _ in range(2)]
    assert seen == ["MISS", "HIT_L1", "MISS", "HIT_L1"]
    assert (done["ok"], done["dep_id"]) == (True, "table:a")
    assert done["keys_deleted"] >= 1
    assert done["new_hash"]


def test_tenants_never_meet(http: httpx.Client, gateway: GatewayProcess) -> None:
    tokens = [gateway.token("one"), gateway.token("two"), gateway.token("one", project_id="p")]
    seen = [http.post(PATH, json=body("mine"), headers=bearer(token)).headers["x-cache"] for token in tokens * 2]
    assert seen == ["MISS"] * 3 + ["HIT_L1"] * 3


@pytest.mark.parametrize("header", ["x-cachecore-token", "authorization"])
def test_a_bad_token_is_401_and_never_a_silent_bypass(http: httpx.Client, gateway: GatewayProcess, header: str) -> None:
    bad = gateway.token()[:-3] + "abc"
    value = f"Bearer {bad}" if header == "authorization" else bad
    answer = http.post(PATH, json=body(), headers={header: value})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "authentication_error"
    assert bad not in answer.text


def test_bypass_with_the_tenants_token(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    for headers in ({"x-cachecore-bypass": gateway.token()}, {**bearer(gateway.token()), "x-cachecore-bypass": "1"}):
        answers = [http.post(PATH, json=body("by"), headers=headers) for _ in range(2)]
        assert [answer.headers["x-cache"] for answer in answers] == ["BYPASS", "BYPASS"]
    assert upstream.call_count == 4
    assert {call.request.header("authorization") for call in upstream.calls} == {"Bearer sk-operator-key"}


def test_without_a_token_the_callers_own_key_pays(http: httpx.Client, upstream: ThreadedUpstreamDouble) -> None:
    answer = http.post(PATH, json=body(), headers=bearer("sk-callers-own"))
    assert (answer.status_code, answer.headers["x-cache"]) == (200, "BYPASS")
    assert upstream.calls[-1].request.header("authorization") == "Bearer sk-callers-own"
    refused = http.post(PATH, json=body())
    assert refused.status_code == 401
    assert "anonymous_upstream_key" in refused.json()["error"]["message"]


def test_nothing_of_ours_travels_upstream(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    token = gateway.token()
    headers = {
        "x-cachecore-token": token,
        "x-cachecore-deps": deps(("a", "1")),
        "x-cachecore-l2": "strict",
        "x-mine": "kept",
    }
    http.post(PATH, json=body("canary"), headers=headers)
    http.post("/v1/other", json={}, headers=headers)
    for call in upstream.calls:
        names = {name.lower() for name, _ in call.request.headers}
        assert not [name for name in names if name.startswith("x-cachecore")]
        assert token not in str(call.request.headers)
        assert "x-mine" in names


def test_upstream_cannot_spoof_cache_headers(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.inject(SpoofedHeaders())
    answer = http.post(PATH, json=body("spoof"), headers=bearer(gateway.token()))
    assert answer.headers.get_list("x-cache") == ["MISS"]
    assert len(answer.headers.get_list("cache-status")) == 1
    assert "set-cookie" not in answer.headers
    passed = http.post("/v1/else", json={}, headers=bearer(gateway.token()))
    assert passed.headers.get_list("x-cache") == ["BYPASS"]


@pytest.mark.parametrize(
    ("headers", "content", "status", "says"),
    [
        ({}, b"{", 400, "not valid JSON"),
        ({}, b"[]", 400, "JSON object"),
        ({}, b'{"model": "m", "model": "n", "messages": []}', 400, "twice"),
        ({}, b'{"model": 3, "messages": []}', 400, "model"),
        ({"x-cachecore-deps": "%%%"}, None, 400, "X-Cachecore-Deps"),
        ({"x-cachecore-deps": deps(("", "v1"))}, None, 400, "X-Cachecore-Deps"),
        ({"x-cachecore-deps": deps(*((f"d{n}", "v") for n in range(65)))}, None, 400, "65"),
        ({"x-cachecore-tyop": "1"}, None, 400, "x-cachecore-tyop"),
        ({"x-cachecore-l2": "loose"}, None, 400, "x-cachecore-l2"),
        ({"cache-control": "max-age=soon"}, None, 400, "max-age"),
        ({"content-encoding": "gzip"}, None, 400, "Content-Encoding"),
        ({"x-huge": "x" * 40_000}, None, 431, "headers"),
        ({}, b'{"model": "m", "messages": [], "x": "' + b"x" * (10 * 1024 * 1024) + b'"}', 413, "larger than"),
    ],
)
def test_bad_input_gets_an_openai_shaped_error_that_says_what_to_change(
    http: httpx.Client, gateway: GatewayProcess, headers: dict[str, str], content: bytes | None, status: int, says: str
) -> None:
    content = content if content is not None else json.dumps(body()).encode()
    answer = http.post(PATH, content=content, headers={**bearer(gateway.token()), **headers})
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "code", "param"}
    assert says in answer.json()["error"]["message"]


def test_cache_control_is_honoured(http: httpx.Client, gateway: GatewayProcess) -> None:
    def ask(control: str) -> httpx.Response:
        headers = {**bearer(gateway.token()), **({"cache-control": control} if control else {})}
        return http.post(PATH, json=body("control"), headers=headers)

    assert ask("only-if-cached").status_code == 504
    assert ask("no-store").headers["x-cache"] == "BYPASS"
    assert ask("").headers["x-cache"] == "MISS"
    assert ask("max-age=60").headers["x-cache"] == "HIT_L1"
    refetched = ask("no-cache")
    assert (refetched.headers["x-cache"], "fwd=request" in refetched.headers["cache-status"]) == ("MISS", True)
    assert "hit" in ask("").headers["cache-status"]


def test_an_upstream_error_comes_through_as_it_is(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    upstream.inject(Fail(429))
    answer = http.post(PATH, json=body("limit"), headers=bearer(gateway.token()))
    assert answer.status_code == 429
    assert "error" in answer.json()


def test_admin_needs_its_token(http: httpx.Client, gateway: GatewayProcess) -> None:
    assert http.get("/admin/stats").status_code == 403
    assert http.get("/admin/stats", headers=bearer("wrong")).status_code == 403
    stats = http.get("/admin/stats", headers=bearer(gateway.admin_token))
    assert stats.status_code == 200
    assert "requests" in stats.json()


def test_probes(http: httpx.Client, gateway: GatewayProcess) -> None:
    assert http.get("/health").json()["status"] == "ok"
    assert http.get("/ready").status_code == 200
    assert "cachecore_requests_total" in http.get("/metrics").text
    assert http.get("/dashboard").headers["content-type"].startswith("text/html")
    assert http.get("/nowhere").status_code == 404


def test_no_prompt_answer_or_token_is_ever_logged(http: httpx.Client, gateway: GatewayProcess) -> None:
    token, canary = gateway.token(), "canary-7f3a"
    http.post(PATH, json=body(canary), headers={**bearer(token), "x-cachecore-deps": deps((canary, "v"))})
    http.post(PATH, content=canary.encode(), headers=bearer(token))
    http.post(PATH, json=body(canary), headers=bearer(token + "x"))
    shown = gateway.log_text + http.get("/metrics").text
    assert canary not in shown
    assert token not in shown


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/invalidate"), ("POST", "/v1/invalidate/"), ("PUT", "/v1/feedback")]
)
def test_a_mistaken_call_of_ours_never_reaches_the_provider(
    http: httpx.Client, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble, method: str, path: str
) -> None:
    answer = http.request(method, path, json={"dep_id": "secret:dep"}, headers=bearer(gateway.token()))
    assert (answer.status_code, upstream.call_count) == (404, 0)


def test_a_misspelt_dependency_is_refused(http: httpx.Client, gateway: GatewayProcess) -> None:
    raw = base64.urlsafe_b64encode(b'[{"dep_id": "a", "hash": "v2"}]').rstrip(b"=").decode()
    answer = http.post(PATH, json=body(), headers={**bearer(gateway.token()), "x-cachecore-deps": raw})
    assert answer.status_code == 400
    assert "expected_hash" in answer.json()["error"]["message"]
