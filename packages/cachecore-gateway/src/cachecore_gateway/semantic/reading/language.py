"""Which language a text is written in, told by its small words, or by its script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .lexicon import lexicon
from .words import FUNCTION_WORDS, LANGUAGE_MARKS

__all__ = ["hits_of", "in_english", "is_unknown", "language_of"]

_SCRIPTS = (
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("greek", re.compile(r"[\u0370-\u03ff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("hangul", re.compile(r"[\uac00-\ud7af]")),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("han", re.compile(r"[\u4e00-\u9fff]")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
)
_MARK = re.compile(r"[^\W\d_]+(?=['’])|[^\W\d_]{2,}|[^\W\d_b-df-hj-np-tv-xz]")
"""What may tell a language: an elided letter (`l'eau`), a word, a vowel alone; not the `d` of vitamin d."""
_OTHER_LETTERS = re.compile(r"[¿¡\u0250-\u1fff\u3040-\uabff\uac00-\ud7ff]")
"""Of scripts that English is not written in."""
_LEAST, _ONE_OF, _TOLD = 3, 3, 2
"""Words from which a language can be told, of how many of them one must be known, and small words that tell it."""
_MARKED = {
    word: tuple(name for name, marks in LANGUAGE_MARKS.items() if word in marks)
    for word in frozenset().union(*LANGUAGE_MARKS.values())
}
"""Function word → languages that have it."""


def language_of(text: str, words: Iterable[str]) -> str:
    """`en`, `de` … or a script; empty when the text is too short to tell. `words`: those of `text`, lower case."""
    if not text.isascii():
        for script, pattern in _SCRIPTS:
            if len(pattern.findall(text)) >= 2:
                return "han" if script == "kana" else script
    hits = hits_of(words)
    best = max(hits, key=hits.__getitem__)
    rival = sorted(hits.values())[-2]
    return best if hits[best] >= 2 and hits[best] >= rival + 1 + (rival > 0) else ""


@lru_cache(maxsize=2048)
def in_english(text: str) -> bool:
    """Are the small words of `text` English, or are there none? Of other languages slips cannot be told from words."""
    hits = hits_of(_MARK.findall(text.lower()))
    return hits["en"] >= max(hits.values()) and not _OTHER_LETTERS.search(text)


@lru_cache(maxsize=2048)
def is_unknown(one: str, other: str) -> bool:
    """Are two texts in none of the known languages, by their small words and by how few of all are English?"""
    words = frozenset(_MARK.findall(f"{one} {other}".lower()))
    if len(words) < _LEAST or max(hits_of(words).values()) >= _TOLD:
        return False
    known = sum(word in FUNCTION_WORDS or lexicon().knows(lexicon().base(word)) for word in words)
    return known * _ONE_OF <= len(words)


def hits_of(words: Iterable[str]) -> dict[str, int]:
    """Language → how many of the words it has among its small ones."""
    hits = dict.fromkeys(LANGUAGE_MARKS, 0)
    for word in words:
        for name in _MARKED.get(word, ()):
            hits[name] += 1
    return hits
