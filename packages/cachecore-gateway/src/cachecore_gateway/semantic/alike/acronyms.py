"""Acronyms beside the words that they stand for: GDP and gross domestic product, RIB and relevé d'identité bancaire.

Theory: what an acronym means cannot be told from one text. Where the other text holds, in a row, words that begin with
its letters, and not the acronym itself, it stands for them. Two letters fit too many pairs of words by chance: they
stand for two words in the same place, between the same neighbours.
"""

from __future__ import annotations

import re

from ..reading.words import FUNCTION_WORDS

__all__ = ["acronyms_in_full"]

_SHORTEST, _LONGEST = 3, 6
"""Letters of an acronym."""
_CAPITALS = re.compile(rf"\b(?:[A-Z]{{2,{_LONGEST}}}|[A-Z]/[A-Z])\b")
_SETTLED = frozenset(
    {"id", "tv", "pc", "us", "uk", "eu", "un", "it", "ai", "ok", "am", "pm", "cv", "ip", "os", "ui", "dj", "cd"}
)
"""Two letters that everybody reads as one thing."""
_COUNTED = re.compile(r"\b([a-z])(\d\d?)([a-z])\b", re.IGNORECASE)
"""First letter, how many were left out, last letter: k8s, i18n."""
_LEFT_OUT = 5
"""Letters left out at least; `e2e` is not short for edge."""
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
    capitals, counted = _CAPITALS.search(own), _COUNTED.search(own)
    if not capitals and not counted:
        return own
    words = list(_WORD.finditer(other))
    present = {word.group().lower() for word in words}

    def meant(match: re.Match[str]) -> str:
        letters = match.group().replace("/", "").lower()
        if letters in present or letters in _SETTLED:
            return match.group()
        if len(letters) < _SHORTEST:
            return _in_its_place(letters, match, words, other) or match.group()
        return _spelled(letters, words, other) or match.group()

    def whole(match: re.Match[str]) -> str:
        fits = (word for word in sorted(present) if _is_counted(word, match))
        return next(fits, match.group())

    own = _CAPITALS.sub(meant, own) if capitals else own
    return _COUNTED.sub(whole, own) if counted else own


def _is_counted(word: str, match: re.Match[str]) -> bool:
    first, count, last = match[1].lower(), int(match[2]), match[3].lower()
    return count >= _LEFT_OUT and word[0] == first and word[-1] == last and len(word) == count + 2


def _in_its_place(letters: str, match: re.Match[str], words: list[re.Match[str]], other: str) -> str:
    """The two words of `other` that begin with `letters`, between the words that stand beside the acronym."""
    before = _WORD.findall(match.string[: match.start()])[-1:]
    after = _WORD.findall(match.string[match.end() :])[:1]
    for start in range(len(words)):
        last = _end(letters, words, start, other)
        if last is None:
            continue
        beside = (words[max(0, start - 1) : start], words[last + 1 : last + 2])
        if all(_same_word(mine, theirs) for mine, theirs in zip((before, after), beside, strict=True)):
            return other[words[start].start() : words[last].end()]
    return ""


def _same_word(mine: list[str], theirs: list[re.Match[str]]) -> bool:
    return [word.lower() for word in mine] == [word.group().lower() for word in theirs]


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
