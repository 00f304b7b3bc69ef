"""Reports, the switch and the judge by the front door, with two workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

PATH = "/v1/chat/completions"
STORED = "What is the capital of Norway?"
REWORDED = "what is the capital of norway"


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    directory: Path = tmp_path_factory.mktemp("evidence") / "store"
    settings = {"CACHECORE_L2_MIN_TRIAL_COUNT": "3", "CACHECORE_L2_DEADLINE_SECONDS": "5"}
    with GatewayProcess(directory, upstream.base_url, workers=2, environment=settings) as process:
        yield process


@pytest.fixture
def http(gateway: GatewayProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway.url, timeout=20) as client:
        yield client


@pytest.fixture
def pair(http: httpx.Client, gateway: GatewayProcess) -> Callable[[str], tuple[httpx.Response, float]]:
    """Two wordings of one question in a scope of their own; the answer to the second, and what makes the scope."""
    scopes = count(1)

    def post(tenant: str) -> tuple[httpx.Response, float]:
        scope = next(scopes) / 10_000
        ask(http, gateway, tenant, STORED, scope)
        return ask(http, gateway, tenant, REWORDED, scope), scope

    return post


def ask(http: httpx.Client, gateway: GatewayProcess, tenant: str, text: str, scope: float) -> httpx.Response:
    body = {"model": "m", "messages": [{"role": "user", "content": text}], "top_p": scope}
    return http.post(PATH, json=body, headers=bearer(gateway, tenant))


def bearer(gateway: GatewayProcess, tenant: str) -> dict[str, str]:
    return {"authorization": f"Bearer {gateway.token(tenant)}"}


def admin(gateway: GatewayProcess) -> dict[str, str]:
    return {"authorization": f"Bearer {gateway.admin_token}"}


def until(true: Callable[[], bool]) -> None:
    """Other workers follow within a few seconds."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "it did not come true within 10 s"
        time.sleep(0.05)


def hit_of(pair: Any, tenant: str) -> tuple[httpx.Response, float]:
    """A hit by meaning; a worker may see what another one stored a moment later, so it may take more than one try."""
    for _ in range(20):
        answer, scope = pair(tenant)
        if answer.headers["x-cache"] == "HIT_L2":
            return answer, scope
    raise AssertionError("no hit by meaning in 20 tries")


def test_a_wrong_answer_is_reported_and_gone(http: httpx.Client, gateway: GatewayProcess, pair: Any) -> None:
    hit, scope = hit_of(pair, "reporter")
    report = {"entry": hit.headers["x-cache-entry"], "correct": False}
    stranger = http.post("/v1/feedback", json=report, headers=bearer(gateway, "stranger"))
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (404, "unknown_entry")
    done = http.post("/v1/feedback", json=report, headers=bearer(gateway, "reporter"))
    assert (done.status_code, done.json()) == (200, {"ok": True, "entry": report["entry"], "quarantined": True})
    seen = [ask(http, gateway, "reporter", text, scope).headers["x-cache"] for text in (STORED, REWORDED)]
    assert seen == ["MISS", "MISS"]
    assert http.post("/v1/feedback", json=report, headers=bearer(gateway, "reporter")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"entry": "x"},
        {"correct": False},
        {"entry": "x", "correct": "no"},
        {"entry": "", "correct": False},
        {"entry": "x" * 129, "correct": False},
        {"entry": "x", "correct": False, "why": "because"},
        {},
    ],
)
def test_a_malformed_report_is_refused(http: httpx.Client, gateway: GatewayProcess, body: dict[str, Any]) -> None:
    answer = http.post("/v1/feedback", json=body, headers=bearer(gateway, "reporter"))
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_a_report_needs_a_token(http: httpx.Client) -> None:
    assert http.post("/v1/feedback", json={"entry": "x", "correct": False}).status_code == 401


def test_reports_switch_the_tenant_to_shadow_in_every_worker_and_the_operator_switches_back(
    http: httpx.Client, gateway: GatewayProcess, pair: Any
) -> None:
    for _ in range(3):
        hit, _ = hit_of(pair, "unlucky")
        report = {"entry": hit.headers["x-cache-entry"], "correct": False}
        assert http.post("/v1/feedback", json=report, headers=bearer(gateway, "unlucky")).status_code == 200
    found = http.get("/admin/stats", headers=admin(gateway)).json()["false_hits"]
    assert found["sources"]["report"]["errors"] >= 3
    assert (found["shadow"], found["shadow_tenants"]) == (False, 1)

    def tiers(tenant: str) -> set[str]:
        return {pair(tenant)[0].headers["x-cache"] for _ in range(6)}

    until(lambda: tiers("unlucky") == {"MISS"})
    hit_of(pair, "lucky")
    word = http.post("/admin/l2", json={"shadow": False}, headers=admin(gateway))
    assert word.json() == {"ok": True, "shadow": False}
    until(lambda: "HIT_L2" in tiers("unlucky"))


@pytest.mark.parametrize("body", [{}, {"shadow": 1}, {"shadow": True, "more": 1}])
def test_the_switch_wants_a_clear_word(http: httpx.Client, gateway: GatewayProcess, body: dict[str, Any]) -> None:
    assert http.post("/admin/l2", json=body, headers=admin(gateway)).status_code == 400


def test_the_switch_is_the_operators(http: httpx.Client, gateway: GatewayProcess) -> None:
    assert http.post("/admin/l2", json={"shadow": True}, headers=bearer(gateway, "reporter")).status_code == 403


def test_the_numbers_are_exposed(http: httpx.Client, gateway: GatewayProcess) -> None:
    def exposed() -> dict[str, str]:
        lines = http.get("/metrics").text.splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if line.startswith("cachecore_l2_"))

    until(lambda: "cachecore_l2_false_hit_upper95" in exposed())
    numbers = exposed()
    assert float(numbers["cachecore_l2_false_hit_upper95"]) == 1.0
    assert numbers["cachecore_l2_shadow"] == "0.0"
    assert 'cachecore_l2_evidence_errors_total{source="report"}' in numbers
