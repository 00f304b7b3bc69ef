"""What ``cachecore doctor`` found: one line a check, with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Finding", "Level", "fail", "ok", "warn"]


class Level(Enum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome; ``cure`` is empty when nothing need be done."""

    level: Level
    subject: str
    text: str
    cure: str = ""

    def line(self) -> str:
        """As ``doctor`` prints it."""
        cure = f" → {self.cure}" if self.cure else ""
        return f"{self.level.value:4}  {self.subject:10}  {self.text}{cure}"


def ok(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, text)


def warn(subject: str, text: str, cure: str) -> Finding:
    """It works, but look at it."""
    return Finding(Level.WARN, subject, text, cure)


def fail(subject: str, text: str, cure: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, subject, text, cure)
