"""Parts of a whole, in signs and in words: 1/2 cup, ½ cup, half a cup; 2 1/2 and two and a half; 3/4 of an hour.

Theory: a fraction says how much of what follows it. Two are the same part where value and thing are equal, and then
both texts get the shorter form. `1/2` alone may be a date, a score or a page: only beside a thing that the other text
parts alike is it a half. Half the cup is not half a cup, and a third cup is the one after the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from math import isclose
from typing import NamedTuple

from ..reading.lexicon import lexicon
from ..reading.number_words import number_word
from ..reading.text import Text, analyse
from ..reading.units import UNITS, WEAK_UNITS
from ..reading.words import FUNCTION_WORDS, words_in

__all__ = ["portions_alike"]

_SIGNS = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 12, 16})
_COUNT = r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_IN_SIGNS = re.compile(
    rf"(?<![\w/.,:$€£-])(?:an? )??(?:(?P<whole>\d{{1,3}})(?:[ -]| and |(?=[{''.join(_SIGNS)}])))??"
    rf"(?:(?P<above>\d{{1,2}})/(?P<below>\d{{1,2}})|(?P<sign>[{''.join(_SIGNS)}]))(?![\w/.,:])"
)
_IN_DECIMALS = re.compile(r"(?<![\w/.,:$€£-])\d{0,3}\.\d{1,3}(?![\w/.,:])")
_IN_WORDS = re.compile(
    rf"(?<![\w/.,:$€£-])(?:(?P<whole>{_COUNT}) and )??(?:(?P<count>{_COUNT})[ -])??"
    rf"(?P<part>{'|'.join(_PARTS)})s?(?!\w)",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"(?: of)? (?:the|my|your|his|her|our|their|this|that) (?P<share>[^\W\d_]+)"
    r"| of (?!an? )(?P<mass>[^\W\d_]+)|(?P<one> of an?| an?|)[ -](?P<thing>[^\W\d_]+)(?P<of> of\b)?",
    re.IGNORECASE,
)
_TOLD_BY = _PARTS.keys() | {f"{part}s" for part in _PARTS}
_FRACTION = re.compile(rf"\d/\d|[{''.join(_SIGNS)}]|\b(?:{'|'.join(_PARTS)})s?\b", re.IGNORECASE)
_LOOKED_BACK = 20
"""Letters before a part in which the word before it is looked for."""
_MEASURED = frozenset({"time", "mass", "length", "volume", "area"})
_LETTERS = frozenset({"l", "g"})
"""Letters alone that are a unit right behind a fraction."""
_NUMBERED = words_in(
    "page part step chapter volume episode no number version flat apartment unit on by until since round game set day"
    " level stage phase size room question exercise section and"
)
"""Behind these words stands a number or a date, or the rest of a number, not a part."""


_MOST = 32
"""Parts of a text that are looked at."""


class _Portion(NamedTuple):
    start: int
    end: int
    form: str
    sort: str
    """Of what: a dimension, or the thing itself, with what links it."""
    value: float
    """Of a dimension, in its base unit."""
    in_decimals: str = ""
    """The same with a decimal number, for a unit that is not written so."""


def portions_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with parts of a whole that both have in one form."""
    if _FRACTION.search(left) is None and _FRACTION.search(right) is None:
        return left, right
    one, two = analyse(left), analyse(right)
    mine, theirs = (list(islice(_portions(text), _MOST)) for text in (left, right))
    return _written(left, mine, theirs, two), _written(right, theirs, mine, one)


def _written(text: str, own: list[_Portion], others: list[_Portion], beside: Text) -> str:
    """`text` with its parts in the shortest form of both; in decimals, where the other text measures in other units."""
    for portion in reversed(own):
        forms = [other.form for other in others if _same(portion, other)]
        if forms:
            new = min((*forms, portion.form), key=lambda form: (len(form), form))
        elif portion.in_decimals and any(_says(said.kind, said.value, portion) for said in beside.quantities):
            new = portion.in_decimals
        else:
            continue
        if new != portion.form:
            text = text[: portion.start] + new + text[portion.end :]
    return text


def _same(one: _Portion, other: _Portion) -> bool:
    return _says(one.sort, one.value, other)


def _says(sort: str, value: float, portion: _Portion) -> bool:
    return sort == portion.sort and isclose(value, portion.value, rel_tol=1e-6)


def _portions(text: str) -> Iterator[_Portion]:
    """The parts of a text in order."""
    found = [
        (match, value)
        for pattern, worth in ((_IN_SIGNS, _in_signs), (_IN_DECIMALS, _in_decimals), (_IN_WORDS, _in_words))
        for match in pattern.finditer(text)
        if (value := worth(match)) and not _is_numbered(match)
    ]
    for match, value in sorted(found, key=lambda one: one[0].start()):
        what = _OF_WHAT.match(text, match.end())
        if what is not None and (portion := _portion(match, value, what)) is not None:
            yield portion


def _portion(match: re.Match[str], value: float, what: re.Match[str]) -> _Portion | None:
    thing = what["share"] or what["mass"] or what["thing"]
    end = what.end(what.lastgroup or 0) if what["of"] is None else what.end("thing")
    form = match.string[match.start() : end].lower()
    if thing.lower() in FUNCTION_WORDS or thing.lower() in _TOLD_BY or number_word(thing.lower(), "en") is not None:
        return None
    if what["thing"] is None:
        link = "of the" if what["share"] else "of"
        return _Portion(match.start(), end, form, f"{link} {thing.lower()}", value)
    unit = _unit(what)
    in_words = match.re is _IN_WORDS
    if unit is not None:
        decimals = "" if match.re is _IN_DECIMALS else f"{value:.9g} {thing}"
        return _Portion(match.start(), end, form, unit[0], value * unit[1], decimals)
    loose = in_words and not what["one"] and "whole" in match.re.groupindex and match["whole"] is None
    whole = thing.lower() if thing.islower() or thing.istitle() else thing
    base = lexicon().base(whole)
    if (loose and whole not in UNITS) or (value < 1 and base != whole):
        return None
    return _Portion(match.start(), end, form, f"a {base}", value)


def _unit(what: re.Match[str]) -> tuple[str, float] | None:
    """Dimension and factor of the unit that is parted; ``None`` where it is none, or one of several."""
    thing = what["thing"]
    name = thing.lower().removesuffix("s") if len(thing) > 1 else thing
    if name == "pound" and what["of"] is None:  # or money
        return None
    unit = UNITS.get(name)
    if unit is None or unit[0] not in _MEASURED or (name in WEAK_UNITS - {"pound"} and name not in _LETTERS):
        return None
    return unit


def _is_numbered(match: re.Match[str]) -> bool:
    """Does a number stand before it, or a word that is numbered: page 1/2, twenty-two and a half?"""
    before = match.string[max(0, match.start() - _LOOKED_BACK) : match.start()].lower().split()
    word = before[-1] if before else ""
    return word in _NUMBERED or word.isdigit() or number_word(word, "en") is not None


def _in_signs(match: re.Match[str]) -> float:
    whole = float(match["whole"] or 0)
    if match["sign"]:
        return whole + _SIGNS[match["sign"]]
    above, below = int(match["above"]), int(match["below"])
    return whole + above / below if 0 < above < below and below in _DENOMINATORS else 0.0


def _in_decimals(match: re.Match[str]) -> float:
    return float(match[0])


def _in_words(match: re.Match[str]) -> float:
    """A half, two thirds; not the third."""
    below = _PARTS[match["part"].lower()]
    count = _number(match["count"]) if match["count"] else 1.0
    first = match["count"] is None or match["count"].lower() in ("a", "an")
    ordinal = below not in (2, 4) and first and not match.string.startswith(" of ", match.end())
    return 0.0 if ordinal or count >= below else count / below + (_number(match["whole"]) if match["whole"] else 0.0)


def _number(word: str) -> float:
    if word.isdigit():
        return float(word)
    return 1.0 if word.lower() in ("a", "an") else number_word(word.lower(), "en") or 0.0
