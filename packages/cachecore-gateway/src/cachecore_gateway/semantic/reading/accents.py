"""Where an accent makes another word: compro and compró, drucken and drücken.

Theory: who writes no accents at all leaves them out, and mostly only one word is possible. Who writes them elsewhere
means the word as it stands. A vowel at the end is another form or word in Spanish, Italian, Portuguese and French.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .words import FUNCTION_WORDS, words_in

__all__ = ["accent_matters", "folded", "sharp_s_matters", "writes_accents"]

_BOTH = words_in(
    "fordern drucken druckt drucke zahlen zahle konnte konnten wurde wurden hatte hatten mochte mochten musste mussten"
    " waren lasst masse massen busse bussen flosse flossen russe"
    " russen schoss schon mucken kuchen apfel mutter vater bruder schwul mohren falle tone"
    " jeune jeunes tache taches cote cotes pecheur pecheurs mais sabana coco maca avo"
)
"""Without its accents each is a word of its own, too."""
_WORD = re.compile(r"\w+")
_SHORTEST, _SHORT = 4, 6
_NASAL = ("ao", "oes")
"""Letters up to which words have neighbours that only an accent tells apart."""
_ENDING = words_in(
    "esta cafe que si ola bebe cosi perche piu citta gia puo ate voce tambem universita sera finche mama"
)
"""Folded words whose accent at the end is only left out."""


def writes_accents(text: str) -> bool:
    """Does a letter of `text` bear an accent, an umlaut or the like?"""
    return not text.isascii() and any(letter.isalpha() and not letter.isascii() for letter in text)


def accent_matters(one: str, other: str, both_write: bool) -> bool:
    """Do two words (lower case) differ in accents alone, and are two words? ``both_write``: both texts have accents."""
    plain = folded(one)
    if plain != folded(other) or one == other or len(plain) < _SHORTEST or plain in FUNCTION_WORDS:
        return False
    if plain in _BOTH:
        return True
    ends = one[-1] != other[-1] and plain[-1] in "aeiou" and plain not in _ENDING and not plain.endswith(_NASAL)
    return ends or (both_write and len(plain) <= _SHORT and not plain.endswith(_NASAL))


def sharp_s_matters(left: str, right: str) -> bool:
    """Does a word of one text have ß where the other has another word with ss: Maße and Masse?"""
    one, other = (set(_WORD.findall(text.lower())) for text in (left, right))
    return any(
        word not in beside and word.replace("ß", "ss") in _BOTH & beside
        for words, beside in ((one, other), (other, one))
        for word in words
        if "ß" in word
    )


@lru_cache(maxsize=16384)
def folded(word: str) -> str:
    """Without accents, ß as ss."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word.replace("ß", "ss"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
