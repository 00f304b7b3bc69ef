"""Who does what to whom, and from where to where: the same words in other places."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import SYMMETRIC
from .guard import FAR
from .opposition import antonyms, opposite_particles
from .pair import Pair, paired

__all__ = ["DirectionGuard", "RoleGuard"]

_MARKERS = frozenset(
    [
        "from",
        "to",
        "into",
        "onto",
        "than",
        "by",
        "before",
        "after",
        "for",
        "of",
        "on",
        "in",
        "over",
        "against",
        "through",
        "via",
        "with",
        "without",
        "under",
        "if",
        "because",
        "von",
        "nach",
        "zu",
        "aus",
        "vor",
        "gegen",
        "für",
        "bei",
        "als",
        "durch",
        "de",
        "à",
        "vers",
        "pour",
        "par",
        "avant",
        "après",
        "que",
        "a",
        "hasta",
        "desde",
        "para",
        "por",
        "antes",
        "contra",
        "da",
        "per",
        "van",
        "naar",
        "voor",
        "instead",
        "rather",
    ]
)
_BE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "get",
        "gets",
        "got",
        "wird",
        "werden",
        "wurde",
        "est",
        "sont",
        "été",
        "es",
        "son",
        "fue",
        "ser",
        "è",
    ]
)


_DO = frozenset({"do", "does", "did"})
_NO_DEEDS = frozenset({"last", "first", "second", "back", "open", "close", "clean", "free", "own"})
"""Verbs that are mostly something else."""


class DirectionGuard:
    """`A to B` and `B to A`; `paracetamol after alcohol` and `alcohol after paracetamol`."""

    name = "direction"

    def veto(self, left: Text, right: Text) -> bool:
        """Two words have exchanged the prepositions that lead to them, or their sides of one preposition."""
        pair = paired(left, right)
        if pair.only_left or pair.only_right or left.content == right.content:
            shared = len(left.content_set & right.content_set)
            if shared < 2 or shared * 2 < len(left.content_set | right.content_set):
                return False
        return _exchanged(_arguments(left), _arguments(right)) or _across_one_marker(pair)


class RoleGuard:
    """`Who manages Alice` and `Who does Alice manage`; `can dogs bite cats` and `can cats bite dogs`."""

    name = "role"

    def veto(self, left: Text, right: Text) -> bool:
        """A word has changed the side of a shared verb, or kept it although one text alone is in the passive voice."""
        if not left.is_english or not right.is_english:
            return False
        pair = paired(left, right)
        if _passive(left) != _passive(right):
            passive, active = (left, right) if _passive(left) else (right, left)
            if left.content_set != right.content_set:
                return False
            if passive.flow[0] == "by" and not _DO.isdisjoint(active.flow):
                return True  # by whom is Alice managed, who does Alice manage
            return any(_sides_kept(left, right, verb) for verb in _done_by(passive))
        if left.content == right.content or pair.closeness < FAR:
            return False
        if any(True for _ in antonyms(pair)) or any(True for _ in opposite_particles(pair)):
            return False
        if len(pair.only_left) + len(pair.only_right) > 1 or len(left.content) > 8:
            return False
        return any(
            _sides_exchanged(left, right, verb)
            for verb in left.content_set & right.content_set
            if lexicon().is_verb(verb)
        )


def _arguments(text: Text) -> Mapping[str, str]:
    """Preposition → the first content word after it; one that occurs twice says nothing."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for index, word in enumerate(text.flow):
        if word in _MARKERS:
            argument = next((later for later in text.flow[index + 1 : index + 4] if later in text.content_set), "")
            if word in found:
                twice.add(word)
            found[word] = argument
    return {word: argument for word, argument in found.items() if argument and word not in twice}


def _exchanged(left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """`from: A, to: B` against `from: B, to: A`."""
    for one, argument in left.items():
        for other, target in left.items():
            if one < other and argument != target and right.get(one) == target and right.get(other) == argument:
                return True
    return False


def _across_one_marker(pair: Pair) -> bool:
    """`A after B` against `B after A`, with no symmetric word such as `and` or `between` about."""
    for marker in _MARKERS & set(pair.left.flow) & set(pair.right.flow):
        left, right = _around(pair.left, marker), _around(pair.right, marker)
        if left and right and left == right[::-1] and left[0] != left[1]:
            return not (
                SYMMETRIC & set(pair.left.flow)
                and SYMMETRIC & set(pair.right.flow)
                and marker in ("from", "to", "with", "of")
            )
    return False


def _around(text: Text, marker: str) -> tuple[str, str] | None:
    if text.flow.count(marker) != 1:
        return None
    index = text.flow.index(marker)
    before = next((word for word in reversed(text.flow[:index]) if word in text.content_set), None)
    after = next((word for word in text.flow[index + 1 :] if word in text.content_set), None)
    return (before, after) if before and after else None


def _passive(text: Text) -> bool:
    return "by" in text.words and not _BE.isdisjoint(text.words)


def _done_by(text: Text) -> frozenset[str]:
    """The verbs of a passive text: before `by`; where it begins with `by whom`, perhaps each."""
    flow = text.flow
    found = {word for word, following in pairwise(flow) if following == "by"} if flow[0] != "by" else text.content_set
    return frozenset(word for word in found if lexicon().is_verb(word) and word not in _NO_DEEDS)


def _sides_exchanged(left: Text, right: Text, verb: str) -> bool:
    """Have the words next to the verb changed sides? A lone word has when `who` does the deed in one text only."""
    if left.flow.count(verb) != 1 or right.flow.count(verb) != 1:
        return False
    before_left, after_left = _neighbours(left, verb)
    before_right, after_right = _neighbours(right, verb)
    moved_on, moved_back = before_left and before_left == after_right, after_left and after_left == before_right
    if _alone(left, verb) and _alone(right, verb) and _subject_asked(left, verb) != _subject_asked(right, verb):
        return True  # what led to the war in Ruritania, what did the war in Ruritania lead to
    if moved_on and moved_back:
        return not (SYMMETRIC & set(left.flow) and SYMMETRIC & set(right.flow))
    return bool(moved_on or moved_back) and _subject_asked(left, verb) != _subject_asked(right, verb)


def _sides_kept(left: Text, right: Text, verb: str) -> bool:
    """Do the same two words stand before and after the verb in both?"""
    if left.flow.count(verb) != 1 or right.flow.count(verb) != 1:
        return False
    sides = _neighbours(left, verb)
    return all(sides) and sides == _neighbours(right, verb)


def _neighbours(text: Text, verb: str) -> tuple[str, str]:
    index = text.flow.index(verb)
    before = next((word for word in reversed(text.flow[:index]) if word in text.content_set), "")
    after = next((word for word in text.flow[index + 1 :] if word in text.content_set), "")
    return before, after


def _alone(text: Text, verb: str) -> bool:
    """Do all other content words stand on one side of the verb?"""
    sides = text.content.index(verb), len(text.content) - 1 - text.content.index(verb)
    return not min(sides) and max(sides) > 1


def _subject_asked(text: Text, verb: str) -> bool:
    """`who manages` asks for the doer, `who does Alice manage` does not."""
    index = text.flow.index(verb)
    return index > 0 and text.flow[index - 1] in ("who", "what", "which")
