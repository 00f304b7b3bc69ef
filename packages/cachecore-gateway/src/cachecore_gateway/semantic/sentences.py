"""Sentences of a question, and which of them set a task."""

from __future__ import annotations

import re

from .reading.lexicon import lexicon
from .segmenting.cues import split_sentences

__all__ = ["commands", "sentences_of"]

_APART = re.compile(r"\s*\n+\s*|\s+[–—-]{1,2}\s+(?=[^\W\d_])")
"""Lines, and what dashes set apart."""
_TITLE = re.compile(r"(?:^|[\s(])(?:dr|mr|mrs|ms|st|prof)\.$", re.IGNORECASE)
_SHORT = re.compile(
    r"(?:^|[\s(.])(?:e\.g|i\.e|etc|vs|nos?|nr|approx|max|min|inc|ltd|fig|art|sec|[a-z])\.$", re.IGNORECASE
)
"""An abbreviation that ends no sentence where no capital follows."""
_WORD = re.compile(r"[^\W_]+")
_LEADING = frozenset(
    {"please", "and", "but", "so", "then", "also", "now", "just", "or", "ok", "oh", "do", "not", "don", "t"}
)


def sentences_of(text: str) -> list[str]:
    """Sentences in order, as written; lines and what dashes set apart count as sentences."""
    found: list[str] = []
    pieces = (piece.strip() for part in _APART.split(text) for piece in split_sentences(part))
    for piece in filter(None, pieces):
        if found and (_TITLE.search(found[-1]) or (_SHORT.search(found[-1]) and not piece[0].isupper())):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def commands(sentence: str) -> bool:
    """Could it tell the assistant what to do: does it open with the base form of a verb?"""
    words = [word for word in _WORD.findall(sentence.casefold()) if word not in _LEADING]
    return bool(words) and lexicon().base(words[0]) == words[0] and lexicon().is_verb(words[0])
