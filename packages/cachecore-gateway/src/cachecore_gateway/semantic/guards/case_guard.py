"""Who does it to whom, told by case: `der Hund hat den Nachbarn gebissen` and `den Hund hat der Nachbar gebissen`.

Theory: German marks the doer by the article and moves phrases freely. Spanish marks the person that suffers by `a`, and
French asks for the doer by `qui` and for the other by `que`, or by an inversion with a pronoun. Where these exchange
over the same nouns, so do the sides. A single changed article may be a slip, unless the
text begins with it or phrases have moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..reading.accents import folded
from ..reading.grammar import is_form_of
from ..reading.language import hits_of
from ..reading.text import Text
from ..reading.words import FUNCTION_WORDS, words_in

__all__ = ["CaseGuard"]

_STEMS_OF_ARTICLES = words_in("ein mein dein sein kein ihr unser euer")
_CASES: Mapping[str, str] = {
    "der": "doer", "den": "other", "dem": "other", "wer": "doer", "wen": "other", "wem": "other",
    **{f"{stem}er": "doer" for stem in ("dies", "welch", "jed", "jen", "manch")},
    **{f"{stem}e{end}": "other" for stem in ("dies", "welch", "jed", "jen", "manch") for end in "nm"},
    **dict.fromkeys(_STEMS_OF_ARTICLES, "doer"),
    **{f"{stem}e{end}": "other" for stem in _STEMS_OF_ARTICLES for end in "nm"},
}  # fmt: skip
"""Article or question word of a masculine noun → does its noun do it?"""
_DEFINITE = frozenset(word for word in _CASES if word[:3] not in {stem[:3] for stem in _STEMS_OF_ARTICLES})
_ASKED = words_in("wer wen wem")
_OWNED = words_in("mi mis tu tus su sus un una unos unas el la los las nuestro nuestra al")
_PERSONAL = words_in("a al")
_WHO = words_in("qui que qu")
_SUBJECTS = words_in("je j tu il elle ils elles on")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3
"""Letters of a noun."""


class CaseGuard:
    """`Wer hat Anna angerufen` and `wen hat Anna angerufen`; `qui aime Marie` and `qui Marie aime-t-elle`."""

    name = "case"

    def veto(self, left: Text, right: Text) -> bool:
        """Have the same words exchanged the marks of who does it?"""
        words = left.words | right.words
        german = not words.isdisjoint(_CASES)
        spanish = not words.isdisjoint(_PERSONAL) and "en" not in (left.language, right.language) and _in_spanish(words)
        french = not words.isdisjoint(_WHO)
        if not (german or spanish or french):
            return False
        one, other = (_WORD.findall(text.plain.lower()) for text in (left, right))
        if not one or not other:
            return False
        return (
            (german and _same_words(one, other, frozenset(_CASES)) and _german(one, other))
            or (spanish and _spanish(one, other))
            or (french and _french(one, other))
        )


def _in_spanish(words: frozenset[str]) -> bool:
    hits = hits_of(words)
    return 0 < hits["es"] == max(hits.values())


def _same_words(one: Sequence[str], other: Sequence[str], small: frozenset[str]) -> bool:
    """Are all words but the small ones the same or forms of one another?"""
    mine, theirs = (sorted(folded(word) for word in words if word not in small) for words in (one, other))
    return len(mine) == len(theirs) and all(is_form_of(*both) for both in zip(mine, theirs, strict=True))


def _german(one: Sequence[str], other: Sequence[str]) -> bool:
    first, second = _nouns(one), _nouns(other)
    changed = [noun for noun, article in first.items() if noun in second and _CASES[second[noun]] != _CASES[article]]
    if len(changed) > 1:
        return True
    if one[0] in _ASKED and other[0] in _ASKED and _CASES[one[0]] != _CASES[other[0]]:
        return True
    if len(changed) != 1 or not _DEFINITE.issuperset((first[changed[0]], second[changed[0]])):
        return False
    begun = first[changed[0]] == one[0] and second[changed[0]] == other[0]
    return begun or [folded(word) for word in one if word not in _CASES] != [
        folded(word) for word in other if word not in _CASES
    ]


def _nouns(words: Sequence[str]) -> dict[str, str]:
    """Noun, without the ending of its case → the article before it."""
    return {
        re.sub("e?[ns]?$", "", word): article
        for article, word in pairwise(words)
        if article in _CASES and len(word) >= _LEAST and word not in FUNCTION_WORDS
    }


def _spanish(one: Sequence[str], other: Sequence[str]) -> bool:
    """Does `a` mark one noun here and another there, and are both in both?"""
    first, second = _marked(one), _marked(other)
    here, there = first - second, second - first
    if any(word in other for word in here) and any(word in one for word in there):
        return True
    said = {word for word in (*one, *other) if word in ("me", "nos")}
    return bool(said) and any(
        any(word in beside for word in marked) and not said.isdisjoint(beside) and said.isdisjoint(own)
        for marked, own, beside in ((here, one, other), (there, other, one))
    )


def _marked(words: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for place, word in enumerate(words):
        if word in _PERSONAL:
            behind = [later for later in words[place + 1 : place + 4] if later not in _OWNED]
            found.update(behind[:1])
    return found


def _french(one: Sequence[str], other: Sequence[str]) -> bool:
    """Is the doer asked for, or spoken of, in one text where it is the other one in the other?"""
    if not _same_words(one, other, FUNCTION_WORDS | {"t", "ce"}):
        return False
    first, second = _roles(one), _roles(other)
    return len(first) == len(second) and first != second


def _roles(words: Sequence[str]) -> list[bool]:
    """Of each `qui` and `que`, is it the doer? `Qui est-ce que` is not, nor `qui` where a pronoun inverted stands."""
    places = [place for place, word in enumerate(words) if word in _WHO]
    roles: list[bool] = []
    for place, end in pairwise([*places, len(words)]):
        if roles and tuple(words[place - 2 : place]) == ("est", "ce"):
            roles[-1] = words[place] == "qui"
        else:
            asked = not place and not _SUBJECTS.isdisjoint(words[1:end])
            roles.append(words[place] == "qui" and not asked)
    return roles
