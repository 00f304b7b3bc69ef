"""Two analysed texts laid side by side: what they share, what is put in place of what, how close they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from ..reading.text import Text
from .difference import differing_families
from .guard import FAR
from .mention import joined, says, spelled_out

__all__ = ["Pair", "Swap", "paired"]

_AUXILIARIES = frozenset(
    {
        *("am", "is", "are", "was", "were", "be", "been", "has", "have", "had", "did"),
        *("can", "could", "will", "would", "shall", "should", "may", "might", "must"),
        *("kann", "kannst", "können", "könnte", "könnten", "muss", "müssen", "darf", "dürfen", "soll", "sollte", "ist"),
        *("sind", "wird", "werden", "hat", "haben", "habe"),
    }
)
_EMPTY = frozenset({"do", "does", "whether"})
"""What only makes a clause a question."""

_ONE_EACH = {"an": "a", "per": "a"}
"""Forty hours a week, forty hours per week."""

SHORT_SWAP = 3
"""Longest stretch of tokens that can still be laid against another one word by word."""


@dataclass(frozen=True, slots=True)
class Swap:
    """A stretch of one text that stands where the other has another stretch; one of them may be empty."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pair:
    """Worked out once per pair of texts and shared by the guards."""

    left: Text
    right: Text

    @cached_property
    def _codes(self) -> list[tuple[str, int, int, int, int]]:
        matcher = SequenceMatcher(None, self.left.flow, self.right.flow, autojunk=False)
        return list[tuple[str, int, int, int, int]](matcher.get_opcodes())

    @cached_property
    def swaps(self) -> tuple[Swap, ...]:
        """Every stretch that differs, in order."""
        left, right = self.left.flow, self.right.flow
        return tuple(
            Swap(left[start:end], right[begin:stop]) for code, start, end, begin, stop in self._codes if code != "equal"
        )

    @cached_property
    def closeness(self) -> float:
        """Share of tokens in common in the same order, 0…1."""
        same = sum(end - start for code, start, end, _, _ in self._codes if code == "equal")
        return 2 * same / max(1, len(self.left.flow) + len(self.right.flow))

    @cached_property
    def moved(self) -> bool:
        """Do they differ at most in where an auxiliary stands and in how a quantity is written?

        What is it, do you know what it is; 90 minutes, an hour and a half.
        """
        return _around_auxiliaries(self.left) == _around_auxiliaries(self.right)

    @cached_property
    def replaced(self) -> tuple[tuple[str, str], ...]:
        """Pairs of tokens of which one stands in the place of the other, from short stretches."""
        return tuple(
            (one, other)
            for swap in self.swaps
            if 0 < len(swap.left) <= SHORT_SWAP and 0 < len(swap.right) <= SHORT_SWAP
            for one in swap.left
            for other in swap.right
        )

    @cached_property
    def exchanged(self) -> tuple[tuple[str, str], ...]:
        """Of the replaced tokens, those that really became fewer on one side and more on the other."""
        left, right = Counter(self.left.flow), Counter(self.right.flow)
        return tuple(
            (one, other) for one, other in self.replaced if left[one] > right[one] and right[other] > left[other]
        )

    @cached_property
    def respelled(self) -> frozenset[str]:
        """Words that both texts have, in one as initials or in two parts; in all spellings."""
        ways = ((self.left, self.right), (self.right, self.left))
        return frozenset().union(*(spelled_out(*way) | joined(*way) for way in ways))

    @cached_property
    def only_left(self) -> frozenset[str]:
        """Content words that the right text lacks, however it may spell them."""
        return self._lacking(self.left, self.right)

    @cached_property
    def only_right(self) -> frozenset[str]:
        """Content words that the left text lacks, however it may spell them."""
        return self._lacking(self.right, self.left)

    def _lacking(self, own: Text, other: Text) -> frozenset[str]:
        lacking = own.content_set - other.content_set
        return frozenset(word for word in lacking if word not in self.respelled and not _said(own, other, word))

    @cached_property
    def families(self) -> frozenset[str]:
        """Families of quantities that differ."""
        return differing_families(self.left.quantities, self.right.quantities, self.closeness >= FAR)


def _around_auxiliaries(text: Text) -> tuple[list[str], list[str]]:
    """The other words in order, and the auxiliaries in theirs."""
    flow = [_ONE_EACH.get(word, word) for word in text.counted if word not in _EMPTY]
    return [word for word in flow if word not in _AUXILIARIES], [word for word in flow if word in _AUXILIARIES]


def _said(own: Text, other: Text, word: str) -> bool:
    return any(says(other, form) for form in (word, *own.forms.get(word, ())))


@lru_cache(maxsize=64)
def paired(left: Text, right: Text) -> Pair:
    """The pair of two texts, from memory while the guards look at it one after the other."""
    return Pair(left, right)
