"""Fail when a Python file is longer than its cap: 400 lines, 600 for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CAP, TEST_CAP = 400, 600


def main() -> int:
    """Exit status: 0 when every tracked or new file keeps its cap."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    too_long = []
    for name in map(Path, listed):
        cap = TEST_CAP if "tests" in name.parts else CAP
        if name.exists() and (lines := len(name.read_text(encoding="utf-8").splitlines())) > cap:
            too_long.append(f"{name}: {lines} lines, cap {cap}; split it by noun")
    print("\n".join(too_long) or f"lengths: {len(listed)} files within their caps")
    return bool(too_long)


if __name__ == "__main__":
    sys.exit(main())
