"""What two analysed questions have in common, as numbers: cheap, symmetric, the same in training and in serving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from math import log

from ..guards.pair import Pair, paired
from ..reading.lexicon import Lexicon, lexicon
from ..reading.text import Text

__all__ = ["FEATURES", "features_of", "same_wording", "same_words"]

FEATURES = (
    "logit",
    "cosine",
    "closeness",
    "content_overlap",
    "content_containment",
    "letter_overlap",
    "unmatched_fewer",
    "unmatched_more",
    "misspelt",
    "synonyms",
    "siblings",
    "opposed",
    "function_words",
    "length_ratio",
    "shorter_length",
    "both_english",
    "names",
    "reordered",
    "one_sided",
    "replaced",
)
"""In the order of the vector. Counts are cut at ``MOST``."""

_CLOSENESS = FEATURES.index("closeness")

MOST = 6
LIKE_SPELLING = 0.8
"""Share of letters in common, in order, from which an unknown word counts as the other one misspelt."""


def features_of(left: Text, right: Text, similarity: float, logit: float) -> tuple[float, ...]:
    """The features of a pair, in the order of ``FEATURES``.

    Args:
        similarity: cosine, −1…1.
        logit: of the joint reader, 0.0 where it was not asked.
    """
    pair = paired(left, right)
    return (logit, similarity, _closeness(pair), *_overlaps(pair), *_matches(pair), *_forms(pair))


def same_wording(vector: Sequence[float]) -> bool:
    """Are the words the same in the same order, courtesy, inflection and the place of auxiliaries aside?"""
    return vector[_CLOSENESS] == 1.0


def same_words(left: Text, right: Text) -> bool:
    """What ``same_wording`` will say of their features, for less."""
    return _closeness(paired(left, right)) == 1.0


def _closeness(pair: Pair) -> float:
    return 1.0 if pair.moved else pair.closeness


def _overlaps(pair: Pair) -> tuple[float, float, float]:
    left, right = pair.left.content_set, pair.right.content_set
    shared = len(left & right)
    return (
        shared / max(1, len(left | right)),
        shared / max(1, min(len(left), len(right))),
        _jaccard(_trigrams(pair.left.raw), _trigrams(pair.right.raw)),
    )


def _matches(pair: Pair) -> tuple[float, ...]:
    """Left-over content words of both sides: how many find no counterpart, and of what sort the counterparts are."""
    book = lexicon()
    left, right = sorted(pair.only_left), sorted(pair.only_right)
    misspelt, left, right = _taken(left, right, lambda a, b: _misspelt(book, a, b))
    synonyms, left, right = _taken(left, right, book.synonyms)
    siblings = _any_count(left, right, book.siblings)
    opposed = _any_count(left, right, book.opposed)
    fewer, more = sorted((len(left), len(right)))
    return (*map(_cut, (fewer, more, misspelt, synonyms, siblings, opposed)),)


def _forms(pair: Pair) -> tuple[float, ...]:
    left, right = pair.left, pair.right
    functional = (left.words - left.content_set) ^ (right.words - right.content_set)
    shorter, longer = sorted((len(left.flow), len(right.flow)))
    one_sided = all(not swap.left for swap in pair.swaps) or all(not swap.right for swap in pair.swaps)
    return (
        _cut(len(functional)),
        shorter / max(1, longer),
        log(1 + shorter),
        float(left.is_english and right.is_english),
        _cut(len(left.names ^ right.names)),
        float(left.flow != right.flow and sorted(left.flow) == sorted(right.flow)),
        float(one_sided and left.flow != right.flow),
        _cut(len(pair.replaced)),
    )


def _taken(
    left: Sequence[str], right: Sequence[str], alike: Callable[[str, str], bool]
) -> tuple[int, list[str], list[str]]:
    """How many words find a counterpart, and what is left over on either side."""
    rest, spare = [], list(right)
    for word in left:
        found = next((other for other in spare if alike(word, other)), None)
        if found is None:
            rest.append(word)
        else:
            spare.remove(found)
    return len(left) - len(rest), rest, spare


def _any_count(left: Sequence[str], right: Sequence[str], related: Callable[[str, str], bool]) -> int:
    return sum(any(related(word, other) for other in right) for word in left)


def _misspelt(book: Lexicon, left: str, right: str) -> bool:
    if book.knows(left) and book.knows(right):
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= LIKE_SPELLING


def _trigrams(text: str) -> frozenset[str]:
    folded = f" {' '.join(text.casefold().split())} "
    return frozenset(folded[start : start + 3] for start in range(len(folded) - 2))


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / max(1, len(left | right))


def _cut(count: int) -> float:
    return float(min(count, MOST))
