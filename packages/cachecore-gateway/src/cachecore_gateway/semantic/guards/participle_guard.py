"""Who does it and who it is done to, told by an ending: an adopting and an adopted adult, a boring and a bored child.

Theory: base forms fold the two participles of a verb, which is right for `cancelled my order`, `cancelling my order`.
Between an article and a noun they are adjectives with two sides of one deed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import words_in

__all__ = ["ParticipleGuard"]

_BEFORE = words_in("a an the my our your his her its their this that these those any no every each some")


class ParticipleGuard:
    """`Can an adopted adult get the records?` and `Can an adopting adult …`."""

    name = "participle"

    def veto(self, left: Text, right: Text) -> bool:
        """Does the active participle of a verb stand before a noun where the other text has the passive one?"""
        if not (left.is_english and right.is_english):
            return False
        one, other = set(_participles(left)), set(_participles(right))
        return any((verb, noun, not active) in other for verb, noun, active in one - other)


def _participles(text: Text) -> Iterator[tuple[str, str, bool]]:
    """Verb, noun behind it, and whether the participle is the active one, of each that stands before a noun."""
    words = [token.low for token in text.tokens]
    for before, word, noun in zip(words, words[1:], words[2:], strict=False):
        if before in _BEFORE and word.endswith(("ing", "ed")) and noun not in _BEFORE:
            base = lexicon().base(word)
            if base != word:
                yield base, noun, word.endswith("ing")
