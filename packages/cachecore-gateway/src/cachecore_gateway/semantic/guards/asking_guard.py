"""Questions of another type: why and when, can and must, is and was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..reading.text import Text
from .asking import NAMED, asked_for
from .guard import CLOSE, FAR, NEAR
from .pair import Pair, paired

__all__ = ["ModalityGuard", "QuestionGuard", "TenseGuard"]

_MODAL: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "possible": (
            "can could may might able allowed possible kann können darf dürfen puede puedo pueden peut puis peux"
            " può posso pode kan mag"
        ),
        "necessary": (
            "must need needs required shall muss müssen debe debo tengo doit dois faut deve devo moet mandatory"
            " necessary obliged"
        ),
        "advised": "should ought sollte soll sollten devrais debería deberia",
        "future": "will won going wird werden",
    }.items()
    for word in words.split()
}
_TENSE: Mapping[str, str] = {
    word: tense
    for tense, words in {
        "past": "was were did had war waren hatte wurde était avait fue era había tenía",
        "present": "is are am do does has ist sind hat haben est sont es son está hay",
        "future": "will going wird werden sera será",
    }.items()
    for word in words.split()
}
_HARD = frozenset(
    {"reason", "time", "place", "person", "length", "frequency", "distance", "amount", "count", "age", "size", "height"}
)
"""What has one kind of answer only; a way or a thing can be many."""
_ALIKE = ({"amount", "count"}, {"time", "length"}, {"amount", "length"}, {"person", "thing"}, {"length", "count"})
"""What is asked may be the same: `how early` and `how long before`, `combien` and `en combien de jours`."""
_SAME_BUT_ONE = 0.85
_PERSONS = frozenset({"i", "you", "he", "she", "we", "they", "who"})
_DO, _WAS, _HAS = frozenset({"do", "does"}), frozenset({"was", "were"}), frozenset({"has", "have"})


class QuestionGuard:
    """Asks for another thing about the same matter."""

    name = "question-type"

    def veto(self, left: Text, right: Text) -> bool:
        """Two kinds of answer that cannot be one, in texts that are alike."""
        one, other = asked_for(left.flow), asked_for(right.flow)
        closeness = paired(left, right).closeness
        if closeness < FAR or one == other or (set(one) & set(other) and closeness < _SAME_BUT_ONE):
            return False
        first, second = _as_beside(_first(one), _first(other)), _as_beside(_first(other), _first(one))
        if _other_word(paired(left, right)):
            return True
        if first == second or not (first in _HARD or second in _HARD) or {first, second} in _ALIKE:
            return False
        if first in _HARD and second in _HARD:
            return True
        return closeness >= (NEAR if first and second else CLOSE)


def _as_beside(kind: str, other: str) -> str:
    """A kind that a noun names is that kind beside a question word for it, and else a thing."""
    if kind == other or not kind.startswith(NAMED):
        return kind
    named = kind.removeprefix(f"{NAMED} ")
    return named if named == other else "thing"


def _other_word(pair: Pair) -> bool:
    """Does another question word, for what has one kind of answer only, stand in the place of one: who, when?"""
    return pair.closeness >= NEAR and any(
        kinds != others and not ({*kinds, *others} - _HARD)
        for one, other in pair.replaced
        if (kinds := asked_for([one])) and (others := asked_for([other]))
    )


class ModalityGuard:
    """May it, must it, should it, will it."""

    name = "modality"

    def veto(self, left: Text, right: Text) -> bool:
        """Verbs of another modality in the same place, but after a question for the way."""
        pair = paired(left, right)
        if pair.closeness < NEAR or (_first(asked_for(left.flow)) == "way" == _first(asked_for(right.flow))):
            return False
        return _exchanged(pair, _MODAL)


class TenseGuard:
    """Was it, is it, will it be."""

    name = "tense"

    def veto(self, left: Text, right: Text) -> bool:
        """Auxiliaries of another tense in the same place of texts that are otherwise alike."""
        pair = paired(left, right)
        if pair.closeness < CLOSE:
            return False
        if {"being", "been"} <= left.words ^ right.words and ("being" in left.words) != ("been" in left.words):
            return True
        return any(
            one in _TENSE and other in _TENSE and _TENSE[one] != _TENSE[other] and not _as_a_rule(pair, {one, other})
            for one, other in pair.exchanged
        )


def _as_a_rule(pair: Pair, auxiliaries: set[str]) -> bool:
    """`How long does milk keep`, `how long will it keep`; `was it sent`, `has it been sent`."""
    if "will" in auxiliaries and auxiliaries & _DO:
        return not any(_PERSONS & set(text.flow) for text in (pair.left, pair.right))
    been = ("been" in pair.left.words) != ("been" in pair.right.words)
    return been and bool(auxiliaries & _WAS) and bool(auxiliaries & _HAS)


def _first(kinds: Sequence[str]) -> str:
    return kinds[0] if kinds else ""


def _exchanged(pair: Pair, kinds: Mapping[str, str]) -> bool:
    return any(one in kinds and other in kinds and kinds[one] != kinds[other] for one, other in pair.exchanged)
