"""Pictures that say something: `Can I give my dog 🍎?`, `the drinking age in 🇩🇪`.

Theory: a face or a heart behind a sentence is a tone of voice; a picture in the place of a word is that word. Which one
it is shows where it stands: the tone comes behind the mark that ends the sentence, or is a face.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..reading.text import Text

__all__ = ["PictureGuard"]

_PICTURE = re.compile(r"[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff\u2600-\u27bf]")
_TONE = re.compile(
    "[\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001f440-\U0001f44d\U0001f44f\U0001f450"
    "\U0001f48b-\U0001f49f\U0001f4a9-\U0001f4ab\U0001f525\U0001f389\U0001f38a\U0001f3fb-\U0001f3ff\U0001f9e1"
    "\u2639\u263a\u2728\u2763\u2764\u270c]"
)
"""Faces, hands, hearts, and what is strewn over a message."""
_WORD = re.compile(r"[^\W_]")
_ENDS = ".!?…。！？"


class PictureGuard:
    """`Can I give my dog 🍎?` and `Can I give my dog 🍇?`."""

    name = "picture"

    def veto(self, left: Text, right: Text) -> bool:
        """Do pictures that stand for words differ?"""
        if left.raw.isascii() and right.raw.isascii():
            return False
        one, other = _said(left.raw), _said(right.raw)
        if not one or not other:  # who leaves out the last word has left out a picture that goes with it
            return any(inside for _, inside in (*one, *other))
        return one != other


@lru_cache(maxsize=2048)
def _said(text: str) -> tuple[tuple[str, bool], ...]:
    """The pictures that stand for words, in order, and whether words follow."""
    found: list[tuple[str, bool]] = []
    tone = False
    for match in _PICTURE.finditer(text):
        before = text[: match.start()].rstrip(" \ufe0f\u200d")
        behind = tone and _PICTURE.match(before[-1:]) is not None
        tone = bool(_TONE.fullmatch(match[0])) or behind or before.endswith(tuple(_ENDS))
        if not tone:
            found.append((match[0], _WORD.search(text, match.end()) is not None))
    return tuple(found)
