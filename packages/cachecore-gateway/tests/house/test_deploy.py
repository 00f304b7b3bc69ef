"""The files and examples that operators start from fit the gateway and each other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.config import Settings, load

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[4]
SECRET = "0123456789abcdef" * 4


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
    return loaded


def manifests() -> dict[str, dict[str, Any]]:
    """The Kubernetes page's, by kind."""
    page = (ROOT / "docs/how-to/kubernetes.md").read_text()
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    return {one["kind"]: one for one in yaml.safe_load_all(block)}


def image_environment() -> dict[str, str]:
    """What the image sets."""
    text = (ROOT / "deploy/Dockerfile").read_text().rpartition("FROM ")[2]
    return dict(re.findall(r"(CACHECORE_[A-Z]+)=(\S+)", text))


def settings_of(environment: dict[str, str]) -> Settings:
    """As the gateway reads them: an unknown name or a wrong value is an error."""
    return load(None, {**image_environment(), **environment, "CACHECORE_JWT_SECRET": SECRET}, dev=False)


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def test_the_image_listens_where_its_port_and_its_health_check_are() -> None:
    text = (ROOT / "deploy/Dockerfile").read_text()
    port = settings_of({}).server.port
    assert f"EXPOSE {port}\n" in text
    assert "os.environ['CACHECORE_PORT']" in text
    assert re.search(r"^USER [1-9]", text, re.MULTILINE)


def test_composed_gateways_share_a_store_and_have_time_to_end() -> None:
    services = compose()["services"]
    gateways = {name: one for name, one in services.items() if name.startswith("gateway")}
    assert len(gateways) == 2
    for one in gateways.values():
        settings = settings_of({**one["environment"], "ADMIN_TOKEN": "x" * 32})
        assert settings.stores.redis_url == "redis://valkey:6379/0"
        assert seconds(one["stop_grace_period"]) > settings.server.shutdown_seconds
        assert one["read_only"]


def test_prometheus_asks_every_composed_gateway() -> None:
    (job,) = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text())["scrape_configs"]
    port = settings_of({}).server.port
    targets = set(job["static_configs"][0]["targets"])
    assert targets == {f"{name}:{port}" for name in compose()["services"] if name.startswith("gateway")}


def test_pods_are_configured_by_what_the_gateway_knows_alone() -> None:
    found = manifests()
    settings = settings_of(found["Secret"]["stringData"])
    pod = found["Deployment"]["spec"]["template"]["spec"]
    assert settings.stores.redis_url.startswith("rediss://")
    assert (
        pod["enableServiceLinks"] is False
    )  # else the service's name makes variables of its own: CACHECORE_PORT=tcp://…
    assert pod["containers"][0]["ports"][0]["containerPort"] == settings.server.port


def test_pods_end_later_than_their_last_request() -> None:
    pod = manifests()["Deployment"]["spec"]["template"]["spec"]
    gateway = pod["containers"][0]
    slept = float(gateway["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > slept + settings_of({}).server.shutdown_seconds
    assert {gateway[probe]["httpGet"]["path"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")} == {
        "/health"
    }
    assert manifests()["PodDisruptionBudget"]["spec"]["minAvailable"] < manifests()["Deployment"]["spec"]["replicas"]
