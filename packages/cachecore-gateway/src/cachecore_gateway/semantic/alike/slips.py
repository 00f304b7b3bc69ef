"""Is one word a slip of another: exchanged, doubled, missing letters, one put for another, or written by ear?

Theory: `straiht` is a slip where `straight` stands in the other text, because it is no word and the other is. Of two
words that both exist neither is a slip. Among terms of a trade a letter makes another thing: hypo-, hyper-; -ite, -ate.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..reading.frequency import common_words
from ..reading.lexicon import lexicon
from ..reading.number_words import number_word
from ..reading.words import ENGLISH_FUNCTION_WORDS, FUNCTION_WORDS, NEGATORS, PLEASE, words_in

__all__ = [
    "differing_letters",
    "hardly_differs",
    "is_common",
    "is_slip",
    "is_slip_of_name",
    "is_word",
    "may_name",
    "sounds_like",
]

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
_LONG_TERM = 8
"""Letters of a term in which one slip can be told."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_TERM = re.compile(
    r"(?:ine|ole?|in|ide|ate|(?<!ph)one|am|ast|il|fen|mab|nib|vir|pril|ane|ene|yne|ite|ase|itis|osis|emia|asia|agia|oma"
    r"|ium|um|us)s?$"
)
_DOUBLED = re.compile(r"(.)\1+")
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
    if is_word(written) or not is_word(meant) or _another_term(written, meant) or _cut_short(written, meant):
        return False
    if not is_common(meant) and not is_common(lexicon().base(meant)) and _of_a_family(meant):
        long = min(len(written), len(meant)) >= _LONG_TERM and not lexicon().is_name(meant)
        return long and (hardly_differs(written, meant) or differing_letters(written, meant, 1) <= 1)
    most = next(slips for letters, slips in _MOST if len(meant) <= letters)
    if differing_letters(written, meant, most) <= most and _begin_alike(written, meant):
        return True
    return (
        min(len(written), len(meant)) >= _BY_EAR
        and abs(len(written) - len(meant)) <= _LONGER_BY_EAR
        and _sound(written) == _sound(meant)
    )


def is_common(word: str) -> bool:
    """Is `word` (lower case) a frequent English one, which is hardly a term of a trade?"""
    return word in common_words() or word in ENGLISH_FUNCTION_WORDS or word in NEGATORS


def is_slip_of_name(written: str, meant: str) -> bool:
    """Is `written`, which is no word, the name `meant` with a letter left out, added or exchanged with the next?

    With a letter put for another it may be another name: Hansen, Hanson.
    """
    if is_word(written) or not is_word(meant) or min(len(written), len(meant)) < _SUBSTITUTED:
        return False
    if hardly_differs(written, meant):
        return True
    return (
        abs(len(written) - len(meant)) == 1
        and differing_letters(written, meant, 1) <= 1
        and _begin_alike(written, meant)
    )


@lru_cache(maxsize=4096)
def sounds_like(one: str, other: str) -> bool:
    """Are these two frequent words (lower case) one slip apart, or written by ear: reset and rest, week and weak?

    Both exist, so this says nothing alone. Opposites, names, numbers and terms that differ by a prefix are kept apart.
    """
    if min(len(one), len(other)) < _SHORTEST or not (one + other).isalpha() or _another_term(one, other):
        return False
    words = {one, other}
    if words & NEGATORS or not all(is_common(word) and not lexicon().is_name(word) for word in words):
        return False
    if all(number_word(word, "en") is not None for word in words) or _opposed(one, other):
        return False
    if lexicon().base(one) == lexicon().base(other):
        return False
    return (one[0] == other[0] and differing_letters(one, other, 1) <= 1) or _sound(one) == _sound(other)


def _opposed(one: str, two: str) -> bool:
    words = lexicon()
    pair = words.base(one), words.base(two)
    return words.opposites(*pair) or words.opposed(*pair) or words.siblings(*pair)


def hardly_differs(one: str, other: str) -> bool:
    """Do they differ in doubled letters, letters that sound alike, or two neighbours that changed places, alone?"""
    if one == other:
        return False
    if _by_ear(one) == _by_ear(other):
        return True
    off = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (
        len(one) == len(other)
        and len(off) == 2
        and off[1] == off[0] + 1
        and one[off[0]] + one[off[1]] == other[off[1]] + other[off[0]]
    )


def _of_a_family(word: str) -> bool:
    """Is it a name, or a term of chemistry, medicine or nature, of which others are a letter or two away?"""
    return _TERM.search(word) is not None or lexicon().is_name(word) or lexicon().is_term(lexicon().base(word))


def _by_ear(word: str) -> str:
    for letters, sound in (("ph", "f"), ("ae", "e"), ("oe", "e"), ("ck", "k"), ("y", "i")):
        word = word.replace(letters, sound)
    return _DOUBLED.sub(r"\1", word)


def _cut_short(written: str, meant: str) -> bool:
    """Does only the last letter lack, and would others do as well: employe, of employer or employee?"""
    if meant[:-1] != written:
        return False
    return sum(written + letter in common_words() for letter in _ALPHABET) > 1


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
