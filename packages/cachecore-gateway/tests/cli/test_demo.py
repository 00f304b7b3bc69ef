"""``cachecore demo``."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from cachecore_gateway.cli import demo
from cachecore_gateway.cli.demo_steps import STEPS
from cachecore_gateway.testing import DemoModel, UpstreamDouble


def test_once_every_step_comes_out_as_named() -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CACHECORE_")}
    command = [sys.executable, "-m", "cachecore_gateway", "demo", "--once"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 0, done.stdout + done.stderr
    for outcome in ("MISS", "HIT_L1", "HIT_L2", "invalidated"):
        assert outcome in done.stdout
    assert f"All {len(STEPS)} steps came out as they should" in done.stdout
    lines = done.stdout.splitlines()
    (before,) = [line for line in lines if line.startswith("a first question")]
    (after,) = [line for line in lines if line.startswith("and once more")]
    assert "30 day" in before
    assert "60 day" in after


def test_a_step_that_comes_out_otherwise_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A provider without a gateway in front sends no X-Cache and knows no invalidation."""
    with UpstreamDouble.in_thread() as up:
        wrong = asyncio.run(demo._play(up.origin, "cc_live_x.a.b.c", DemoModel()))
    assert len(wrong) == len(STEPS)
    said = capsys.readouterr().out
    assert "differs: 'in other words' should be HIT_L2, but is no X-Cache header" in said
    assert "differs: 'the data changes' should be invalidated, but is refused" in said


def test_the_steps_cover_what_they_promise() -> None:
    assert [step.expected for step in STEPS] == [
        *("MISS", "HIT_L1", "HIT_L2", "MISS", "MISS", "HIT_L1", "invalidated", "MISS", "HIT_L1"),
    ]
