"""Exit statuses of every command."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DONE", "FAILED", "INTERRUPTED", "MEANINGS", "MISUSED"]

DONE = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130

MEANINGS: Mapping[int, str] = {
    DONE: "done",
    FAILED: "the outcome is bad: a refusal, a failed check, a step that came out otherwise",
    MISUSED: "wrong arguments or wrong settings; nothing was done",
    INTERRUPTED: "interrupted with Ctrl-C",
}
"""For ``--help`` and the documentation."""
