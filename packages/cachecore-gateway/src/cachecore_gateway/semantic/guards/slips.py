"""Is one word a slip of another: exchanged, doubled, missing letters, one put for another, or written by ear?

Theory: `straiht` is a slip where `straight` stands in the other text, because it is no word and the other is. Of two
words that both exist neither is a slip. Among terms of a trade a letter makes another thing: hypo-, hyper-; -ite, -ate.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .frequency import common_words
from .lexicon import lexicon
from .number_words import number_word
from .words import ENGLISH_FUNCTION_WORDS, FUNCTION_WORDS, NEGATORS, PLEASE, words_in

__all__ = ["differing_letters", "is_slip", "is_word", "may_name", "sounds_like"]

_SHORTEST = 3
_FOREIGN = 4
"""Letters from which on a small word of another language is none in English: `oder` may be order, `la` is no slip."""
_SUBSTITUTED = 5
"""Letters of a word from which on one letter put for another is a slip."""
_MOST = ((5, 1), (9, 2), (99, 3))
"""Up to so many letters of the word meant, at most so many slips."""
_BY_EAR = 4
"""Letters of the shorter word from which on equal sound makes a slip."""
_LONGER_BY_EAR = 3
_VOWELS = frozenset("aeiouy")
_STEM = 4
"""Letters that two terms share at least."""
_PREFIXES = words_in(
    "hypo hyper macro micro inter intra pre post pro per un in im ir il dis mis non anti ante de re over"
    " under out mono di tri bi poly iso meta ortho para endo ecto exo sub super supra on off up down fore"
    " back self after"
) | {""}
_ENDINGS = words_in("ite ate ide ane ene yne ine one ase ose oid ous ic er or ee ist ism less ful") | {""}
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("gh(?=t|$)", ""), ("^kn", "n"), ("^wr", "r"), ("wh", "w"), ("ck", "k"), ("sch", "sk"),
        ("c(?=[eiy])", "s"), ("[cq]", "k"), ("x", "ks"), ("z", "s"), ("(?<=.)[aeiouyw]", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=16384)
def is_word(word: str) -> bool:
    """Is `word` (lower case) known in English, as a word, a name or a term? Short words of other languages are, too."""
    if word in ENGLISH_FUNCTION_WORDS or (len(word) < _FOREIGN and word in FUNCTION_WORDS):
        return True
    if word in NEGATORS or word in PLEASE or word in common_words():
        return True
    base = lexicon().base(word)
    return number_word(word, "en") is not None or (lexicon().knows(base) and not _VOWELS.isdisjoint(base))


@lru_cache(maxsize=16384)
def is_slip(written: str, meant: str) -> bool:
    """Is `written`, which is no word, `meant`, which is one (both lower case)?"""
    if written == meant or min(len(written), len(meant)) < _SHORTEST or not (written + meant).isalpha():
        return False
    if is_word(written) or not is_word(meant) or _another_term(written, meant):
        return False
    most = next(slips for letters, slips in _MOST if len(meant) <= letters)
    if differing_letters(written, meant, most) <= most and _begin_alike(written, meant):
        return True
    return (
        min(len(written), len(meant)) >= _BY_EAR
        and abs(len(written) - len(meant)) <= _LONGER_BY_EAR
        and _sound(written) == _sound(meant)
    )


@lru_cache(maxsize=4096)
def sounds_like(one: str, two: str) -> bool:
    """Are these two words (lower case) one slip apart, or written by ear: reset and rest, week and weak?

    Both may exist, so this says nothing alone. Opposites, terms that differ by a prefix and numbers are kept apart.
    """
    if min(len(one), len(two)) < _SHORTEST or not (one + two).isalpha() or _another_term(one, two):
        return False
    words = {one, two}
    if words & NEGATORS or all(number_word(word, "en") is not None for word in words) or _opposed(one, two):
        return False
    return (one[0] == two[0] and differing_letters(one, two, 1) <= 1) or _sound(one) == _sound(two)


def _opposed(one: str, two: str) -> bool:
    words = lexicon()
    pair = words.base(one), words.base(two)
    return words.opposites(*pair) or words.opposed(*pair) or words.siblings(*pair)


def may_name(text: str, match: re.Match[str]) -> bool:
    """Is a word of `text` capitalised, though not in capitals, where no sentence begins?"""
    word, before = match.group(), text[: match.start()].rstrip()
    return word[0].isupper() and not word.isupper() and bool(before) and before[-1] not in ".?!:"


def differing_letters(one: str, two: str, most: int) -> int:
    """Fewest letters left out, added, put for another or exchanged with the next; above `most` any more."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    put = 1 if min(len(one), len(two)) >= _SUBSTITUTED else 2
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            best = min(before[j - 1] + (letter != other) * put, before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _begin_alike(written: str, meant: str) -> bool:
    return written[0] == meant[0] or written[:2] == meant[1::-1]


def _shared(one: str, two: str) -> int:
    """Letters that both begin with."""
    return next(
        (at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(len(one), len(two))
    )


def _another_term(one: str, two: str) -> bool:
    """Do they differ by a prefix, or by an ending, that names another thing?"""
    same = _shared(one, two)
    tails = one[same:], two[same:]
    if same >= _STEM and any(_ENDINGS.issuperset(end) for end in (tails, (one[same - 1 :], two[same - 1 :]))):
        return True
    same = _shared(one[::-1], two[::-1])
    heads = one[: len(one) - same], two[: len(two) - same]
    return same >= _STEM and any(
        _PREFIXES.issuperset(head) for head in (heads, (one[: len(one) - same + 1], two[: len(two) - same + 1]))
    )


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
