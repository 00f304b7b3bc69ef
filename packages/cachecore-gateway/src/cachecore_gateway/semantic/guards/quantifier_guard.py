"""All, some, only: how much of it is meant."""

from __future__ import annotations

from collections.abc import Mapping

from .guard import CLOSE
from .pair import paired
from .text import Text

__all__ = ["QuantifierGuard"]

_KINDS: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "all": (
            "all every each entire whole both alle jeder jede jedes tous toutes toute chaque todos todas todo"
            " cada tutti tutte"
        ),
        "some": "some several few certain partial einige manche quelques certains algunos algunas alcuni",
        "only": (
            "only solely exclusively nur seulement uniquement solo solamente únicamente soltanto somente apenas alleen"
        ),
        "other": "another other others andere autre autres otro otra otros otras",
        "half": "half",
    }.items()
    for word in words.split()
}

_JOINED = {"and", "or"}


class QuantifierGuard:
    """Another share of the matter."""

    name = "quantifier"

    def veto(self, left: Text, right: Text) -> bool:
        """Quantifiers of another kind in the same place, or `only` in only one of two like texts."""
        pair = paired(left, right)
        if any(one in _KINDS and other in _KINDS and _KINDS[one] != _KINDS[other] for one, other in pair.exchanged):
            return True
        if pair.closeness >= CLOSE and any({one, other} == _JOINED for one, other in pair.exchanged):
            return True
        return _restricts(left) != _restricts(right) and pair.closeness >= CLOSE


def _restricts(text: Text) -> bool:
    return any(_KINDS.get(word) == "only" for word in text.flow)
