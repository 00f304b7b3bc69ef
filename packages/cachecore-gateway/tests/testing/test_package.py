"""The public names of the package."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cachecore_gateway import testing
from cachecore_gateway.testing import faults


def fault_kinds() -> list[type]:
    return [
        value
        for value in vars(faults).values()
        if inspect.isclass(value) and isinstance(vars(value).get("stage"), faults.Stage)
    ]


def test_every_fault_is_public_and_documented() -> None:
    assert len(fault_kinds()) > 25
    for kind in fault_kinds():
        assert getattr(testing, kind.__name__) is kind
        assert kind.__doc__


def test_every_public_name_is_there_once() -> None:
    assert len(set(testing.__all__)) == len(testing.__all__)
    assert all(hasattr(testing, name) for name in testing.__all__)


PAGE = Path(__file__).parents[4] / "docs" / "reference" / "testing.md"


def test_every_fault_is_in_the_reference() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == {kind.__name__ for kind in fault_kinds()}


@pytest.mark.parametrize("place", range(3))
def test_the_examples_of_the_reference_run(place: int) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 3
    ran = subprocess.run([sys.executable, "-W", "error", "-c", examples[place]], timeout=20, capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
