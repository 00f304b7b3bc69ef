"""Scripts that the verifier's models have not learnt: there a text is the same only letter by letter.

Theory: the models were trained on English and a little of six languages beside it. Of Chinese, Arabic or Russian they
see single characters, so that a text and its denial look alike. What no part of the verifier can read it must not
judge, and the rules that write two texts alike know nothing of these languages either.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..reading.text import Text

__all__ = ["ScriptGuard"]

_OTHER = r"[^\W\d_a-zA-Z\u00aa-\u02af\u1e00-\u1eff\ufb00-\ufb06]"
"""A letter that is not Latin."""
_SIGNS = r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0eff]"
"""Vowel signs, which are part of a word."""
_RUN = re.compile(rf"{_OTHER}(?:{_OTHER}|{_SIGNS})+")
"""Such letters in a row; a single one is a symbol: 5 Ω, π."""
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_RIM = " \t\n.,;:!?…¿¡。．，、！？：；؟،।॥'\"“”«»()（）「」呢啊呀"
"""Marks, and particles at the end of a Chinese question that soften it."""


class ScriptGuard:
    """`我没有签合同` and `我签了合同`; `Казнить, нельзя помиловать` and `Казнить нельзя, помиловать`."""

    name = "script"

    def veto(self, left: Text, right: Text) -> bool:
        """Are texts of another script, or the words of another script within them, not the same as written?"""
        if left.raw.isascii() and right.raw.isascii():
            return False
        return _foreign(left.plain) != _foreign(right.plain)


@lru_cache(maxsize=2048)
def _foreign(text: str) -> tuple[str, ...]:
    """What must be equal: the foreign words of a mostly Latin text; else all of it but marks at the rim."""
    if text.isascii():
        return ()
    text = unicodedata.normalize("NFKC", text)
    runs = tuple(run.casefold() for run in _RUN.findall(text))
    if sum(map(len, runs)) <= len(_LATIN.findall(text)):
        return runs
    return (" ".join(text.casefold().split()).strip(_RIM),)
