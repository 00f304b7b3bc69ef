"""The language of the question, the language and the form that the answer is wished in."""

from __future__ import annotations

from collections.abc import Mapping

from ..reading.text import Text
from .guard import NEAR
from .pair import paired
from .wishes import FORMS, LANGUAGES

__all__ = ["AskedLanguageGuard", "FormGuard", "LanguageGuard"]


class LanguageGuard:
    """Questions in two languages get answers in two languages."""

    name = "language"

    def veto(self, left: Text, right: Text) -> bool:
        """Both languages are known and differ."""
        return bool(left.language and right.language) and left.language != right.language


class AskedLanguageGuard:
    """`into French` and `into German`."""

    name = "asked-language"

    def veto(self, left: Text, right: Text) -> bool:
        """Other languages are named, or one is named in only one of two like texts."""
        return _wishes_differ(left, right, LANGUAGES)


class FormGuard:
    """A table, JSON, a haiku."""

    name = "form"

    def veto(self, left: Text, right: Text) -> bool:
        """Other forms are named, or one is named in only one of two like texts."""
        return _wishes_differ(left, right, FORMS)


def _wishes_differ(left: Text, right: Text, names: Mapping[str, str]) -> bool:
    one = {names[word] for word in left.flow if word in names}
    other = {names[word] for word in right.flow if word in names}
    if one == other:
        return False
    return bool(one - other and other - one) or paired(left, right).closeness >= NEAR
