"""Like texts that differ in what is no word: a decimal point, a minus, a bracket, an exclamation mark in code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from ..alike.slips import differing_letters
from ..reading.accents import accent_matters, sharp_s_matters, writes_accents
from ..reading.code import code_of
from ..reading.lexicon import lexicon
from ..reading.signs import Literal, Signs, numbers_of, other_unit, signs_of
from ..reading.text import Text
from ..reading.words import CALLED, FUNCTION_WORDS
from .guard import FAR, NEARLY
from .pair import paired

__all__ = ["SignGuard"]


_WORKED_ON = re.compile(
    r"[^\W\d_]\s*:\s+(?=\S)|\b(?:sang|sings?|songs?|titled|called|saying|says?|labell?ed|label|reads|sign|mean)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![\w/.,-])(\d{1,3})([/-])(\d{1,3})(?![\w/-]|[.,]\d)")
_LIKE, _SHORTEST_NAME = 2, 4
"""Letters in which two names may differ that are taken for each other, and that they have at least."""
_PLEASE = re.compile(r"\b(?:please|bitte|thanks|thank you)\b", re.IGNORECASE)


class SignGuard:
    """`.5 ml` and `5 ml`, `-$450` and `$450`, `if (!found)` and `if (found)`, `Mb` and `MB`."""

    name = "sign"

    def veto(self, left: Text, right: Text) -> bool:
        """Do (nearly) the same words come with other literal numbers, other signs of code, or in another case?"""
        if left.raw == right.raw:
            return False
        if any(char.isdigit() for char in left.raw) and _ranges_differ(left.plain, right.plain):
            return True
        pair = paired(left, right)
        if _other_number(*(_numbers(text) for text in (left, right))) or _please(left) != _please(right):
            return True
        if pair.closeness >= FAR and (_other_accent(left, right) or _called_otherwise(left, right)):
            return True
        if pair.closeness < NEARLY and not pair.moved:
            return False
        one, other = (signs_of(text.plain) for text in (left, right))
        if all(code_of(left.plain, tight) != code_of(right.plain, tight) for tight in (False, True)):
            return True
        return one.marks != other.marks or _other_symbols(one, other) or _other_case(one, other)


def _ranges_differ(one: str, other: str) -> bool:
    """1/2 pills, 1-2 pills: the same two numbers with another mark between."""
    mine, theirs = ({match.group(1, 3): match[2] for match in _RANGE.finditer(text)} for text in (one, other))
    return any(theirs.get(numbers, mark) != mark for numbers, mark in mine.items())


def _numbers(text: Text) -> tuple[Literal, ...]:
    return numbers_of(text.plain, text.language in ("", "en"))


def _called_otherwise(left: Text, right: Text) -> bool:
    """Is a user, a table, a Mr called almost as in the other text?"""
    if CALLED.isdisjoint(left.words) or CALLED.isdisjoint(right.words):
        return False
    mine, theirs = set(_names(left)), set(_names(right))
    return any(
        one[0] == other[0] and differing_letters(one, other, _LIKE) <= _LIKE
        for one in mine - theirs
        for other in theirs - mine
        if min(len(one), len(other)) >= _SHORTEST_NAME and not _forms_of_verb(one, other)
    )


def _forms_of_verb(one: str, other: str) -> bool:
    """How a hash table works, how does a hash table work: what stands behind is no name."""
    base = lexicon().base(one)
    return base == lexicon().base(other) and lexicon().is_verb(base) and "s" in (one[-1:], other[-1:])


def _names(text: Text) -> Iterator[str]:
    for before, token in pairwise(text.tokens):
        if before.low in CALLED and token.low not in FUNCTION_WORDS:
            yield token.low


def _other_accent(left: Text, right: Text) -> bool:
    """Does an accent make another word, in texts that are otherwise alike?"""
    if left.raw.isascii() and right.raw.isascii():
        return False
    if "ß" in f"{left.raw}{right.raw}" and sharp_s_matters(left.raw, right.raw):
        return True
    both = writes_accents(left.raw) and writes_accents(right.raw)
    return any(
        accent_matters(one, other, both)
        for one in left.words - right.words
        for other in right.words - left.words
        if one[:1] == other[:1] or not (one + other).isascii()
    )


def _please(text: Text) -> int:
    """How often a text that is worked on, or a title, says please."""
    match = _WORKED_ON.search(text.raw) if _PLEASE.search(text.raw) else None
    return len(_PLEASE.findall(text.raw[match.end() :])) if match else 0


def _other_number(one: tuple[Literal, ...], other: tuple[Literal, ...]) -> bool:
    """Is there a number with the digits of another that is not that number, or in another unit?"""
    mine, theirs = {number.exact for number in one}, {number.exact for number in other}
    return any(
        _taken_for(left, right)
        if left.exact not in theirs and right.exact not in mine
        else left.exact == right.exact and (other_unit(left.unit, right.unit) or _decade(left, right))
        for left in one
        for right in other
    )


def _taken_for(left: Literal, right: Literal) -> bool:
    raised = unicodedata.normalize("NFKC", left.exact) == unicodedata.normalize("NFKC", right.exact)
    return raised or (left.digits == right.digits and _same_unit(left.unit, right.unit))


def _decade(left: Literal, right: Literal) -> bool:
    """The 80s and 80 seconds."""
    units = sorted((left.unit, right.unit), key=len)
    return units[0] == "s" and units[1].startswith("sec") and left.exact[-1:] == "0" and len(left.exact) in (2, 4)


def _same_unit(one: str, other: str) -> bool:
    return one.lower().rstrip("s") == other.lower().rstrip("s")


def _other_symbols(one: Signs, other: Signs) -> bool:
    return bool(one.alone and other.alone) and one.alone != other.alone


def _other_case(one: Signs, other: Signs) -> bool:
    if one.uniform or other.uniform:
        return False
    if one.cases and other.cases and one.cases != other.cases:
        return True
    if one.formats != other.formats and len(one.formats) == len(other.formats):
        return True
    return one.formal != other.formal and sorted(map(str.lower, one.formal)) == sorted(map(str.lower, other.formal))
