"""The examples of the README run as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=["use", "test"])
def test_example(example: str, loopback: Any, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example, "README.md", "exec"), {"GATEWAY_URL": loopback.url, "TOKEN": "tenant-token"})
    promised = re.findall(r"^ +(?:await ask\(\)|print\(.*\))  # (\w+)", example, re.MULTILINE)
    assert capsys.readouterr().out.split() == promised


def test_there_are_two_examples() -> None:
    assert len(EXAMPLES) == 2
