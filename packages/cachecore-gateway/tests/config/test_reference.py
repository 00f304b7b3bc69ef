"""The reference pages are what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cachecore_gateway.config import FIXED_VARIABLES, all_leaves
from cachecore_gateway.telemetry import METRICS

ROOT = Path(__file__).parents[4]
SCRIPT = ROOT / "scripts" / "reference.py"


def test_no_page_is_out_of_date() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_setting_variable_and_metric_is_on_its_page() -> None:
    settings = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    metrics = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
    assert [leaf.name for leaf in all_leaves() if f"| `{leaf.name}` |" not in settings] == []
    assert all(f"`{variable}`" in settings for variable in FIXED_VARIABLES)
    assert all(f"| `{name}` |" in metrics for name in METRICS)
