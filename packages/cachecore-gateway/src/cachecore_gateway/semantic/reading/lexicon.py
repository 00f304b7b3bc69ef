"""English words and how they relate: base forms, synonyms, opposites, siblings, people and places (WordNet 3.1)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import numpy as np

from .frequency import common_words
from .irregular import IRREGULAR
from .words import words_in

__all__ = ["Lexicon", "lexicon"]

PERSON, LOCATION, TIME = 18, 15, 28
"""Numbers of WordNet's topic files noun.person, noun.location and noun.time."""

_TERMS = frozenset({5, 8, 15, 20, 26, 27})
"""Topic files of animals, bodies, places, plants, states and substances."""
_HEIGHT = 14
"""Steps up a chain of kinds."""

NOUN, VERB, ADJECTIVE = 0, 1, 2

_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("zes", "z"),
    ("ves", "f"),
    ("ves", "fe"),
    ("men", "man"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", "e"),
    ("ed", ""),
    ("ying", "ie"),
    ("ing", "e"),
    ("ing", ""),
    ("ier", "y"),
    ("iest", "y"),
    ("er", "e"),
    ("er", ""),
    ("est", "e"),
    ("est", ""),
)
_RARER, _FREQUENT = 8, 500
"""A base is rare where its place by frequency is beyond so many times the word's own, and so many more."""
_KEEP = words_in(
    "https ios aws dns css gps rss sms tls cms nas sas tos pos ups as is was this thus us always less fewer fewest"
    " lower upper later latter former over under series species news does has his its guest bring swing matter trigger"
    " seed feed weed breed bleed discuss boss after sometimes number glasses damages goods customs arms premises wives"
)
_COMPARING = frozenset({("ier", "y"), ("iest", "y"), ("er", "e"), ("er", ""), ("est", "e"), ("est", "")})


class Lexicon:
    """Read-only; one instance serves all threads. Words are lower case; relations hold between base forms."""

    def __init__(self, data: bytes) -> None:
        """Load the arrays that `build/lexicon.py` wrote."""
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            words = bytes(arrays["words"]).decode("ascii", "replace").split("\n")
            starts: list[int] = arrays["starts"].tolist()
            self._senses: list[int] = arrays["senses"].tolist()
            self._pos = bytes(arrays["pos"])
            self._topic = bytes(arrays["lexname"])
            self._instance = bytes(arrays["instance"])
            self._hypernym: list[int] = arrays["hypernym"].tolist()
            self._head: list[int] = arrays["head"].tolist()
            opposites, opposed = arrays["opposites"].tolist(), arrays["opposed"].tolist()
        self._span = dict(zip(words, pairwise(starts), strict=True))
        self._opposites = {(words[left], words[right]) for left, right in opposites}
        self._opposed: dict[int, set[int]] = defaultdict(set)
        for left, right in opposed:
            self._opposed[left].add(right)

    def knows(self, word: str) -> bool:
        """Is `word` in the lexicon as it stands?"""
        return word in self._span

    @lru_cache(maxsize=65536)  # noqa: B019 — one lexicon lives as long as the process
    def base(self, word: str) -> str:
        """Base form: `cities` → `city`, `stopped` → `stop`, `larger` → `large`; the word itself when unknown.

        Of several the most frequent; a noun far more frequent than what it might be made of stays: `need`, `morning`.
        """
        if word in IRREGULAR:
            return IRREGULAR[word]
        if len(word) < 4 or word in _KEEP:
            return word
        rank = common_words()
        rarest = len(rank)
        found = [
            base
            for ending, replacement in _ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= 2
            for base in self._bases_by(word, ending, replacement)
        ]
        best = min(found, key=lambda base: rank.get(base, rarest), default=word)
        rare = rank.get(best, rarest) > _RARER * rank.get(word, rarest) + _FREQUENT
        return word if rare and self._is_noun(word) else best

    @lru_cache(maxsize=65536)  # noqa: B019
    def senses(self, word: str, depth: int = 9) -> tuple[int, ...]:
        """Numbers of the senses of a base form, the first `depth` of each part of speech in order of frequency."""
        span = self._span.get(word)
        if span is None:
            return ()
        found: list[int] = []
        seen = [0, 0, 0, 0]
        for sense in self._senses[span[0] : span[1]]:
            pos = self._pos[sense]
            if seen[pos] < depth:
                seen[pos] += 1
                found.append(sense)
        return tuple(found)

    def synonyms(self, left: str, right: str) -> bool:
        """Do the words share a sense, or a cluster of like adjectives, or is one the direct kind of the other?"""
        one, two = set(self.senses(left)), set(self.senses(right))
        if not one.isdisjoint(two):
            return True
        kinds_one, kinds_two = self._kinds(one), self._kinds(two)
        return not kinds_one.isdisjoint(two) or not kinds_two.isdisjoint(one)

    def opposites(self, left: str, right: str) -> bool:
        """Are these very words a pair of antonyms?"""
        return (left, right) in self._opposites or (right, left) in self._opposites

    def opposed(self, left: str, right: str) -> bool:
        """Do frequent senses of the words oppose each other, by a synonym or a like adjective: allowed, banned?"""
        one, two = self._with_heads(self.senses(left, 2)), self._with_heads(self.senses(right, 2))
        return any(not self._opposed[sense].isdisjoint(two) for sense in one if sense in self._opposed)

    def siblings(self, left: str, right: str) -> bool:
        """Are the words, in their first sense as the same part of speech, different kinds of one thing?"""
        one, two = self.senses(left, 1), self.senses(right, 1)
        kinds = {(self._pos[sense], self._hypernym[sense]) for sense in one if self._hypernym[sense] >= 0}
        return any((self._pos[sense], self._hypernym[sense]) in kinds for sense in two) and not self.synonyms(
            left, right
        )

    def is_person(self, word: str) -> bool:
        """Is the first sense of this noun a person: tenant, nurse, child?"""
        return self._first_noun_topic(word) == PERSON

    def is_place(self, word: str) -> bool:
        """Is the first sense of this noun a place?"""
        return self._first_noun_topic(word) == LOCATION

    def is_name(self, word: str) -> bool:
        """Is the first sense of this noun one of its kind: Austria, Mozart, Danube?"""
        first = next((sense for sense in self.senses(word, 1)), -1)
        return first >= 0 and self._pos[first] == NOUN and bool(self._instance[first])

    def is_term(self, word: str) -> bool:
        """Is the first sense of this noun a drug, substance, living thing, part of a body, illness or place?

        Such names come in families that differ by a letter or two.
        """
        return self._first_noun_topic(word) in _TERMS or self._is_kind_of(word, "drug")

    def _is_kind_of(self, word: str, kind: str) -> bool:
        kinds = {sense for sense in self.senses(kind) if self._pos[sense] == NOUN}
        sense = next((sense for sense in self.senses(word, 1) if self._pos[sense] == NOUN), -1)
        for _ in range(_HEIGHT):
            if sense < 0 or sense in kinds:
                break
            sense = self._hypernym[sense]
        return sense in kinds

    def is_verb(self, word: str) -> bool:
        """Can it be a verb?"""
        return any(self._pos[sense] == VERB for sense in self.senses(word))

    def _first_noun_topic(self, word: str) -> int:
        first = next((sense for sense in self.senses(word, 1)), -1)
        return self._topic[first] if first >= 0 and self._pos[first] == NOUN else -1

    def _bases_by(self, word: str, ending: str, replacement: str) -> list[str]:
        stem = word[: -len(ending)]
        comparing = (ending, replacement) in _COMPARING
        doubled = len(stem) > 2 and stem[-1] == stem[-2] and not replacement and ending in ("ed", "ing", "er", "est")
        candidates = [stem[:-1], stem] if doubled and stem[-1] not in "ls" else [stem + replacement]
        return [
            candidate
            for candidate in candidates
            if self.knows(candidate) and (not comparing or self._is_adjective(candidate))
        ]

    def _is_noun(self, word: str) -> bool:
        return any(self._pos[sense] == NOUN for sense in self.senses(word))

    def _is_adjective(self, word: str) -> bool:
        return any(self._pos[sense] == ADJECTIVE for sense in self.senses(word))

    def _kinds(self, senses: set[int]) -> set[int]:
        kinds = {self._hypernym[sense] for sense in senses} | {self._head[sense] for sense in senses}
        return kinds - {-1}

    def _with_heads(self, senses: tuple[int, ...]) -> set[int]:
        """The senses, the heads of their clusters and, of verbs, what they are a manner of."""
        heads = (self._head[sense] for sense in senses)
        manners = (self._hypernym[sense] for sense in senses if self._pos[sense] == VERB)
        return {sense for sense in (*senses, *heads, *manners) if sense >= 0}


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon; about 0.1 s for the first caller."""
    return Lexicon((files(__package__) / "data" / "lexicon.npz").read_bytes())
