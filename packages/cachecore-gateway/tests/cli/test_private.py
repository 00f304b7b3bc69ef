"""The directory of one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cachecore_gateway.cli.private import private_directory

HOLDER = """
import sys
from cachecore_gateway.cli.private import private_directory
with private_directory() as directory:
    print(directory, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files of this process and its children lie here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_nobody_else_can_enter_and_it_goes_with_the_run(place: Path) -> None:
    with private_directory() as directory:
        assert directory.stat().st_mode & 0o777 == 0o700
        (directory / "counters").mkdir()
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_behind_is_cleared_by_the_next(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        left = Path(holder.stdout.readline().strip())
        with private_directory() as mine:
            assert sorted(place.iterdir()) == sorted([left, mine])
        holder.kill()
        holder.wait(5)
    assert left.exists()
    with private_directory() as mine:
        assert list(place.iterdir()) == [mine]


def test_what_is_not_ours_stays(place: Path) -> None:
    (place / "cachecore-run-by-hand").mkdir()
    (place / "other").mkdir()
    with private_directory():
        assert {"cachecore-run-by-hand", "other"} <= set(os.listdir(place))
