"""What need not be done, and what must not: we do not have to answer, we must not answer."""

from __future__ import annotations

import re

from ..reading.text import Text
from .guard import FAR
from .pair import paired

__all__ = ["ObligationGuard"]

_NEEDLESS = re.compile(
    r"\b(?:do|does|did)(?:n'?t| not) (?:have|need|got)\b|\bneed(?:n'?t| not)\b|\bno (?:need|obligation)\b"
    r"|\bnot (?:required|obliged|obligated|necessary|mandatory|compulsory)\b|\b(?:optional|unnecessary)\b"
    r"|\bmuss nicht|\bmüssen nicht|\bbrauche?n? nicht\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"\b(?:must|may|can|could|should|shall)(?:n'?t| not)\b|\bcannot\b|\b(?:forbidden|prohibited|banned)\b"
    r"|\bnot (?:allowed|permitted|supposed)\b|\bdarf nicht|\bdürfen nicht",
    re.IGNORECASE,
)


class ObligationGuard:
    """`You don't need to shake it` and `you must not shake it`."""

    name = "obligation"

    def veto(self, left: Text, right: Text) -> bool:
        """Does one text say that something need not be done, and a like one that it may not?"""
        if paired(left, right).closeness < FAR:
            return False
        one, other = _sort(left.raw), _sort(right.raw)
        return bool(one and other) and one != other


def _sort(text: str) -> str:
    text = text.replace("’", "'")
    needless, forbidden = _NEEDLESS.search(text) is not None, _FORBIDDEN.search(text) is not None
    return "" if needless == forbidden else "needless" if needless else "forbidden"
