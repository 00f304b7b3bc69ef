"""Not and un-: an offer that is not valid is invalid, who is not able is unable; and `isn't there a discount` asks
whether there is one.

Theory: a prefix denies a word as `not` before it does, so beside the one the other is written like it. At the start of
a question a contracted `not` is courtesy or hope and changes no answer; written out, or behind a question word, it
denies.
"""

from __future__ import annotations

import re

__all__ = ["negatives_alike"]

_HOPED = re.compile(
    r"(\W*)(is|are|was|were|do|does|did|ca|could|wo|would|has|have|should)n['’]?t (?!.*\bnot?\b)", re.IGNORECASE
)
_WHOLE = {"ca": "can", "wo": "will"}
_PREFIXED = re.compile(r"\b(?:un|in|im|ir|il|non-?)([a-z]{4,})\b", re.IGNORECASE)
_DENIED = (
    r"(?:\b(?P<been>has|have|had)(?:n['’]t| not) been (?:yet )?|(?P<aux>\b[a-z]+?)(?:n['’]t| not) (?:yet )?"
    r"|\bnot (?:yet )?)(?P<word>WORD)\b"
)
_MOST = 8
"""Words with a prefix that are looked at."""


def negatives_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with what both deny denied in one way."""
    left, right = _prefixed_as_in(left, right), _prefixed_as_in(right, left)
    return _asked_as_in(left, right), _asked_as_in(right, left)


def _asked_as_in(own: str, other: str) -> str:
    """`own` without the `n't` at its start, where `other` starts with the same auxiliary alone."""
    match = _HOPED.match(own)
    if match is None:
        return own
    verb = _WHOLE.get(match[2].lower(), match[2].lower())
    if not re.match(rf"\W*{verb} (?!not\b)", other, re.IGNORECASE):
        return own
    verb = verb.capitalize() if match[2][0].isupper() else verb
    return f"{match[1]}{verb} {own[match.end() :]}"


def _prefixed_as_in(own: str, other: str) -> str:
    """`own` with `invalid` for `not valid`, where `other` has it."""
    low = own.lower()
    if "not " not in low and "n't " not in low and "n’t " not in low:
        return own
    for match in list(_PREFIXED.finditer(other))[:_MOST]:
        word = match[1].lower()
        if word in low and match[0].lower() not in low:
            denied = re.search(_DENIED.replace("WORD", word), own, re.IGNORECASE)
            if denied is not None:
                own = own[: denied.start()] + _denied(denied, match[0]) + own[denied.end() :]
    return own


def _denied(found: re.Match[str], prefixed: str) -> str:
    if found["been"]:
        return f"{'is' if found['been'].lower() == 'has' else 'are'} {prefixed}"
    before = found["aux"] or ""
    return f"{_WHOLE.get(before.lower(), before)} {prefixed}" if before else prefixed
