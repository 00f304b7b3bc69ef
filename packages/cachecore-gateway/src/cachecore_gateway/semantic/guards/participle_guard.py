"""What an ending turns into another thing: an adopting and an adopted adult, a park and a parking permit.

Theory: base forms fold the forms of a verb, which is right for `cancelled my order`, `cancelling my order`. Before a
noun two participles are the two sides of one deed, and behind an article a noun in -ing is another noun.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import FUNCTION_WORDS, words_in

__all__ = ["ParticipleGuard"]

_ARTICLES = words_in("a an the my our your his her its their this that these those any no every each some")
_WHO = words_in("who what which")
_BE = words_in("am is are was were")
_HOW_MUCH = words_in("so very too more most quite rather")
"""Before an adjective: so tired, so tiring."""
_ACTIVE, _PASSIVE, _PLAIN = "ing", "ed", ""


class _Form(NamedTuple):
    base: str
    noun: str
    """The word behind it, or `of`."""
    ending: str
    named: bool
    """Does an article stand before it?"""
    led: bool
    """Does an article or a content word?"""


class ParticipleGuard:
    """`Can an adopted adult get the records?` and `can an adopting adult …`; `a park permit` and `a parking permit`."""

    name = "participle"

    def veto(self, left: Text, right: Text) -> bool:
        """Does the same word have another ending before the same noun?"""
        if not (left.is_english and right.is_english) or left.words == right.words:
            return False
        if _told_of_now(left, right) or _told_of_now(right, left):
            return True
        one, other = list(_forms(left)), list(_forms(right))
        return any(_differ(mine, theirs) for mine in one for theirs in other)


def _told_of_now(one: Text, other: Text) -> bool:
    """Who runs it and who ran it; I am suing and I am sued."""
    mine, theirs = ([token.low for token in text.tokens] for text in (one, other))
    base = lexicon().base
    place = 2 if mine[:1] == ["which"] else 1
    if len(mine) > place < len(theirs) and mine[:place] == theirs[:place] and mine[0] in _WHO:
        now, then = mine[place], theirs[place]
        if (place > 1 or _in_present(now)) and now != then and base(now) == base(then) and _is_past(then):
            return True
    suffered = {base(word) for before, word in pairwise(theirs) if before in _BE and _is_past(word)}
    return any(before in _BE and word.endswith("ing") and base(word) in suffered for before, word in pairwise(mine))


def _is_past(word: str) -> bool:
    """Is it a past form, or a participle of the passive?"""
    return not word.endswith(("s", "ing")) and word not in FUNCTION_WORDS and lexicon().base(word) != word


def _in_present(word: str) -> bool:
    return word.endswith("s") and word not in FUNCTION_WORDS


def _differ(mine: _Form, theirs: _Form) -> bool:
    if (mine.base, mine.noun) != (theirs.base, theirs.noun):
        return False
    endings = {mine.ending, theirs.ending}
    if endings == {_ACTIVE, _PASSIVE}:
        return mine.noun != "of" and mine.led and theirs.led
    return endings == {_ACTIVE, _PLAIN} and mine.named and theirs.named


def _forms(text: Text) -> Iterator[_Form]:
    words = [token.low for token in text.tokens]
    for before, word, noun in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word in FUNCTION_WORDS or (noun in FUNCTION_WORDS and noun != "of"):
            continue
        ending = next((end for end in (_ACTIVE, _PASSIVE) if word.endswith(end)), _PLAIN)
        base = lexicon().base(word)
        if ending == _PLAIN or base != word:
            named = before in _ARTICLES
            led = not before or named or before in _HOW_MUCH or before not in FUNCTION_WORDS
            yield _Form(base, noun, ending, named, led)
