"""Questions of another type: why and when, can and must, is and was."""

from __future__ import annotations

from collections.abc import Mapping

from .asking import asked_for
from .guard import CLOSE, NEAR
from .pair import Pair, paired
from .text import Text

__all__ = ["ModalityGuard", "QuestionGuard", "TenseGuard"]

_MODAL: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "possible": "can could may might able allowed possible kann können darf dürfen puede puedo pueden peut puis peux può posso pode kan mag",
        "necessary": "must need needs required shall muss müssen debe debo tengo doit dois faut deve devo moet mandatory necessary obliged",
        "advised": "should ought sollte soll sollten devrais debería deberia",
        "future": "will won going wird werden",
    }.items()
    for word in words.split()
}
_TENSE: Mapping[str, str] = {
    word: tense
    for tense, words in {
        "past": "was were did had war waren hatte wurde était avait fue era había tenía",
        "present": "is are am do does has have ist sind hat haben est sont es son está hay",
        "future": "will going wird werden sera será",
    }.items()
    for word in words.split()
}
_HARD = frozenset(
    {"reason", "time", "place", "person", "length", "frequency", "distance", "amount", "count", "age", "size", "height"}
)
"""What has one kind of answer only; a way or a thing can be many."""


class QuestionGuard:
    """Asks for another thing about the same matter."""

    name = "question-type"

    def veto(self, left: Text, right: Text) -> bool:
        """Two kinds of answer that cannot be one, in texts that are alike."""
        one, other = asked_for(left.flow), asked_for(right.flow)
        if one == other or not (one in _HARD or other in _HARD):
            return False
        closeness = paired(left, right).closeness
        if one in _HARD and other in _HARD:
            return closeness >= NEAR / 2
        return closeness >= NEAR if one and other else closeness >= CLOSE


class ModalityGuard:
    """May it, must it, should it, will it."""

    name = "modality"

    def veto(self, left: Text, right: Text) -> bool:
        """Verbs of another modality in the same place, but after a question for the way."""
        pair = paired(left, right)
        if pair.closeness < NEAR or (asked_for(left.flow) == "way" and asked_for(right.flow) == "way"):
            return False
        return _exchanged(pair, _MODAL)


class TenseGuard:
    """Was it, is it, will it be."""

    name = "tense"

    def veto(self, left: Text, right: Text) -> bool:
        """Auxiliaries of another tense in the same place of texts that are otherwise alike."""
        pair = paired(left, right)
        return pair.closeness >= NEAR and _exchanged(pair, _TENSE)


def _exchanged(pair: Pair, kinds: Mapping[str, str]) -> bool:
    return any(one in kinds and other in kinds and kinds[one] != kinds[other] for one, other in pair.replaced)
