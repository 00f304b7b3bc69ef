"""Finding the passage that answers a question: BM25 over stemmed words, in plain Python."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .knowledge import Passage

_WORD = re.compile(r"[a-z0-9]{2,}(?:_[a-z0-9]+)*")
_STOP_WORDS = frozenset(
    """
    a about an and any are as at be by can could do does for from give had has have hello hey hi how i if in is it its
    me my no not of on or our please so tell thank thanks that the their them there they this to us was we what when
    which will with would you your
    """.split()  # noqa: SIM905 - a word list is read more easily as lines
)
_SATURATION = 1.2
_LENGTH_WEIGHT = 0.5
_TOPIC_WEIGHT = 2


@dataclass(frozen=True)
class Found:
    """The best passage. `confidence` in 0…1 is the share of the question's weight that the passage covers."""

    passage: Passage
    confidence: float


def words(text: str) -> list[str]:
    """The words of a text that say something, in lower case and cut down to a rough stem."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


def _stem(word: str) -> str:
    for ending, put in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("y", "i"), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + put
    return word


class PassageIndex:
    """An index over a few passages. Equal questions find equal passages; ties go to the earlier one."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = tuple(passages)
        self._counts = [Counter(_indexed_words(passage)) for passage in passages]
        self._mean_length = sum(counts.total() for counts in self._counts) / max(1, len(self._counts))
        self._spread = Counter(word for counts in self._counts for word in counts)

    def best(self, question: str) -> Found | None:
        """The passage that fits best; None where the question has no word that any passage knows."""
        asked = list(dict.fromkeys(words(question)))
        scores = [self._score(counts, asked) for counts in self._counts]
        place = max(range(len(scores)), key=scores.__getitem__, default=None)
        if place is None or scores[place] <= 0:
            return None
        weight = sum(self._rarity(word) for word in asked)
        covered = sum(self._rarity(word) for word in asked if word in self._counts[place])
        return Found(self._passages[place], covered / weight)

    def _score(self, counts: Counter[str], asked: list[str]) -> float:
        length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * counts.total() / self._mean_length
        return sum(
            self._rarity(word) * counts[word] * (_SATURATION + 1) / (counts[word] + _SATURATION * length)
            for word in asked
        )

    def _rarity(self, word: str) -> float:
        spread = self._spread[word]
        return math.log(1 + (len(self._passages) - spread + 0.5) / (spread + 0.5))


def _indexed_words(passage: Passage) -> list[str]:
    return words(passage.text) + words(passage.also) + words(passage.topic) * _TOPIC_WEIGHT
