"""``cachecore serve`` in a process of its own, and the commands that talk to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from cachecore_gateway.cli.exits import DONE, FAILED, MISUSED

Cli = Callable[..., tuple[int, str, str]]
OURS = ("CACHECORE_", "OPENAI_", "ANTHROPIC_", "ADMIN_")


class Served:
    """A running ``cachecore serve --dev`` and what it said."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path, log: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.temporary = temporary
        self._log = log
        self.said = ""
        for line in process.stdout:
            self.said += line
            if "admin token" in line:
                break
        self.url = self._found(r"listens at (http://\S+)")
        self.token = self._found(r"(cc_live_\S+)")
        self.admin_token = self._found(r"admin token +(\S+)")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.said)
        assert found, f"it said {self.said!r} and logged {self._log.read_text()!r}"
        return found.group(1)

    def left_behind(self) -> list[Path]:
        return list(self.temporary.glob("cachecore-*"))

    def wait_ready(self) -> None:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:
            assert client.get(f"{self.url}/health", timeout=10).status_code == 200


@contextmanager
def serving(directory: Path, *arguments: str) -> Iterator[Served]:
    """A gateway whose store and temporary files lie in ``directory``."""
    temporary = directory / "tmp"
    temporary.mkdir(exist_ok=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "-m", "cachecore_gateway", "serve", "--dev", "--port", "0", *arguments]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            env={**environ, "CACHECORE_STORE": str(directory / "store"), "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        with process:
            yield Served(process, temporary, directory / "log")
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        served.wait_ready()
        yield served
    assert served.process.returncode == DONE, "SIGTERM is a proper end"
    assert served.left_behind() == []


def test_a_start_that_fails_says_so_in_its_status(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where a directory must be")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environ |= {"CACHECORE_STORE": str(tmp_path / "store"), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "cachecore_gateway", "serve", "--dev", "--port", "0"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == FAILED
    assert "Application startup failed" in done.stderr
    assert list(tmp_path.glob("cachecore-*")) == []


def test_dev_needs_no_configuration_and_says_how_to_go_on(served: Served, cli: Cli) -> None:
    assert "curl -i " + served.url in served.said
    assert f"{served.url}/v1" in served.said
    status, out, _ = cli("stats", "--url", served.url, "--admin-token", served.admin_token)
    assert status == DONE
    assert "no cacheable requests yet" in out


def test_a_wrong_admin_token_is_refused(served: Served, cli: Cli) -> None:
    status, _, err = cli("stats", "--url", served.url, "--admin-token", "wrong")
    assert status == FAILED
    assert "403" in err


def test_invalidation_by_name_by_prefix_and_dry(served: Served, cli: Cli) -> None:
    at = ("--url", served.url, "--token", served.token)
    status, out, err = cli("invalidate", "table:a", "table:b", "table:a", "--hash", "v2", *at)
    assert (status, err) == (DONE, "")
    assert out == "table:a: 0 gone\ntable:b: 0 gone\n"
    assert cli("invalidate", "table:a", *at)[1] == "table:a: 0 gone\n"
    assert cli("invalidate", "table:a", "--dry-run", *at)[1] == "table:a: 0 would go\n"
    assert cli("invalidate", "nothing:", "--prefix", *at)[1] == "no dependency of that name is known\n"


def test_a_bad_token_is_refused_without_being_repeated(served: Served, cli: Cli) -> None:
    status, _, err = cli("invalidate", "table:a", "--url", served.url, "--token", served.token + "x")
    assert status == FAILED
    assert "401" in err
    assert served.token not in err


@pytest.mark.slow
def test_two_workers_count_together_and_end_together(tmp_path: Path, cli: Cli) -> None:
    with serving(tmp_path, "--workers", "2") as served:
        served.wait_ready()
        for _ in range(10):
            connection = HTTPConnection(served.url.removeprefix("http://"), timeout=10)  # new: both workers get some
            connection.request("GET", "/health")
            assert connection.getresponse().status == 200
            connection.close()
        status, out, _ = cli("stats", "--url", served.url, "--admin-token", served.admin_token, "--json")
        assert status == DONE
        assert json.loads(out)["workers"] == 2
    assert served.process.returncode == DONE
    assert served.left_behind() == []


def test_a_taken_port_is_said_in_words(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, out, err = cli("serve", "--dev", "--port", str(taken.getsockname()[1]))
    assert (status, out) == (FAILED, "")
    assert "cannot listen on 127.0.0.1" in err
    assert "--port" in err


def test_wrong_settings_end_it_before_it_listens(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHECORE_PROT", "1")
    status, out, err = cli("serve", "--host", "", "--port", "-1", "--workers", "0")
    assert (status, out) == (MISUSED, "")
    for said in ("CACHECORE_PROT", "server.host", "server.port is -1", "server.workers is 0"):
        assert said in err


def test_dev_listens_on_loopback_only(cli: Cli) -> None:
    status, _, err = cli("serve", "--dev", "--host", "0.0.0.0")
    assert status == MISUSED
    assert "loopback only" in err
