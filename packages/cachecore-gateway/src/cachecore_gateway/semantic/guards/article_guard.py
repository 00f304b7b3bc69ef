"""Another article before the same noun: `un livre` is read, `une livre` is weighed; `el cura` and `la cura`."""

from __future__ import annotations

import re

from ..reading.accents import folded
from ..reading.text import Text
from ..reading.words import words_in

__all__ = ["ArticleGuard"]

_KINDS = tuple(
    words_in(forms)
    for forms in (
        "un une", "un una", "uno una", "le la", "el la", "il la", "lo la", "gli le", "los las", "unos unas", "o a",
        "os as", "um uma", "der die das", "den die das", "ein eine", "einen eine", "de het", "ce cette", "mon ma",
        "ton ta", "son sa", "este esta", "ese esa", "dieser diese dieses", "mein meine", "kein keine", "aucun aucune",
        "quel quelle", "welcher welche welches",
    )
)  # fmt: skip
"""Articles and the like that differ in gender alone."""
_ARTICLES = frozenset().union(*_KINDS)
_PARTS = {"del": "de el", "al": "a el", "du": "de le", "au": "à le", "do": "de o", "da": "de a", "no": "em o"}
_PARTS |= {"na": "em a", "dos": "de os", "das": "das", "ao": "a o"}
_JOINED = re.compile(rf"\b(?:{'|'.join(_PARTS)})\b")
_WORD = re.compile(r"\w+")


class ArticleGuard:
    """`Combien pèse un livre` and `combien pèse une livre`."""

    name = "article"

    def veto(self, left: Text, right: Text) -> bool:
        """Is nothing different but the gender of articles?"""
        if left.language == "en" or right.language == "en":
            return False
        mine, theirs = left.words - right.words, right.words - left.words
        if max(len(mine), len(theirs)) > _MOST or _ARTICLES.isdisjoint(left.words | right.words):
            return False
        one, other = (_WORD.findall(_JOINED.sub(_apart, text.plain.lower())) for text in (left, right))
        if len(one) != len(other):
            return False
        differing = [both for both in zip(map(folded, one), map(folded, other), strict=True) if both[0] != both[1]]
        return bool(differing) and all(any(kind.issuperset(both) for kind in _KINDS) for both in differing)


_MOST = 3
"""Words of its own that a text can have for its articles."""


def _apart(match: re.Match[str]) -> str:
    return _PARTS[match[0]]
