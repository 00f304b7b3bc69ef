"""What one tenant declares of its own concerns that tenant alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

PATH = "/v1/chat/completions"
TENANTS = """
[cache]
ignore_paths = ["/run_id"]

[tenants.agents]
ignore_paths = ["/messages/*/sent_at", "/trace/id"]
"""


@pytest.fixture(scope="module")
def gateway(upstream: ThreadedUpstreamDouble, tmp_path_factory: pytest.TempPathFactory) -> Any:
    place: Path = tmp_path_factory.mktemp("tenants")
    (place / "cachecore.toml").write_text(TENANTS)
    environment = {"CACHECORE_CONFIG": str(place / "cachecore.toml")}
    with GatewayProcess(place / "store", upstream.base_url, environment=environment) as process:
        yield process


def statuses(gateway: GatewayProcess, tenant: str, *requests: dict[str, Any]) -> list[str]:
    headers = {"authorization": f"Bearer {gateway.token(tenant)}"}
    with httpx.Client(base_url=gateway.url, timeout=10) as http:
        return [http.post(PATH, json=request, headers=headers).headers["x-cache"] for request in requests]


def ask(sent_at: int, trace: str, run: str = "r1", **more: Any) -> dict[str, Any]:
    message = {"role": "user", "content": "Which step is next?", "sent_at": sent_at}
    return {"model": "m", "messages": [message], "trace": {"id": trace, "kind": "k"}, "run_id": run, **more}


def test_declared_places_are_ignored_for_the_tenant_that_declared_them(
    gateway: GatewayProcess, upstream: ThreadedUpstreamDouble
) -> None:
    assert statuses(gateway, "agents", ask(1, "a"), ask(2, "b")) == ["MISS", "HIT_L1"]
    assert statuses(gateway, "others", ask(1, "a"), ask(2, "a"), ask(1, "b")) == ["MISS"] * 3
    assert b'"sent_at":1' in upstream.calls[0].request.body, "what travels upstream is never changed"


def test_what_is_ignored_for_all_is_ignored_for_that_tenant_too(gateway: GatewayProcess) -> None:
    for tenant in ("agents", "others"):
        assert statuses(gateway, tenant, ask(9, "r", "r1", seed=1), ask(9, "r", "r2", seed=1)) == ["MISS", "HIT_L1"]


def test_other_fields_beside_a_declared_place_still_count(gateway: GatewayProcess) -> None:
    one, two = ask(1, "a", seed=2), ask(1, "a", seed=2)
    two["trace"]["kind"] = "other"
    assert statuses(gateway, "agents", one, two) == ["MISS", "MISS"]
