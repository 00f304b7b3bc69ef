"""The wheel, in an environment that has nothing but httpx. Needs the package index."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = [pytest.mark.network, pytest.mark.slow]
PROJECT = Path(__file__).parents[1]
SCRIPT = """
import importlib.util, cachecore, cachecore.testing
assert importlib.util.find_spec("httpx2") is None
client = cachecore.CachecoreSyncClient("http://gw.test", "t", wrapped=cachecore.testing.GatewayDouble().transport)
print(cachecore.__version__, client.invalidate("a").ok)
"""


def run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_installs_and_works_with_httpx_alone(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, PROJECT)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == "cachecore_python-0.2.0-py3-none-any.whl"
    names = ZipFile(wheel).namelist()
    assert {"cachecore/py.typed", "cachecore_python-0.2.0.dist-info/licenses/LICENSE"} <= set(names)
    assert not [name for name in names if "tests" in name]
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    run(*pip, f"--python={python}", "install", "--only-binary=:all:", wheel)
    assert run(python, "-c", SCRIPT) == "0.2.0 True"
