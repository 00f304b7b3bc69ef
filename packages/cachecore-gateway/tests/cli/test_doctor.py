"""``cachecore doctor``: each check, in good order and broken."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import cachecore_minilm
from cachecore_gateway.cli.exits import DONE, FAILED
from cachecore_gateway.testing import ThreadedUpstreamDouble, UpstreamDouble

Cli = Callable[..., tuple[int, str, str]]
Doctor = Callable[..., tuple[int, dict[str, list[str]]]]


@pytest.fixture
def up() -> Iterator[ThreadedUpstreamDouble]:
    with UpstreamDouble.in_thread() as double:
        yield double
        # A whole exchange: the connections that were only tried have come and gone when it is over.
        httpx.get(f"{double.base_url}/models", trust_env=False, timeout=5, headers={"connection": "close"})


@pytest.fixture
def doctor(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, up: ThreadedUpstreamDouble) -> Doctor:
    """Runs it with everything in order but what the test sets; lines by subject."""
    good = {
        "CACHECORE_STORE": str(tmp_path / "store"),
        "CACHECORE_OPENAI_BASE_URL": up.base_url,
        "CACHECORE_ANTHROPIC_BASE_URL": up.origin,
        "OPENAI_API_KEY": "sk-canary-4711",
        "ANTHROPIC_API_KEY": "sk-canary-4712",
        "CACHECORE_PORT": str(_free_port()),
        "CACHECORE_STORES_EMBEDDED_HOT_BYTES": "1048576",
        "CACHECORE_STORES_EMBEDDED_INDEX_BYTES": "1048576",
    }

    def run(**environ: str) -> tuple[int, dict[str, list[str]]]:
        for name, value in (good | environ).items():
            monkeypatch.setenv(name, value)
        status, out, _ = cli("doctor")
        assert "canary" not in out
        found: dict[str, list[str]] = {}
        for line in out.splitlines():
            if line.startswith(("ok ", "warn ", "fail ")):
                level, subject, text = line.split(maxsplit=2)
                found.setdefault(subject, []).append(f"{level} {text}")
        return status, found

    return run


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_all_is_well(doctor: Doctor, up: ThreadedUpstreamDouble) -> None:
    status, found = doctor()
    assert status == DONE
    assert {line.split()[0] for lines in found.values() for line in lines} == {"ok"}
    assert {"settings", "store", "model", "openai", "anthropic", "port", "clock", "workers"} <= set(found)
    assert up.call_count == 0


def test_every_wrong_setting_is_a_line(doctor: Doctor) -> None:
    status, found = doctor(CACHECORE_PORT="x", CACHECORE_JWT_SECRET="short")
    assert status == FAILED
    assert len(found["settings"]) == 2
    assert all(line.startswith("fail") for line in found["settings"])


def test_a_store_that_opens_is_counted(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o700)
    assert "opens; 0 entries" in doctor()[1]["store"][0]


def test_a_store_that_is_a_file_fails(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    status, found = doctor()
    assert status == FAILED
    assert found["store"][0].startswith("fail")


def test_a_server_that_is_not_there_fails_without_its_password(doctor: Doctor) -> None:
    status, found = doctor(CACHECORE_STORE=f"redis://u:canary@127.0.0.1:{_free_port()}/0")
    assert status == FAILED
    assert found["store"][0].startswith("fail")


def test_a_damaged_model_fails(doctor: Doctor, tmp_path: Path) -> None:
    model = shutil.copytree(cachecore_minilm.directory(), tmp_path / "model")
    (model / "tokenizer.json").write_text("{}")
    status, found = doctor(CACHECORE_SEMANTIC_MODEL_DIRECTORY=str(model))
    assert status == FAILED
    assert "damaged" in found["model"][0]


def test_a_provider_that_does_not_listen_is_a_warning(doctor: Doctor) -> None:
    status, found = doctor(CACHECORE_OPENAI_BASE_URL=f"http://127.0.0.1:{_free_port()}/v1", OPENAI_API_KEY="")
    assert status == DONE
    assert [line.split()[0] for line in found["openai"]] == ["warn", "warn"]
    assert "OPENAI_API_KEY" in found["openai"][0]
    assert "no connection" in found["openai"][1]


def test_a_port_in_use_fails(doctor: Doctor, up: ThreadedUpstreamDouble) -> None:
    status, found = doctor(CACHECORE_PORT=up.origin.rpartition(":")[2])
    assert status == FAILED
    assert "cannot be listened on" in found["port"][0]


def test_more_workers_than_cores_is_a_warning(doctor: Doctor) -> None:
    _, found = doctor(CACHECORE_WORKERS="200")
    assert found["workers"][0].startswith("warn")


def test_more_memory_than_there_is_is_a_warning(doctor: Doctor) -> None:
    _, found = doctor(CACHECORE_STORES_EMBEDDED_HOT_BYTES=str(10**15))
    assert found["workers"][0].startswith("warn")
    assert "MiB" in found["workers"][0]
