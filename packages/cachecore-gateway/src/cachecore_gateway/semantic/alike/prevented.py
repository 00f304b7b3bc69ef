"""What is not to happen: stop the cat from scratching, get it not to scratch, make sure that it does not scratch.

Theory: whom one makes not do something one stops from doing it. Who and what they do must be the same in both texts.
"""

from __future__ import annotations

import re

from ..reading.lexicon import lexicon
from ..reading.text import analyse
from ..reading.words import words_in

__all__ = ["prevented_alike"]

_STOPPED = re.compile(
    r"\b(?P<verb>stop|prevent|keep) (?P<who>[\w'’-]+(?: [\w'’-]+){0,3}?) from (?P<doing>[a-z]{2,}ing)\b", re.IGNORECASE
)
_NOT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bget (?P<who>[\w'’-]+(?: [\w'’-]+){0,3}?) (?:not to|to not) (?P<do>[a-z]{2,})\b",
        r"\bmake (?P<who>[\w'’-]+(?: [\w'’-]+){0,3}?) not (?P<do>[a-z]{2,})\b",
        r"\bmake sure (?:that )?(?P<who>[\w'’-]+(?: [\w'’-]+){0,3}?) (?:do|does)(?: not|n['’]t) (?P<do>[a-z]{2,})\b",
    )
)
_SURE = _NOT[-1]
"""The farthest from stopping: only where all that follows is equal."""
_MARKS = " ?.!"
_TOLD_BY = words_in("stop prevent keep")


def prevented_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with what is stopped in the words of the one that stops it."""
    one, two = analyse(left), analyse(right)
    if _TOLD_BY.isdisjoint(one.words) == _TOLD_BY.isdisjoint(two.words) or not {"make", "get"} & (
        one.words | two.words
    ):
        return left, right
    return _stopped(left, right), _stopped(right, left)


def _stopped(text: str, other: str) -> str:
    """`text` with `stop it from doing` for `make it not do`, where `other` has the same so."""
    told = _STOPPED.search(other)
    if told is None:
        return text
    for pattern in _NOT:
        match = pattern.search(text)
        if match is None or match["who"].lower() != told["who"].lower() or not _is_same(match["do"], told["doing"]):
            continue
        if pattern is not _SURE or text[match.end() :].strip(_MARKS) == other[told.end() :].strip(_MARKS):
            return f"{text[: match.start()]}{told[0]}{text[match.end() :]}"
    return text


def _is_same(do: str, doing: str) -> bool:
    return lexicon().is_verb(do.lower()) and lexicon().base(doing.lower()) == do.lower()
