"""Greetings, thanks, asides, frames of indirect questions: what surrounds a question and changes nothing in it."""

from __future__ import annotations

import re

from .courtesy_phrases import AFTER_WORDS, AS_SENTENCES, OPENINGS
from .lexicon import lexicon

__all__ = ["without_courtesy"]

_MARKS = ' \t\n\r,:;.!?¿¡–-—…()"*~，。、！？：；'

_PARTING = " \t\n\r,:;.!?–-—…，。、！？：；"
"""What may stand between a greeting and the question; not what may belong to the question, such as a quotation mark."""

_PICTURES = re.compile(r"(?:[\s.!]*[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d])+[\s.!]*$")
"""Emoji at the end, which go with thanks before them and stay where there are none."""

_LEADING = " \t\n\r,:;–-—…，、：；"
"""What leads from a question to the thanks after it."""

_MOST_ROUNDS = 6
"""Phrases that may follow each other at one end."""

_OPENINGS = re.compile("|".join(OPENINGS), re.IGNORECASE)
_CLOSINGS = re.compile(
    rf"(?<![\w'])(?:{'|'.join(AFTER_WORDS)})$"
    rf"|(?:(?<=[.,!?;:…)\"'–—-] )|(?<=[\n，。！？])|(?<= et )|(?<= und ))"
    rf"(?:{'|'.join(AS_SENTENCES)})$",
    re.IGNORECASE,
)

_MIND = re.compile(
    r"(?:would (?:you|u) mind|fancy(?=.*\?\W*$)) (\w+ing)(?= (?:me|us|an?|the|my|our|this|some|\d+)\b)", re.IGNORECASE
)

_FOR_ME = re.compile(
    r"(write|draft|compose|create|generate|make|build|prepare|suggest|recommend|design|list|plan) (?:me|us)"
    r"(?= (?:an?|some|the|\d+|one|two|three|four|five|six|seven|eight|nine|ten|my|our)\b)",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"\b(?:know|ask|learn|say|see|hear|find out|work out|figure out|tell me|wonder(?:ing)?|curious|sure)$"
)
_IF = re.compile(r"if (?=[^,]*[?.!\s]*$)", re.IGNORECASE)
"""`if` in a question without a clause before it."""

_AND = re.compile(r",? (?:and|und|et|y|e|en|&)$")
"""Between two phrases at the end."""

_TALKED_ABOUT = re.compile(
    r"\b(?:say\w*|said|mean\w*|words?|for|translat\w+|write|spell|pronounce|send|a|an|the|of|to|is|in|or|and"
    r"|than|defin\w+|about|called"
    r"|sagt?|sagen"
    r"|heißt|dire|dit|decir|dice|dici)$",
    re.IGNORECASE,
)
"""Before these a word of thanks is what the question is about: how do you say thank you."""


def without_courtesy(text: str) -> str:
    """`text` without what greets, thanks or leads up to the question; `text` itself when nothing would be left."""
    kept = _plainly_asked(_without_opening(text.replace("’", "'")))
    kept = _without_closing(kept)
    return kept if any(letter.isalnum() for letter in kept) else text


def _plainly_asked(text: str) -> str:
    """`Would you mind writing a poem?`, `fancy writing a poem?`, `write me a poem`: write a poem."""
    match = _MIND.match(text)
    if match is None:
        return _FOR_ME.sub(r"\1", text, count=1) if _FOR_ME.match(text) else text
    doing = match[1].lower()
    base = lexicon().base(doing)
    if base == doing:
        return text
    return f"{base}{text[match.end() :].rstrip('? ')}"


def _without_opening(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        bare = text.lstrip(_MARKS)
        match = _OPENINGS.match(bare)
        if match is None or not match.end() or _in_quotes(bare[match.end() :]):
            break
        text = bare[match.end() :].lstrip(_PARTING)
        if _KNOWN.search(match[0].lower()):
            text = _IF.sub("whether ", text, count=1) if _IF.match(text) else text
    return text


def _without_closing(text: str) -> str:
    for round_ in range(_MOST_ROUNDS):
        bare = _PICTURES.sub("", text).rstrip(_MARKS)
        match = _CLOSINGS.search(_AND.sub("", bare) if round_ else bare)
        before = bare[: match.start()].rstrip() if match is not None else ""
        if (
            match is None
            or before.endswith(":")
            or _in_quotes(before)
            or (_TALKED_ABOUT.search(before) and not _closes(before))
        ):
            break
        text = bare[: match.start()].rstrip(_LEADING)
    return text


def _in_quotes(rest: str) -> bool:
    """Is a quotation broken where it was cut?"""
    return rest.count('"') % 2 == 1 or rest.count("“") != rest.count("”")


def _closes(text: str) -> bool:
    """Does it end with thanks and an `and`?"""
    return _AND.search(text) is not None and _CLOSINGS.search(_AND.sub("", text)) is not None
