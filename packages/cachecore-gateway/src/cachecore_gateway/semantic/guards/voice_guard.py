"""Who does it and whom it is done to, with nobody named: can pharmacists vaccinate, can pharmacists be vaccinated.

Theory: a passive without `by` keeps the noun before the verb and makes it the one that suffers. Verbs of change say
the same in both voices (the shop closes, the shop is closed). English only; where the words have moved, a passive may
well say the same as the active voice, which others judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import words_in
from .guard import ALIKE
from .pair import paired

__all__ = ["VoiceGuard"]

_BE = words_in("is are was were be been being get gets got")
_OF_CHANGE = words_in(
    "open close start begin end finish stop change increase decrease rise fall break crack freeze melt boil cook burn"
    " grow move charge reset restart reboot update upgrade sync load save expire lock unlock connect disconnect fill"
    " empty dry fade heat cool turn shut drain print ship run renew complete retire marry divorce register enrol enroll"
    " apply qualify limit relate base locate allow"
)
_NAMED = words_in("by i we you one they he she")
"""Where somebody is named, or said not to matter, a passive often says the same."""
_STATED = words_in("able about going due likely supposed")


class VoiceGuard:
    """`When do sellers pay?` and `when are sellers paid?`."""

    name = "voice"

    def veto(self, left: Text, right: Text) -> bool:
        """Does the same noun stand before the same verb, which is passive in one text alone?"""
        if not (left.is_english and right.is_english) or not _NAMED.isdisjoint(left.words | right.words):
            return False
        if left.content != right.content or paired(left, right).closeness < ALIKE:
            return False
        one, other = set(_passives(left)), set(_passives(right))
        return any(_active(word, right) for word in one - other) or any(_active(word, left) for word in other - one)


def _passives(text: Text) -> Iterator[str]:
    """Base forms of verbs that stand as participles behind a form of be, a noun perhaps between."""
    tokens = [token.low for token in text.tokens]
    for place, word in enumerate(tokens):
        if word in _BE:
            for later in tokens[place + 1 : place + 4]:
                base = lexicon().base(later)
                if later != base and lexicon().is_verb(base) and _is_participle(later) and base not in _OF_CHANGE:
                    yield base
                    break
                if later in _STATED:
                    break


def _is_participle(word: str) -> bool:
    return not word.endswith(("ing", "s"))


def _active(verb: str, text: Text) -> bool:
    """Does the verb stand in its base form right behind a noun, which does it?"""
    tokens = [token.low for token in text.tokens]
    known = text.content_set
    return any(word == verb and lexicon().base(before) in known for before, word in pairwise(tokens))
