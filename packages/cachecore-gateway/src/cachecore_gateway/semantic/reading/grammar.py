"""What tells persons and voices of verbs in a language, and what forms of one word have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .accents import folded
from .lexicon import lexicon

__all__ = ["Clause", "Grammar", "is_form_of", "stem_of"]

_NEVER = re.compile(r"(?!)")
_SHORTEST, _STEM = 3, 4
"""Letters at the start that forms of a word share: in short words, in others."""
_LONG = 7
"""Letters from which a word can hold the `ge` of a participle: opgezegd, gekündigt."""


class Clause(NamedTuple):
    """Words of a clause in order, lower case; `opened`: by a subordinator such as if."""

    opened: bool
    words: tuple[str, ...]


class Grammar(NamedTuple):
    """What tells persons and voices in one language."""

    name: str
    i: frozenset[str]
    me: frozenset[str]
    opens: frozenset[str]
    """Subordinators."""
    asks: frozenset[str]
    """Question words for which it does not matter who does it."""
    you: frozenset[str] = frozenset()
    thee: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    """Modal verbs, first person, infinitive and conditional."""
    other_may: frozenset[str] = frozenset()
    """Modal verbs, third person."""
    impersonal: frozenset[str] = frozenset()
    passive: frozenset[str] = frozenset()
    reflexive: frozenset[str] = frozenset()
    """Stands for a passive."""
    have: frozenset[str] = frozenset()
    gets: frozenset[str] = frozenset()
    """Verbs whose subject has it done to him."""
    deed: frozenset[str] = frozenset()
    """What one does now, what happens."""
    helping: tuple[str, ...] = ()
    """Beginnings of verbs of allowing, telling and helping, after which I do it, and of those that suit or lack me."""
    made: frozenset[str] = frozenset()
    """With a pronoun of mine: I have it done to me."""
    participle: re.Pattern[str] = _NEVER
    i_did: re.Pattern[str] = _NEVER
    i_am: frozenset[str] = frozenset()
    to_me: re.Pattern[str] = _NEVER
    to_thee: re.Pattern[str] = _NEVER
    endings: bool = False
    """Does a verb need no pronoun?"""
    passive_before: bool = False
    """Does a participle stand behind its auxiliary?"""
    spare: int = 1
    """Content words that may have no relation in the other text."""


@lru_cache(maxsize=16384)
def stem_of(word: str, english: bool = False) -> str:
    """Without accents and the `ge` of a participle, so that forms of one word begin alike; in English its base form."""
    if english:
        return lexicon().base(word)
    plain = folded(word)
    place = plain.find("ge", 0, _LONG) if len(plain) >= _LONG else -1
    return plain[:place] + plain[place + 2 :] if place >= 0 else plain


def is_form_of(one: str, other: str) -> bool:
    """May two stems be forms of one word: kündige and (ge)kündigt, dejé and dejó?"""
    shared = max(_SHORTEST, min(_STEM, len(one) - 1, len(other) - 1))
    return one == other or (len(one) >= shared and one[:shared] == other[:shared])
