"""A question told inside a story: two texts are laid side by side, and what only one of them says stands beside.

Theory: a sentence that one text has and the other lacks either changes the answer (“I take warfarin.”) or does not (“My
coffee has gone cold.”). No list can tell which; a model that reads the question once with the sentence and once without
it can. So texts are only parted here: whoever serves asks the verifier about each whole text beside what is left of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .reading.words import FUNCTION_WORDS, PLEASE
from .segmenting.cues import asks
from .sentences import commands, sentences_of

__all__ = ["Parted", "parted"]

_WORD = re.compile(r"[^\W_]+")

_LEAST_WORDS = 3
"""Words of what is told beside something else."""
_ENDS = re.compile(r"(?:[,:;!?.…–—-]|\b(?:but|so))[\s\"'(]*$", re.IGNORECASE)
_BEGINS = re.compile(r"[\"')]*\s*[,:;!?.…–—(-]")
"""What may stand between the two."""

_KIN = 0.34
"""Kinship from which two sentences may say the same."""

_REPEATED = 0.6
"""Share of a question's content words with which a sentence asks it again."""

MOST_ASIDES = 4
MOST_WORDS = 80
"""In the asides of a text; longer stories are compared as they are."""


class Parted(NamedTuple):
    """Both texts without the sentences that the other lacks, and those sentences."""

    left: str
    right: str
    beside_left: tuple[str, ...]
    beside_right: tuple[str, ...]

    @property
    def sets_tasks(self) -> bool:
        """Does what stands beside ask or set a task, perhaps the same again? Of the right text, could it command?"""
        sides = ((self.beside_left, self.left), (self.beside_right, self.right))
        if any(_asks_again(sentence, core) for beside, core in sides for sentence in beside):
            return True
        return any(map(commands, self.beside_right))


def _asks_again(sentence: str, question: str) -> bool:
    """Does it ask or set a task, or has it the question's own words?"""
    if asks(sentence):
        return True
    one, two = ({word for word in _words(text) if word not in FUNCTION_WORDS} for text in (sentence, question))
    return len(one & two) >= max(1, len(two)) * _REPEATED


@lru_cache(maxsize=512)
def parted(left: str, right: str) -> Parted | None:
    """What is left of both texts where each loses what only it says; ``None`` where there is nothing to lose.

    What a mark parts from a sentence of the other text is one of its own: `no rush, how does …`. Sentences of the same
    words stay. Of the others, the two that have most words in common stay, one on each side, unless they have
    none and the texts share what they ask.
    """
    ours, theirs = sentences_of(left), sentences_of(right)
    ours, theirs = list(_apart(ours, theirs)), list(_apart(theirs, ours))
    if len(ours) == len(theirs) == 1:
        return None
    own, other = _unmatched(ours, theirs), _unmatched(theirs, ours)
    if own and other:
        pairs = [(one, two) for one in own for two in other]
        one, two = max(pairs, key=lambda pair: _kinship(ours[pair[0]], theirs[pair[1]]))
        if len(own) == len(ours) or _kinship(ours[one], theirs[two]) >= _KIN:
            own, other = [place for place in own if place != one], [place for place in other if place != two]
    if not (own or other) or not (_may_go(ours, own) and _may_go(theirs, other)):
        return None
    beside = tuple(ours[place] for place in own), tuple(theirs[place] for place in other)
    return Parted(_without(ours, own), _without(theirs, other), *beside)


def _apart(own: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    """The sentences of `own`; one that only has something before or behind a sentence of `other` comes in parts."""
    wanted = set(map(_words, other))
    for sentence in own:
        cuts = (
            () if _words(sentence) in wanted else next(filter(None, (_cuts(sentence, words) for words in wanted)), ())
        )
        for start, end in pairwise((0, *cuts, len(sentence))):
            if part := sentence[start:end].strip():
                yield part


def _cuts(sentence: str, words: tuple[str, ...]) -> tuple[int, ...]:
    """Where a sentence is to be cut, at marks, to have `words` alone; empty where it cannot."""
    mine, size = _words(sentence), len(words)
    spans = [match.span() for match in _WORD.finditer(sentence) if match[0].casefold() not in PLEASE]
    if not _LEAST_WORDS <= size < len(mine) == len(spans):
        return ()
    for first in range(len(mine) - size + 1):
        if mine[first : first + size] == words:
            start, end = spans[first][0], spans[first + size - 1][1]
            led = first == 0 or _ENDS.search(sentence[:start])
            ended = first + size == len(mine) or _BEGINS.match(sentence[end:])
            return ((start,) if first else ()) + ((end,) if first + size < len(mine) else ()) if led and ended else ()
    return ()


def _unmatched(own: Sequence[str], other: Sequence[str]) -> list[int]:
    """Places of the sentences that the other text does not have, word for word."""
    left = Counter(map(_words, other))
    found = []
    for place, sentence in enumerate(own):
        words = _words(sentence)
        if left[words]:
            left[words] -= 1
        else:
            found.append(place)
    return found


def _kinship(left: str, right: str) -> float:
    """Share of content words in common, 0…1, and one more where either asks."""
    one, two = ({word for word in _words(text) if word not in FUNCTION_WORDS} for text in (left, right))
    return len(one & two) / max(1, min(len(one), len(two))) + ("?" in left + right)


def _may_go(sentences: Sequence[str], places: Sequence[int]) -> bool:
    """Are they few and short enough, and does something stay?"""
    words = sum(len(_words(sentences[place])) for place in places)
    return len(places) < len(sentences) and len(places) <= MOST_ASIDES and words <= MOST_WORDS


def _without(sentences: Sequence[str], places: Sequence[int]) -> str:
    return " ".join(sentence for place, sentence in enumerate(sentences) if place not in places)


@lru_cache(maxsize=1024)
def _words(sentence: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(sentence.casefold()) if word not in PLEASE)
