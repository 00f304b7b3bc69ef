"""What a guard is. It knows one way in which two questions can want different answers, and nothing else."""

from __future__ import annotations

from typing import Protocol

from .text import Text

__all__ = ["CLOSE", "FAR", "NEAR", "Guard"]

FAR = 0.4
"""Below this closeness the wordings have so little in common that what one lacks may be said in other words."""

NEAR = 0.6
"""Closeness from which a text counts as the other one edited: what then differs in form differs in meaning."""

CLOSE = 0.75
"""Closeness from which a single word more or less is looked at."""


class Guard(Protocol):
    """Pure, symmetric, cheap; both texts are analysed once and shared by all guards."""

    @property
    def name(self) -> str:
        """Recorded with the veto: lower case, words joined by hyphens."""

    def veto(self, left: Text, right: Text) -> bool:
        """Do the questions surely want different answers?"""
