"""Sums in words and in signs: three plus four, 3 + 4; minus five degrees, -5 °C.

Theory: between two numbers plus, minus, times and divided by are signs; where no number, letter or bracket stands
before it, `minus` makes the next one less than zero. The same numbers and signs in the same order are the same sum.
"""

from __future__ import annotations

import re

from ..reading.number_words import number_word
from ..reading.text import analyse
from ..reading.words import words_in

__all__ = ["sums_alike"]

_NUMBER = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
_SPOKEN = r"(?:plus|minus|times|multiplied by|divided by)"
_SIGN = r"[-+*×x/÷−]"
_OPERATIONS = {
    "plus": "+", "minus": "-", "−": "-", "times": "*", "multiplied by": "*", "×": "*", "x": "*", "divided by": "/",
    "÷": "/",
}  # fmt: skip
_IN_WORDS = re.compile(rf"(?<![\w.,-]){_NUMBER}(?: {_SPOKEN} {_NUMBER})+(?!\w|[.,]\d)", re.IGNORECASE)
_IN_SIGNS = re.compile(rf"(?<![\w.,-])\d+(?:\.\d+)?(?: ?{_SIGN} ?\d+(?:\.\d+)?)+(?!\w|[.,]\d)")
_PART = re.compile(rf"{_NUMBER}|{_SPOKEN}|{_SIGN}", re.IGNORECASE)
_MINUS = re.compile(rf"\bminus (?P<number>{_NUMBER})(?!\w|[.,]\d)", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"(?:(?<=[^\W\d_]{2} )|(?<=^)|(?<=\())[-−](?P<number>\d+(?:\.\d+)?)(?![\w-]|[.,]\d)")
_RESULT = re.compile(r" ?= ?\?$")
"""What the sum is equal to, where only that is asked."""
_TOLD_BY = words_in("plus minus times multiplied divided")


def sums_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with sums in signs where the other one has the same so."""
    one, two = analyse(left), analyse(right)
    if _TOLD_BY.isdisjoint(one.words) == _TOLD_BY.isdisjoint(two.words):
        return left, right
    first, second = _in_signs(left, right), _in_signs(right, left)
    return (
        first if second == right else _RESULT.sub("?", first),
        second if first == left else _RESULT.sub("?", second),
    )


def _in_signs(text: str, other: str) -> str:
    sums = {_meaning(match[0]): match[0] for match in _IN_SIGNS.finditer(other)}
    text = _IN_WORDS.sub(lambda match: sums.get(_meaning(match[0]), match[0]), text) if sums else text
    below = {float(match["number"]): match[0] for match in _BELOW_ZERO.finditer(other)}
    return _MINUS.sub(lambda match: _negative(match, below), text) if below else text


def _meaning(said: str) -> tuple[float | str, ...]:
    """Numbers and signs in order."""
    parts = (match[0].lower() for match in _PART.finditer(said))
    return tuple(
        _value(part) if part[0].isdigit() or number_word(part, "en") else _OPERATIONS.get(part, part) for part in parts
    )


def _value(number: str) -> float:
    return float(number) if number[0].isdigit() else number_word(number.lower(), "en") or 0.0


def _negative(match: re.Match[str], below: dict[float, str]) -> str:
    before = match.string[max(0, match.start() - _LOOKED_BACK) : match.start()].split()[-1:]
    binary = any(len(word) < _WORD or not word.isalpha() or number_word(word.lower(), "en") for word in before)
    return match[0] if binary else below.get(_value(match["number"]), match[0])


_LOOKED_BACK, _WORD = 20, 2
"""Letters before `minus` that are looked at, and of a word that is no variable."""
