"""Two texts laid side by side word by word: what one misspells, parts or joins is written as the other writes it.

Theory: where all around is equal, a word that does not exist and one that does, in the same place and alike in letters
or in sound, are one word. Two words that both exist stay, but for the few that people mix up and that carry no matter
of their own (`form` for from, `dose` for does), and those only between equal neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ..reading.frequency import common_words
from ..reading.grammars import LITTLE
from ..reading.language import in_english, is_unknown
from ..reading.words import CALLED, FUNCTION_WORDS, words_in
from .parted import PARTED_OTHERWISE
from .slips import differing_letters, is_slip, is_slip_of_name, is_word, sounds_like

__all__ = ["respelled_alike"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_OF_GRAMMAR = frozenset().union(*LITTLE.values())
_LONGEST = 5
"""Words of a stretch that is laid against another one."""
_HASTY = 2
"""Slips from which on a text was written in haste: then one word put for another like it may be one more."""
_VERY_HASTY = 3
"""Slips from which on a word of its own in the place of one that sounds like it is one more."""
_TWO_WORDS = 10
"""Letters of a word that does not exist from which on it may be two words with a slip."""
_MIXED_UP = frozenset(
    frozenset(pair.split("/"))
    for pair in words_in(
        "to/too of/off form/from dose/does were/where their/there there/they're their/they're your/you're its/it's"
        " then/than a/an who's/whose wich/witch whit/with adn/and cant/can't wont/won't"
    )
)

_MIXED_UP_IN_HASTE = frozenset(
    frozenset(pair.split("/"))
    for pair in words_in(
        "safe/save affect/effect affects/effects one/won accept/except statue/statute yoke/yolk rest/reset week/weak"
        " hear/here breech/breach flower/flour loose/lose quiet/quite brake/break peace/piece no/know now/know new/knew"
        " by/buy meet/meat wait/weight waist/waste whole/hole soar/sore bored/board coarse/course fair/fare hair/hare"
        " made/maid pair/pear road/rode role/roll root/route sea/see so/sew site/sight some/sum stair/stare"
        " threw/through wear/where weather/whether wood/would manger/manager pubic/public angle/angel dairy/diary"
        " sting/string untied/united costumer/customer bets/best fro/for own/won saw/was tow/two sing/sign trail/trial"
        " knots/nots gum/gun feat/feet rom/room hart/heart way/why who/how out/our tea/team thing/think"
        " then/when want/what"
    )
)
"""Words that exist both, and that only what is misspelt elsewhere, too, makes one."""
_PART_OF_NAME = re.compile(r"[.@/_]\w|-\d")
_ANY_MIXED_UP = frozenset().union(*_MIXED_UP) - {
    "a",
    "an",
    "of",
    "to",
    "your",
    "their",
    "there",
    "its",
    "were",
    "where",
}
"""Those that are seldom right themselves; the others are looked at where something else is doubtful."""


@dataclass(frozen=True, slots=True)
class _Word:
    low: str
    start: int
    end: int
    apart: bool
    """Stands more than a blank or a hyphen between it and the word before?"""
    named: bool
    """Capitalised where a sentence does not begin, in a text that is not all capitals."""
    called: bool
    """Part of an address, or behind a word such as user, table, Mr: what it is called, letter by letter."""


@lru_cache(maxsize=256)
def respelled_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with what is the same word in two spellings in one of them.

    Of English alone the words are known: in another language `pollo` and `polo` look like one, and only small words,
    such as those that ask, are put right.
    """
    if not any(map(_is_doubtful, _WORD.findall(f"{left} {right}".lower()))):
        return left, right
    if not (in_english(left) and in_english(right)) or is_unknown(*sorted((left, right))):
        return _written_as_in(left, right), _written_as_in(right, left)
    first, second, slips = _respelled(left, right, haste=0)
    return _respelled(first, second, haste=slips)[:2] if slips >= _HASTY else (first, second)


def _written_as_in(own: str, other: str) -> str:
    """`own` with the small words of `other` that it has misspelt."""
    small = sorted(FUNCTION_WORDS.intersection(_WORD.findall(other.lower())))

    def written(match: re.Match[str]) -> str:
        low = match[0].lower()
        if low in _OF_GRAMMAR:  # deve is no slip for devo
            return match[0]
        return next((word for word in small if is_slip(low, word)), match[0])

    return _WORD.sub(written, own)


@lru_cache(maxsize=16384)
def _is_doubtful(word: str) -> bool:
    word = word.replace("’", "'")
    return word in _ANY_MIXED_UP or not (word.isdigit() or is_word(word))


def _respelled(left: str, right: str, haste: int) -> tuple[str, str, int]:
    """Both texts, and how many words of one were put right by the other."""
    mine, theirs = _words(left), _words(right)
    matcher = SequenceMatcher(None, [word.low for word in mine], [word.low for word in theirs], autojunk=False)
    changes: list[tuple[int, int, str]] = []
    others: list[tuple[int, int, str]] = []
    for code, start, end, begin, stop in matcher.get_opcodes():
        if code == "equal" or max(end - start, stop - begin) > _LONGEST or start == end or begin == stop:
            continue
        around = _Neighbours(mine, theirs, start, end, begin, stop)
        for one, two in _alike(mine[start:end], theirs[begin:stop], around, haste):
            if _right(one, two):
                others.append((two[0].start, two[-1].end, left[one[0].start : one[-1].end]))
            else:
                changes.append((one[0].start, one[-1].end, right[two[0].start : two[-1].end]))
    return _written(left, changes), _written(right, others), len(changes) + len(others)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The words around two stretches."""

    left: Sequence[_Word]
    right: Sequence[_Word]
    start: int
    end: int
    begin: int
    stop: int

    @property
    def alike(self) -> bool:
        """Has the stretch as many words on both sides, and equal words beside it?"""
        if self.end - self.start != self.stop - self.begin:
            return False
        before = self.left[max(0, self.start - 1) : self.start], self.right[max(0, self.begin - 1) : self.begin]
        after = self.left[self.end : self.end + 1], self.right[self.stop : self.stop + 1]
        return all([word.low for word in one] == [word.low for word in two] for one, two in (before, after))


def _words(text: str) -> list[_Word]:
    shouted = text.isupper()
    found: list[_Word] = []
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip()
        apart = not found or text[found[-1].end : match.start()].strip(" -/.\n") != ""
        inside = bool(before) and before[-1] not in ".?!:\n"
        named = inside and not shouted and match.group()[0].isupper()
        called = bool((found and found[-1].low in CALLED) or _PART_OF_NAME.match(text, match.end()))
        found.append(_Word(match.group().lower().replace("’", "'"), match.start(), match.end(), apart, named, called))
    return found


def _alike(
    left: Sequence[_Word], right: Sequence[_Word], around: _Neighbours, haste: int
) -> Iterator[tuple[Sequence[_Word], Sequence[_Word]]]:
    """Words of both that are the same word, in order: one for one, one for two, two for one."""
    row, column = 0, 0
    while row < len(left) and column < len(right):
        for width, height, is_same in _WIDTHS:
            one, two = left[row : row + width], right[column : column + height]
            if len(one) == width and len(two) == height and is_same(one, two, around.alike, haste):
                yield one, two
                row, column = row + width, column + height
                break
        else:
            if len(left) - row >= len(right) - column:
                row += 1
            if len(left) - row < len(right) - column:
                column += 1


def _one_word(one: Sequence[_Word], two: Sequence[_Word], alone: bool, haste: int) -> bool:
    if _slip(one[0], two[0]) or _slip(two[0], one[0]):
        return True
    both = frozenset((one[0].low, two[0].low))
    if not alone or both in _MIXED_UP:
        return alone
    return (haste >= _HASTY and both in _MIXED_UP_IN_HASTE) or (
        haste >= _VERY_HASTY
        and not (one[0].named or two[0].named or one[0].called)
        and sounds_like(one[0].low, two[0].low)
    )


def _same_letters(one: Sequence[_Word], two: Sequence[_Word], _alone: bool, _haste: int) -> bool:
    left, right = "".join(word.low for word in one), "".join(word.low for word in two)
    if left != right or left.isdigit() or any(word.apart for word in (*one[1:], *two[1:])):
        return False
    return left not in PARTED_OTHERWISE or not all(is_word(word.low) for word in (*one, *two))


def _parted_with_slips(one: Sequence[_Word], two: Sequence[_Word], _alone: bool, _haste: int) -> bool:
    """Does one side write two words as one, with a slip besides, and is there a word that does not exist?"""
    parted, whole = (one, two[0].low) if len(one) > len(two) else (two, one[0].low)
    joined = "".join(word.low for word in parted)
    if whole in PARTED_OTHERWISE or joined in PARTED_OTHERWISE or any(word.apart for word in parted[1:]):
        return False
    if all(is_word(word.low) for word in parted):
        return len(whole) >= _TWO_WORDS and not is_word(whole) and differing_letters(whole, joined, 1) <= 1
    return is_slip(whole, joined) or is_slip(joined, whole)


_WIDTHS: tuple[tuple[int, int, Callable[[Sequence[_Word], Sequence[_Word], bool, int], bool]], ...] = (
    *((width, height, _same_letters) for width, height in ((2, 1), (1, 2), (3, 1), (1, 3), (2, 2))),
    (1, 1, _one_word),
    *((width, height, _parted_with_slips) for width, height in ((2, 1), (1, 2), (3, 1), (1, 3))),
)
"""Stretches of so many words that may be one, surest first: `shouldI` is `should I`, not a slip for `should`."""


def _slip(written: _Word, meant: _Word) -> bool:
    if written.called or meant.called:
        return False
    if written.named or meant.named:
        return meant.named and is_slip_of_name(written.low, meant.low)
    return is_slip(written.low, meant.low)


def _right(one: Sequence[_Word], two: Sequence[_Word]) -> bool:
    """Is `one` the right spelling of the two? Of equal ones the shorter stretch, then the more frequent words (`from`,
    not `form`), then the first in the alphabet.
    """
    known = [sum(not is_word(word.low) for word in words) for words in (one, two)]
    if known[0] != known[1]:
        return known[0] < known[1]
    rank = common_words()
    keys = [(len(words), [(rank.get(word.low, len(rank)), word.low) for word in words]) for words in (one, two)]
    return keys[0] <= keys[1]


def _written(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text
