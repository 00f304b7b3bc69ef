"""What guards and verifier are asked: one question beside the questions of its candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

__all__ = ["Comparison"]


class Comparison(NamedTuple):
    """A question, other questions, and the cosine (−1…1) of each of them with it, in one order."""

    question: str
    others: tuple[str, ...]
    similarities: tuple[float, ...]

    @classmethod
    def of(cls, question: str, others: Sequence[str], similarities: Sequence[float]) -> Self:
        """From any sequences of one length."""
        return cls(question, tuple(others), tuple(similarities))

    def only(self, rows: Sequence[int]) -> Comparison:
        """The same with some of the others."""
        return Comparison.of(
            self.question, [self.others[row] for row in rows], [self.similarities[row] for row in rows]
        )
