"""Cutting a text into the pieces of a stream: at words where possible, never inside what a reader sees as one sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

__all__ = ["is_boundary", "pieces", "token_pieces"]

LONGEST = 32
"""Characters (code points) in a piece, but for signs that are longer themselves."""
_SHORTEST_LIMIT = 8
_JOINER = "\u200d"
_VIRAMA_CLASS = 9


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that joined give it again; nothing for an empty text. Short texts make short pieces."""
    limit = min(LONGEST, max(_SHORTEST_LIMIT, len(text) // 2 + 1))
    start = 0
    while start < len(text):
        end = _cut(text, start, limit)
        yield text[start:end]
        start = end


def token_pieces(text: str, tokens: list[str]) -> list[tuple[str, int]] | None:
    """Pieces of the text that are whole tokens each, with their token counts; ``None`` if the tokens are not its parts.

    Tokens that hold part of a character are spelt differently in the answer, so that they do not join to its text.
    """
    if not tokens or "".join(tokens) != text:
        return None
    result, start, end, count = [], 0, 0, 0
    for token in tokens:
        end += len(token)
        count += 1
        if end - start >= LONGEST // 2 and is_boundary(text, end):
            result.append((text[start:end], count))
            start, count = end, 0
    if count:
        result.append((text[start:], count))
    return result


def is_boundary(text: str, place: int) -> bool:
    """May the text be cut before the character at ``place``?

    Stricter than grapheme clusters (UAX #29), by the standard library's character data alone: it also keeps flags,
    Hangul syllables and conjuncts whole.
    """
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before.isascii() and after.isascii():
        return not (before == "\r" and after == "\n")
    return not (_extends(after) or _reaches_on(before) or (_is_flag(before) and _is_flag(after)))


def _cut(text: str, start: int, limit: int) -> int:
    longest = start + limit
    if longest >= len(text):
        return len(text)
    space = text.rfind(" ", start + 1, longest + 1)
    end = space if space > 0 else longest
    while not is_boundary(text, end):
        end += 1
    return end


def _extends(character: str) -> bool:
    """Does it belong to the character before it?"""
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0x1160 <= code <= 0x11FF  # Hangul vowels and finals
        or 0xDC00 <= code <= 0xDFFF  # second half of a surrogate pair
    )


def _reaches_on(character: str) -> bool:
    """Does it take in the character after it?"""
    joins = character == _JOINER or unicodedata.combining(character) == _VIRAMA_CLASS
    return joins or 0xD800 <= ord(character) <= 0xDBFF


def _is_flag(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
