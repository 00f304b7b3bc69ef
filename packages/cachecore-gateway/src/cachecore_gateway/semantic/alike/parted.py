"""Words that one text parts and the other joins, and blanks that it leaves out: out side, `A/C`, one.Two.

Theory: `with out` alone may be two words or one. Beside another text that joins what this one parts, and holds it
nowhere else, it is one. What a blank makes another word (every day, everyday; may be, maybe) stays as it is.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ..reading.words import words_in
from .slips import is_word

__all__ = ["PARTED_OTHERWISE", "blanks_as_in", "codes_as_in", "joined_as_in"]

_TWO = re.compile(r"\b([^\W\d_]+)(?: |-|/)(?=([^\W\d_]+)\b)")
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"(?<![\w.-])(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+(?![\w-]|\.\d)", re.IGNORECASE)
_MIXED_PARTED = re.compile(r"(?<![\w.-])(?:[a-z]+|\d+[a-z]+)[ -]\d+[a-z]?(?![\w-]|\.\d)", re.IGNORECASE)
_CLOSE = re.compile(r"(?<=[^\W\d_]{2})([.,;!?])(?=([^\W\d_]+))")
PARTED_OTHERWISE = words_in(
    "maybe everyday everyone anyone someone nobody anyway sometime sometimes already altogether apart alot"
    " into onto upon away along alone aside ahead around about above again ago alike alive another await"
    " awhile inform resign recover reform recreate recreation resent represent relay release remark"
    " recount reserve resort resound restrain recollect repress redress resolve retreat react reprove respond"
    " refuse relent repair coop unionise unionised intern inset insight indeed intent invalid forgo together"
    " cannot isnt arent wont dont noone"
)
"""Joined, these say something else than in two words."""
_SHORTEST = 4
"""Letters of a joined word; capitals alone (`A/C`) may be fewer."""


def joined_as_in(own: str, other: str) -> str:
    """`own` with words joined that `other` writes as one and `own` in two."""
    mine, theirs = _WORD.findall(own.lower()), {word.lower(): word for word in _WORD.findall(other)}
    if not any(one + two in theirs for one, two in pairwise(mine)):
        return own
    for match in reversed(list(_TWO.finditer(own))):
        word = match[1] + match[2]
        low = word.lower()
        sure = word.isupper() if len(low) < _SHORTEST else is_word(low) and low not in PARTED_OTHERWISE
        if sure and low in theirs and low not in mine:
            own = own[: match.start()] + theirs[low] + own[match.end(2) :]
    return own


def codes_as_in(own: str, other: str) -> str:
    """`own` with words of letters and digits parted as `other` parts them: 5W30 as 5W-30, iphone12 as iphone 12."""
    if not _MIXED.search(own):
        return own
    parted = {re.sub("[ -]", "", found).lower(): found for found in _MIXED_PARTED.findall(other)}
    mine = own.lower()
    return _MIXED.sub(
        lambda match: (
            match.group() if (found := parted.get(match.group().lower())) is None or found.lower() in mine else found
        ),
        own,
    )


def blanks_as_in(own: str, other: str) -> str:
    """`own` with the blanks behind marks that `other` has there."""
    return _CLOSE.sub(lambda match: match[1] + " " if f"{match[1]} {match[2]}" in other else match[1], own)
