"""What the law says, in one word or in several: illegal, unlawful, against the law; required, obliged.

Theory: as what something is said to be (`is it lawful to …`) these are the same. Before a noun some are terms of their
own (unlawful dismissal, legal advice), and `I am obliged to you` is thanks.
"""

from __future__ import annotations

import re

from ..reading.text import analyse
from ..reading.words import words_in

__all__ = ["legality_alike"]

_SAID_OF = r"(?= (?:to|for|if|in|on|at|when|while|under|within|here|there|or|and|by|as|that|without)\b|[?.!,;]|$)"
_BOUND_TO = r"(?= to (?!you\b|him\b|her\b|them\b|me\b|us\b))"
_BY_LAW = r"(?:forbidden|prohibited|banned) by law"
_REQUIRED_BY_LAW = r"(?:required|obliged|obligated) by law"
_SORTS: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b{told}{where}", re.IGNORECASE), re.compile(rf"\b(?:{also}){where}", re.IGNORECASE), told)
    for told, also, where in (
        ("illegal", f"unlawful|against the law|{_BY_LAW}", _SAID_OF),
        ("unlawful", f"against the law|{_BY_LAW}", _SAID_OF),
        ("legal", "lawful", _SAID_OF),
        ("legally", "lawfully", r"\b"),
        ("legally required", f"legally (?:obliged|obligated)|{_REQUIRED_BY_LAW}", _BOUND_TO),
        ("legally obliged", f"legally obligated|{_REQUIRED_BY_LAW}", _BOUND_TO),
        ("required", "obliged|obligated", _BOUND_TO),
        ("obliged", "obligated", _BOUND_TO),
    )
)
"""What one text says, other words for it, and what is written for them."""
_TOLD_BY = words_in("lawful unlawful lawfully law obliged obligated")


def legality_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with what the law says in the words of the one that says it plainly."""
    one, two = analyse(left), analyse(right)
    if (_TOLD_BY.isdisjoint(one.words) and _TOLD_BY.isdisjoint(two.words)) or one.words == two.words:
        return left, right
    return _plainly(left, right), _plainly(right, left)


def _plainly(text: str, other: str) -> str:
    for told, also, plainly in _SORTS:
        if told.search(other) and not told.search(text) and not also.search(other):
            text = also.sub(plainly, text)
    return text
