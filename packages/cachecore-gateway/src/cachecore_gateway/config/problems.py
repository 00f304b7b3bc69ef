"""All that is wrong with a configuration, said at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from cachecore_gateway.core.errors import SettingError

__all__ = ["SettingProblems", "nearest"]


class SettingProblems(SettingError):
    """One or more settings are wrong; ``problems`` says of each which and what to do. No secret is quoted."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        if len(self.problems) == 1:
            super().__init__(self.problems[0])
        else:
            lines = "".join(f"\n  - {problem}" for problem in self.problems)
            super().__init__(f"{len(self.problems)} settings are wrong:{lines}")


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that ``name`` may have meant, empty when none is near."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""
