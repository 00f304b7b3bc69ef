"""Type checkers accept each transport where it belongs, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")
pytestmark = pytest.mark.slow

HEAD = """
import cachecore, cachecore.httpx2, httpx, httpx2
one = cachecore.CachecoreClient("http://gw.test", "t", wrapped=httpx.AsyncHTTPTransport())
sync_one = cachecore.CacheCoreSyncClient("http://gw.test", "t", timeout=3)
two = cachecore.httpx2.CachecoreClient("http://gw.test", "t", wrapped=httpx2.AsyncHTTPTransport())
sync_two = cachecore.httpx2.CachecoreSyncClient("http://gw.test", "t")
with one.request_context(deps=[cachecore.Dep("a")], bypass=True), two.watch() as seen:
    status: cachecore.CacheStatus = seen.last
"""
GOOD = """
httpx.AsyncClient(transport=one.transport)
httpx.Client(transport=sync_one.transport)
httpx2.AsyncClient(transport=two.transport)
httpx2.Client(transport=sync_two.transport)
httpx.AsyncClient(transport=cachecore.CachecoreTransport("t", wrapped=httpx.AsyncHTTPTransport()))
"""
BAD = [
    "httpx2.AsyncClient(transport=one.transport)",
    "httpx.Client(transport=one.transport)",
    "cachecore.CachecoreClient('http://gw.test', 't', wrapped=httpx2.AsyncHTTPTransport())",
    "cachecore.CachecoreTransport('t', wrapped=httpx.HTTPTransport())",
    "one.request_context(deps=['a'])",
    "sync_one.invalidate(3)",
]


def test_mypy_strict_accepts_right_uses_and_refuses_wrong_ones(tmp_path: Path) -> None:
    source = tmp_path / "uses.py"
    source.write_text(HEAD + GOOD + "\n".join(BAD) + "\n")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--cache-dir",
        str(tmp_path),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    first_bad = len((HEAD + GOOD).splitlines()) + 1
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    assert lines == set(range(first_bad, first_bad + len(BAD))), done.stdout + done.stderr
