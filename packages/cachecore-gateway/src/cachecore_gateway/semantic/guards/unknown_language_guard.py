"""Texts in a language in Latin letters of which nothing is known here: Turkish, Swedish, Polish, Indonesian.

Theory: neither guards nor verifier can tell what a changed letter does there. Such texts are told by letters that the
seven known languages lack, or by words of which hardly any is known in any of them. English of names and jargon may
look so as well, which costs a hit: only the same words, written with or without accents, are the same question then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.accents import folded
from ..reading.language import is_unknown
from ..reading.text import Text
from ..reading.words import words_in

__all__ = ["UnknownLanguageGuard"]

_LEAST = 3
"""Words from which a language can be told."""
_FOREIGN = re.compile(r"[\u0101-\u0151\u0154-\u024f\u1e00-\u1effåøðþ]")
"""Latin letters of other languages than the seven."""
_FILLERS = words_in("acaba")
"""I wonder; the verifier still judges texts with one more."""
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "þ": "th"})


class UnknownLanguageGuard:
    """`Vad kostar en tomt i Åre?` and `vad kostar en tomte i Åre?`."""

    name = "unknown-language"

    def veto(self, left: Text, right: Text) -> bool:
        """Is a language unknown, and are the texts other than by marks, case or accents left out?"""
        if (left.language and right.language) or left.plain == right.plain:
            return False
        plain = sorted((left.plain, right.plain))
        unknown = is_unknown(*plain) or _has_foreign_letters(left) or _has_foreign_letters(right)
        return unknown and not _alike(left.counted, right.counted)


def _has_foreign_letters(text: Text) -> bool:
    return (
        not (text.language or text.plain.isascii())
        and len(text.tokens) >= _LEAST
        and any(
            not token.capital and _FOREIGN.search(token.low) and not any(token.low in quote for quote in text.quotes)
            for token in text.tokens
        )
    )


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    """The same words, or the same without accents, where one text has none."""
    one, other = ([word.replace("'", "") for word in flow if word not in _FILLERS] for flow in (left, right))
    if one == other:
        return True
    plain, beside = ([folded(word).translate(_PLAIN) for word in words] for words in (one, other))
    return plain == beside and (plain == one or beside == other)
