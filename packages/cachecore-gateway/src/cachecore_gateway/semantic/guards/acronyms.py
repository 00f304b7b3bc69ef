"""Acronyms beside the words that they stand for: GDP and gross domestic product, RIB and relevé d'identité bancaire.

Theory: what an acronym means cannot be told from one text. Where the other text holds, in a row, words that begin with
its letters, and not the acronym itself, it stands for them. Two letters fit too many pairs of words by chance.
"""

from __future__ import annotations

import re

from .words import FUNCTION_WORDS

__all__ = ["acronyms_in_full"]

_SHORTEST, _LONGEST = 3, 6
"""Letters of an acronym."""
_CAPITALS = re.compile(rf"\b[A-Z]{{{_SHORTEST},{_LONGEST}}}\b")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[\s\-'’]+")
"""What may stand between words of one name."""
_LINKS = frozenset(
    (
        "d",
        "l",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "di",
        "del",
        "della",
        "do",
        "da",
        "dos",
        "das",
        "der",
        "die",
        "und",
    )
)


def acronyms_in_full(own: str, other: str) -> str:
    """`own` with its acronyms written as `other` spells them out."""
    if not _CAPITALS.search(own):
        return own
    words = list(_WORD.finditer(other))
    present = {word.group().lower() for word in words}

    def meant(match: re.Match[str]) -> str:
        letters = match.group().lower()
        return match.group() if letters in present else _spelled(letters, words, other) or match.group()

    return _CAPITALS.sub(meant, own)


def _spelled(letters: str, words: list[re.Match[str]], text: str) -> str:
    """The stretch of `text` whose words begin with `letters`; empty for none."""
    for start in range(len(words)):
        if (last := _end(letters, words, start, text)) is not None:
            return text[words[start].start() : words[last].end()]
    return ""


def _end(letters: str, words: list[re.Match[str]], start: int, text: str) -> int | None:
    """Index of the last of the words from `start` on that begin with `letters`; words that link may be passed by."""
    at, last = start, start
    for place, letter in enumerate(letters):
        while place and at < len(words) and not words[at].group().lower().startswith(letter) and _links(words[at]):
            at += 1
        if at == len(words) or not words[at].group().lower().startswith(letter) or not _in_a_row(words, last, at, text):
            return None
        at, last = at + 1, at
    return last


def _links(word: re.Match[str]) -> bool:
    return word.group().lower() in FUNCTION_WORDS or word.group().lower() in _LINKS


def _in_a_row(words: list[re.Match[str]], first: int, last: int, text: str) -> bool:
    return all(_JOINED.fullmatch(text[words[k].end() : words[k + 1].start()]) for k in range(first, last))
