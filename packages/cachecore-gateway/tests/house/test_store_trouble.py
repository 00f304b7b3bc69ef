"""The store breaks under a running gateway: every request is answered, nothing old or foreign is served, and an
invalidation that cannot be kept is not acknowledged."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing import Request, ThreadedUpstreamDouble
from cachecore_gateway.testing.gateway_process import GatewayProcess

from .front_door import PATH, bearer, body, deps

QUICK = {("entries.db", "overwritten"), ("control.db", "deleted")}
LOSSES = [
    pytest.param(name, how, marks=() if (name, how) in QUICK else pytest.mark.slow)
    for name in ("entries.db", "control.db", "memory.db")
    for how in ("deleted", "emptied", "overwritten")
]
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def gateway(upstream: ThreadedUpstreamDouble, tmp_path: Path) -> Iterator[GatewayProcess]:
    with GatewayProcess(tmp_path / "store", upstream.base_url) as process:
        yield process


class House:
    """Asks, and checks that each answer is of its own question and not older than it may be."""

    def __init__(self, gateway: GatewayProcess, upstream: ThreadedUpstreamDouble) -> None:
        self.gateway = gateway
        self.version = self.acknowledged = 0
        upstream.answer_with(self._answer)

    def _answer(self, request: Request) -> str:
        messages: Any = request.fields["messages"]
        return f"{self.version} {messages[0]['content']}"

    def ask(self, text: str) -> str:
        headers = {**bearer(self.gateway.token()), **deps("data"), "x-cachecore-exact-only": "1"}
        answer = httpx.post(self.gateway.url + PATH, json=body(text), headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        version, _, said = answer.json()["choices"][0]["message"]["content"].partition(" ")
        assert said == text
        assert int(version) >= self.acknowledged
        return str(answer.headers["x-cache"])

    def invalidate(self) -> int:
        self.version += 1
        url, token = self.gateway.url + "/v1/invalidate", bearer(self.gateway.token())
        answer = httpx.post(url, json={"dep_id": "data"}, headers=token, timeout=20)
        if answer.status_code == 200:
            self.acknowledged = self.version
        else:
            assert answer.json()["error"]["code"] == "store_unavailable"
            assert answer.json()["error"]["message"]
        return answer.status_code


@pytest.fixture
def house(gateway: GatewayProcess, upstream: ThreadedUpstreamDouble) -> House:
    house = House(gateway, upstream)
    assert [house.ask("kept"), house.ask("kept")] == ["MISS", "HIT_L1"]
    return house


@contextmanager
def full_disk(gateway: GatewayProcess) -> Iterator[None]:
    """No file of the gateway may grow or be written: what a full disk does, for one process."""
    resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, NO_LIMIT)


def test_a_full_disk(house: House, gateway: GatewayProcess) -> None:
    with full_disk(gateway):
        for number in range(20):
            house.ask(f"while full {number}")
            house.ask("kept")
        assert [house.invalidate() for _ in range(3)] == [503] * 3
        assert httpx.get(gateway.url + "/health").status_code == 200
        assert httpx.get(gateway.url + "/ready").status_code == 503
        house.ask("kept")
    assert house.invalidate() == 200
    assert house.ask("kept") == "MISS"
    assert house.ask("kept") == "HIT_L1"
    assert httpx.get(gateway.url + "/ready").status_code == 200


def damage(directory: Path, name: str, how: str) -> None:
    if how == "deleted":
        for path in directory.glob(f"{name}*"):
            path.unlink(missing_ok=True)
        return
    path = directory / name
    size = path.stat().st_size
    with path.open("r+b") as file:
        if how == "emptied":
            file.truncate(0)
        else:
            file.write(b"no database " * (size // 12 + 1))


@pytest.mark.parametrize(("name", "how"), LOSSES)
def test_a_file_is_lost_while_the_gateway_runs(
    house: House, gateway: GatewayProcess, tmp_path: Path, name: str, how: str
) -> None:
    damage(tmp_path / "store", name, how)
    for number in range(5):
        house.ask(f"after {number}")
        house.ask("kept")
    assert house.invalidate() in (200, 503)
    house.ask("kept")
    assert house.ask("new") == "MISS"
    gateway.kill()
    gateway.start()
    house.ask("kept")
    house.ask("new")
    assert house.invalidate() == 200
    assert [house.ask("kept") for _ in range(2)] == ["MISS", "HIT_L1"]


def test_the_whole_directory_is_lost_while_the_gateway_runs(
    house: House, gateway: GatewayProcess, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "store")
    for number in range(5):
        house.ask(f"after {number}")
        house.ask("kept")
    assert house.invalidate() in (200, 503)
    house.ask("kept")
    gateway.kill()
    gateway.start()
    house.ask("kept")
    assert house.invalidate() == 200
    assert [house.ask("kept") for _ in range(2)] == ["MISS", "HIT_L1"]
