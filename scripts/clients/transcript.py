"""What an example prints: one line an answer, tab-separated: what was asked, the cache status, the result as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Line", "problems", "read"]


@dataclass(frozen=True)
class Line:
    """One answer."""

    what: str
    status: str
    result: object


def read(output: str) -> tuple[Line, ...]:
    """The lines of an example's output; anything without tabs is left out."""
    rows = [line.split("\t") for line in output.splitlines() if line.count("\t") == 2]
    return tuple(Line(what, status, json.loads(result)) for what, status, result in rows)


def problems(first: Sequence[Line], second: Sequence[Line], expected: frozenset[str]) -> list[str]:
    """What is wrong with two runs over one cache: the first must miss then hit, the second must hit; results equal.

    Args:
        expected: what each run must have asked.
    """
    found = []
    if {line.what for line in first} < expected:
        found.append(f"asked only {sorted({line.what for line in first})}, not {sorted(expected)}")
    for what in dict.fromkeys(line.what for line in first):
        early = [line for line in first if line.what == what]
        late = [line for line in second if line.what == what]
        statuses = [line.status for line in (*early, *late)]
        if statuses != ["MISS", "HIT_L1", "HIT_L1", "HIT_L1"]:
            found.append(f"{what}: statuses {statuses}")
        results = [line.result for line in (*early, *late)]
        if not results or not results[0] or any(result != results[0] for result in results):
            found.append(f"{what}: results differ or are empty: {json.dumps(results)[:600]}")
    return found
