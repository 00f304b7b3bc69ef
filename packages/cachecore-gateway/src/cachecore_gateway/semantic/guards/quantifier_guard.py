"""All, some, only: how much of it is meant."""

from __future__ import annotations

from collections.abc import Mapping

from ..reading.text import Text
from .guard import CLOSE
from .pair import paired

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

_ALSO_ONLY = frozenset({"just", "merely", "simply"})
"""They say `only` as well, and other things."""
_HARDLY = frozenset({"few", "little"})
_DEFINITE = frozenset(
    ["the", "these", "those", "last", "next", "past", "first", "my", "our", "how", "too", "so", "very", "as"]
)
"""Before `few`, these say how many in another way."""
_OTHER_SHARES = ({"and", "or"}, {"all", "any"})


class QuantifierGuard:
    """Another share of the matter."""

    name = "quantifier"

    def veto(self, left: Text, right: Text) -> bool:
        """Quantifiers of another kind in the same place, or `only` in only one of two like texts."""
        pair = paired(left, right)
        if any(one in _KINDS and other in _KINDS and _KINDS[one] != _KINDS[other] for one, other in pair.exchanged):
            return True
        if pair.closeness >= CLOSE and any({one, other} in _OTHER_SHARES for one, other in pair.exchanged):
            return True
        if pair.closeness >= CLOSE and {_few(left), _few(right)} == {"some", "hardly"}:
            return True
        if _restricts(left) == _restricts(right) or not _ALSO_ONLY.isdisjoint({*left.words, *right.words}):
            return False
        return pair.closeness >= CLOSE


def _few(text: Text) -> str:
    """`few` or `little` as hardly any, `a few` or `a little` as some; empty without."""
    words = [token.low for token in text.tokens]
    place = next((at for at, word in enumerate(words) if word in _HARDLY), -1)
    if place < 0 or (place and words[place - 1] in _DEFINITE):
        return ""
    return "some" if place and words[place - 1] == "a" else "hardly"


def _restricts(text: Text) -> bool:
    return any(_KINDS.get(word) == "only" for word in text.flow)
