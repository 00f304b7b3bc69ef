"""Where and how a text denies: why won't the lamp go off, why will the lamp not go off, why does it fail to go off.

Theory: between auxiliary and subject, as `n't` or as `not`, and behind the subject it denies the same, unless
the subject counts (`are all not`, `aren't all`) or the auxiliary is one that `not` changes (`may not`, `can not stay`).
Of a thing, what it will not do, is not doing and fails to do is one; of a person, will and fact are two.
"""

from __future__ import annotations

import re

from ..reading.lexicon import lexicon
from ..reading.words import words_in

__all__ = ["denied_alike"]

_LEADS = r"(?:^|[,.;:!?] |\b(?:why|how|what|when|where|who|which|and|but|or|so) )"
"""What may stand before the auxiliary of a question."""
_NEAR = re.compile(
    rf"{_LEADS}(do|does|did|is|are|was|were|has|have|had|will|would|wo)(?:n['’]?t| not) (?=([\w'’-]+) )", re.IGNORECASE
)
_FAR = re.compile(
    rf"{_LEADS}(do|does|did|is|are|was|were|has|have|had|will|would) ((?:[\w'’-]+ ){{1,6}}?)not\b"
    r"(?! (?:only|just|even|all)\b)",
    re.IGNORECASE,
)
_COUNTING = words_in(
    "all every everyone everybody everything each both any anyone some someone many most to or and but if that"
)


_NOT_DONE = re.compile(
    r"\b([\w']+) (?:won['’]?t|will not|isn['’]?t|is not|does not|doesn['’]?t|fails to|refuses to) ([a-z]{3,})\b",
    re.IGNORECASE,
)
_PERSONS = words_in(
    "i you he she we they who wife husband son daughter child boss landlord neighbour neighbor employer manager doctor"
    " mother father brother sister friend partner tenant seller buyer customer company bank airline insurer dog cat"
)


def _not_done_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, where a thing does not do the same in both."""
    one, other = _NOT_DONE.search(left), _NOT_DONE.search(right)
    if one is None or other is None or one[0].lower() == other[0].lower():
        return left, right
    if one[1].lower() != other[1].lower() or one[1].lower() in _PERSONS:
        return left, right
    verb = lexicon().base(one[2].lower())
    if verb != lexicon().base(other[2].lower()) or not lexicon().is_verb(verb):
        return left, right
    return tuple(  # type: ignore[return-value]
        f"{text[: match.start()]}{match[1]} does not {verb}{text[match.end() :]}"
        for text, match in ((left, one), (right, other))
    )


def denied_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with the denial behind the auxiliary where one has it there and the other behind the subject."""
    left, right = _not_done_alike(left, right)
    if found := _moved(left, right):
        return found
    if found := _moved(right, left):
        return found[1], found[0]
    return left, right


def _moved(near: str, far: str) -> tuple[str, str] | None:
    close, apart = _NEAR.search(near), _FAR.search(far)
    if close is None or apart is None or _NEAR.search(far):
        return None
    subject = apart[2].lower().split()
    same = _verb(close[1]) == _verb(apart[1]) and close[2].lower() == subject[0]
    if not same or not _COUNTING.isdisjoint(subject):
        return None
    if near[close.end() :].lower().startswith(" ".join(subject) + " "):
        asked = near[close.end() : close.end() + len(" ".join(subject))]
        return near[: close.start(1)] + f"{_verb(close[1])} {asked} not{near[close.end() + len(asked) :]}", far
    denied = near[: close.start(1)] + _verb(close[1]) + " not " + near[close.end() :]
    return denied, far[: apart.start(1)] + _verb(apart[1]) + " not " + apart[2].rstrip() + far[apart.end() :]


def _verb(word: str) -> str:
    return "will" if word.lower() == "wo" else word.lower()
