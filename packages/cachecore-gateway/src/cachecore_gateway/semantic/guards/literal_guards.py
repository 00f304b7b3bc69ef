"""Things that are meant letter by letter: identifiers, quotations, operators."""

from __future__ import annotations

import re

from ..alike.typed_names import other_name
from ..reading.code import code_of, other_code
from ..reading.text import Text
from .guard import FAR, NEAR
from .pair import paired

__all__ = ["CodeGuard", "IdentifierGuard", "OperatorGuard", "QuotationGuard"]


_LITERAL = re.compile(r"(?:[<>=+\[]\s*|(?<=\w)\()(['\"])([^'\"\n]*)\1")
"""A string literal: what stands in quotes behind an operator, or as what a function is called with."""


class IdentifierGuard:
    """Versions, paths, addresses, URLs, flags, keys."""

    name = "identifier"

    def veto(self, left: Text, right: Text) -> bool:
        """Two different ones, or one that an otherwise like text lacks."""
        only_left = {name for name in left.identifiers if not _occurs(name, right)}
        only_right = {name for name in right.identifiers if not _occurs(name, left)}
        if only_left and only_right:
            return True
        return bool(only_left or only_right) and paired(left, right).closeness >= NEAR


class QuotationGuard:
    """Quoted strings and code spans."""

    name = "quotation"

    def veto(self, left: Text, right: Text) -> bool:
        """Is something else quoted, or in like texts something that the other neither quotes nor says?"""
        if _only_in_case(left, right):
            return True
        only_left = any(not _said(quote, right) for quote in left.quotes)
        only_right = any(not _said(quote, left) for quote in right.quotes)
        if only_left and only_right:
            return True
        return (only_left or only_right) and paired(left, right).closeness >= FAR


class CodeGuard:
    """Code in running text: patterns, flags, redirections. A sign more, another case or place is another thing."""

    name = "code"

    def veto(self, left: Text, right: Text) -> bool:
        """Is other code written, another name where its letters count, or a name where a string stood?"""
        if _literals(left.raw) != _literals(right.raw):
            return True
        if other_name(left.plain, right.plain):
            return True
        far = paired(left, right).closeness < FAR
        return other_code(left.plain, right.plain) and not (far and _said_in_words(left, right))


def _said_in_words(left: Text, right: Text) -> bool:
    """May one text say in words what the other says in code: `backend/`, the backend directory?"""
    return not code_of(left.plain) or not code_of(right.plain)


class OperatorGuard:
    """Arithmetic, comparison and assignment signs."""

    name = "operator"

    def veto(self, left: Text, right: Text) -> bool:
        """Other operators on both sides, or some in only one of two like texts."""
        if sorted(left.marks) == sorted(right.marks):
            return False
        return bool(left.marks and right.marks) or paired(left, right).closeness >= NEAR


def _literals(text: str) -> list[str]:
    return sorted(match[2].casefold() for match in _LITERAL.finditer(text))


def _occurs(name: str, text: Text) -> bool:
    """`v2` may be written `2`, `.csv` may be `csv`, `#general` may be `general`."""
    bare = name.lstrip(".#@v-")
    return name in text.identifiers or bare in text.words or bare in text.raw.casefold()


def _only_in_case(left: Text, right: Text) -> bool:
    """Is something quoted in two cases, by texts that use both: the word 'Polish', the word 'polish'?"""
    if any(text.raw.isupper() or text.raw.islower() for text in (left, right)):
        return False
    return left.quotes == right.quotes and left.quotes_as_written != right.quotes_as_written


def _said(quote: str, text: Text) -> bool:
    return quote in text.quotes or quote in " ".join(text.raw.casefold().split())
