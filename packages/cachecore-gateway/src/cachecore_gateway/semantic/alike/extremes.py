"""The most of something, in words of measure and in plain ones: maximum and highest, minimum and shortest.

Theory: of what is a scale, the highest is the maximum, and of what lasts, the longest. Of other things they part ways:
the minimum wage is set by law, the lowest one is paid by somebody, and my maximum bid is not the highest one. There a
word of what is allowed or possible must say that a bound is meant. Only one side is ever written for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.text import Text, analyse
from ..reading.words import words_in

__all__ = ["extremes_alike"]

_FORMAL = {"maximum": 1, "max": 1, "minimum": -1, "min": -1}
_SCALES = words_in("temperature score fine penalty age dose dosage voltage pressure resolution frequency")
_SPANS = words_in("period time stay term duration wait length")
_SIZES = words_in("size amount number")
_BOUNDED = words_in(
    "speed weight amount number level percentage load limit price rate deposit payment wage rent fee balance salary"
    " charge tip income"
)
"""Of these, of spans and of sizes the extreme may be a record, and is a bound only where something says so."""
_NAMED = frozenset({"period", "size"})
"""With a name of their own (notice period, file size) these are bounds."""
_PLAIN = {
    "highest": (1, _SCALES | _BOUNDED), "lowest": (-1, _SCALES | _BOUNDED),
    "longest": (1, _SPANS), "shortest": (-1, _SPANS),
    "largest": (1, _SIZES), "biggest": (1, _SIZES), "greatest": (1, _SIZES), "smallest": (-1, _SIZES),
    "oldest": (1, frozenset({"age"})), "youngest": (-1, frozenset({"age"})),
}  # fmt: skip
"""Side, and of what it is the extreme."""
_BOUNDING = words_in("can could may allowed permitted legally possible accepted")
"""Behind the extreme these say that it is a bound."""
_EXTREME = re.compile(rf"\b({'|'.join((*_FORMAL, *_PLAIN))})(?![\w-])", re.IGNORECASE)
_WORD = re.compile(r"[ -]([^\W\d_]+)")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 3
"""Words of a name of what is measured: minimum notice period."""
_ALLOWED = re.compile(r" (?:allowed|permitted)(?= (?:on|in|at|with|for|per|under)\b)", re.IGNORECASE)
_ALLOWING = frozenset({"allowed", "permitted"})
_TECHNICAL = frozenset({"speed", "load", "voltage", "pressure", "temperature"})
"""Of a thing these are what it can stand, on a road or in a place what is allowed there."""
_WHO = r"(?= (?:i|you|we|they|he|she|one) (?:can|could|may|am|are|is)\b)"
_BY_WHOM = tuple(
    (re.compile(rf"\bthe {plain}{_WHO}", re.IGNORECASE), re.compile(rf"\bthe (?:{formal}){_WHO}", re.IGNORECASE))
    for plain, formal in (
        ("most", "(?:maximum|max)(?: amount)?"),
        ("least", "(?:minimum|min)(?: amount)?"),
        ("longest", "(?:maximum|max) (?:time|period|duration|length of time)"),
        ("shortest", "(?:minimum|min) (?:time|period|duration|length of time)"),
    )
)
_MOST = _FORMAL.keys()


def extremes_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with the plain word in the one as the measuring word of the other."""
    one, two = analyse(left), analyse(right)
    if _MOST.isdisjoint(one.words) == _MOST.isdisjoint(two.words):
        return left, right
    return _formally(left, right, two), _formally(right, left, one)


def _formally(text: str, other: str, beside: Text) -> str:
    if _MOST.isdisjoint(beside.words):
        return text
    for plain, formal in _BY_WHOM:
        if (said := formal.search(other)) is not None:
            return plain.sub(said[0], text, count=1)
    mine, theirs = list(_EXTREME.finditer(text)), list(_EXTREME.finditer(other))
    if len(mine) != 1 or len(theirs) != 1 or mine[0][1].lower() not in _PLAIN:
        return text
    side, scale = _PLAIN[mine[0][1].lower()]
    words = _words_behind(text, mine[0].end())
    count = _shared(words, _words_behind(other, theirs[0].end()))
    if _FORMAL[theirs[0][1].lower()] != side or not count:
        return text
    bounded = not _BOUNDING.isdisjoint(_LETTERS.findall(text[mine[0].end() :].lower()))
    size = next((at for at, word in enumerate(words[:count], 1) if word in scale and _is_bound(word, at, bounded)), 0)
    if not size:
        return text
    end = mine[0].end() + sum(len(word) + 1 for word in words[:size])
    behind = text[end:]
    if _ALLOWING.isdisjoint(beside.words):
        behind = _ALLOWED.sub(lambda match: _unless_technical(words[size - 1], match), behind, count=1)
    return f"{text[: mine[0].start()]}{theirs[0][1]}{text[mine[0].end() : end]}{behind}"


def _words_behind(text: str, end: int) -> list[str]:
    words: list[str] = []
    while len(words) < _LONGEST and (match := _WORD.match(text, end)):
        words.append(match[1].lower())
        end = match.end()
    return words


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_bound(word: str, place: int, bounded: bool) -> bool:
    """Is the extreme of this a bound, as the first, second … word of what is measured?"""
    return bounded or word in _SCALES or (word in _NAMED and place > 1) or word == "age"


def _unless_technical(word: str, match: re.Match[str]) -> str:
    technical = word in _TECHNICAL and match.string.startswith((" for", " with"), match.end())
    return match[0] if technical or match.start() else ""
