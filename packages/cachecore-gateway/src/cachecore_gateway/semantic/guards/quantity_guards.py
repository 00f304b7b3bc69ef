"""Numbers, measures, money, times and dates that differ; one guard a family, so that the record says which."""

from __future__ import annotations

from dataclasses import dataclass

from ..reading.text import Text
from .pair import paired

__all__ = ["QuantityGuard"]


@dataclass(frozen=True, slots=True)
class QuantityGuard:
    """Vetoes when quantities of one family (`number`, `unit`, `duration`, `currency`, `time`, `date`) differ."""

    name: str

    def veto(self, left: Text, right: Text) -> bool:
        """Is something of this family in one text that the other does not have?"""
        return self.name in paired(left, right).families
