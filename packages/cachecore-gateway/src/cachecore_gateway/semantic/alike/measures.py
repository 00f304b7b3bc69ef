"""One quantity in two forms: 1,000 mg and one gram, £50 and 50 GBP, 350 F and 350 degrees Fahrenheit.

Theory: equal quantities compare as equal whatever their form, yet a model that reads the words sees two. Where one text
has a quantity in a form that the other has in another, both get the shorter one.
Pounds may be money or weight: fifty of them are not written as £50.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.text import analyse
from ..reading.tokens import Token

__all__ = ["measured_alike", "open_ended_as_in"]

_AND_MORE = re.compile(r"(?<![\w.,])(\d+)\+ ([a-z]+)\b")

_BETWEEN = r"[\s\-]*"


def measured_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with quantities that both have in one form."""
    one, two = analyse(left), analyse(right)
    if not one.quantities or not two.quantities or one.counted == two.counted:
        return left, right
    theirs = {stretch.canonical(two.tokens): stretch for stretch in two.stretches}
    for stretch in one.stretches:
        meaning = stretch.canonical(one.tokens)
        other = theirs.get(meaning) if meaning else None
        if other is None:
            continue
        said, heard = one.tokens[stretch.start : stretch.end], two.tokens[other.start : other.end]
        if len(said) > 1 and len(heard) > 1 and said[-1].low.rstrip("s") == heard[-1].low.rstrip("s"):
            said, heard = said[:-1], heard[:-1]  # of the same unit only the number is written alike
        mine, his = _place(left, said), _place(right, heard)
        if mine is None or his is None or mine.group().lower() == his.group().lower():
            continue
        short = min(mine.group(), his.group(), key=lambda form: (len(form), form))
        left = left[: mine.start()] + short + left[mine.end() :]
        right = right[: his.start()] + short + right[his.end() :]
    return left, right


def open_ended_as_in(own: str, other: str) -> str:
    """`own` with `7+ nights` in the words that `other` has for it: at least, or more."""
    if not _AND_MORE.search(own) or _AND_MORE.search(other):
        return own
    low = other.lower()
    if "at least" in low:
        return _AND_MORE.sub(r"at least \1 \2", own)
    if "or more" not in low:
        return own
    return _AND_MORE.sub(lambda match: _or_more(match[1], match[2], low), own)


def _or_more(count: str, what: str, other: str) -> str:
    return f"{count} or more {what}" if f"or more {what}" in other else f"{count} {what} or more"


def _place(text: str, tokens: Sequence[Token]) -> re.Match[str] | None:
    """Where `tokens` stand in `text`, if they stand there once."""
    words = (re.escape(token.low) for token in tokens)
    found = list(re.finditer(rf"(?<!\w){_BETWEEN.join(words)}(?!\w)", text, re.IGNORECASE))
    return found[0] if len(found) == 1 else None
