"""Things that are meant letter by letter: identifiers, quotations, operators."""

from __future__ import annotations

from .guard import FAR, NEAR
from .pair import paired
from .text import Text

__all__ = ["IdentifierGuard", "OperatorGuard", "QuotationGuard"]


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
        only_left = any(not _said(quote, right) for quote in left.quotes)
        only_right = any(not _said(quote, left) for quote in right.quotes)
        if only_left and only_right:
            return True
        return (only_left or only_right) and paired(left, right).closeness >= FAR


class OperatorGuard:
    """Arithmetic, comparison and assignment signs."""

    name = "operator"

    def veto(self, left: Text, right: Text) -> bool:
        """Other operators on both sides, or some in only one of two like texts."""
        if sorted(left.marks) == sorted(right.marks):
            return False
        return bool(left.marks and right.marks) or paired(left, right).closeness >= NEAR


def _occurs(name: str, text: Text) -> bool:
    """`v2` may be written `2`, `.csv` may be `csv`, `#general` may be `general`."""
    bare = name.lstrip(".#@v-")
    return name in text.identifiers or bare in text.words or bare in text.raw.casefold()


def _said(quote: str, text: Text) -> bool:
    return quote in text.quotes or quote in " ".join(text.raw.casefold().split())
