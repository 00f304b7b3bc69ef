"""What a guard is. It knows one way in which two questions can want different answers, and nothing else."""

from __future__ import annotations

from typing import Protocol

from ..reading.text import Text

__all__ = ["ALIKE", "CLOSE", "FAR", "NEAR", "NEARLY", "Guard"]

FAR = 0.4
"""Below this closeness the wordings have so little in common that what one lacks may be said in other words."""

NEAR = 0.6
"""Closeness from which a text counts as the other one edited: what then differs in form differs in meaning."""

ALIKE = 0.7
"""Closeness from which words that differ stand in each other's place."""

CLOSE = 0.75
"""Closeness from which a single word more or less is looked at."""

NEARLY = 0.8
"""Closeness from which all but a word or two is the same."""


class Guard(Protocol):
    """Pure, symmetric, cheap; both texts are analysed once and shared by all guards."""

    @property
    def name(self) -> str:
        """Recorded with the veto: lower case, words joined by hyphens."""

    def veto(self, left: Text, right: Text) -> bool:
        """Do the questions surely want different answers?"""
