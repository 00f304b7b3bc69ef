"""Greetings, thanks, asides, frames of indirect questions: what surrounds a question and changes nothing in it."""

from __future__ import annotations

import re

from .courtesy_phrases import AFTER_WORDS, AS_SENTENCES, OPENINGS
from .lexicon import lexicon
from .words import words_in

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
    r"(?<!let me )(?<!let us )\b(?:know|ask|learn|find out|work out|figure out|wonder(?:ing)?|curious)$"
)
_PAYLOAD = re.compile(r"[^\W\d]\s*:\s+\S")
"""What is worked on may end with a word of courtesy of its own, unless a sentence ends before it."""
_IF = re.compile(r"if (?=[^,]*[?.!\s]*$)", re.IGNORECASE)
"""`if` in a question without a clause before it."""

_AND = re.compile(r",? (?:and|und|et|y|e|en|&)$")
"""Between two phrases at the end."""

_POLITE = re.compile(r"(?<=[^\W\d_] )(?:Sie|Ihnen)\b")
"""Who says so in a courtesy that is cut off means a small `sie` as it stands: all in small letters is not haste."""
_NAMES = re.compile(r"\b[A-Z][\w.]*")
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b")
_OF_LETTERS = words_in(
    "thanks thank you thx many kind best warm warmest regards wishes cheers love yours sincerely truly faithfully"
    " respectfully with much big huge all the ta ty tia mr mrs ms miss dr prof danke vielen dank merci gracias muchas"
    " grazie mille obrigado obrigada bedankt hartelijk alvast mit freundlichen viele beste liebe grüße grüßen un"
    " cordialement saludos saludo cordiali saluti abraços groetjes bises bisous besos happy monday tuesday wednesday"
    " thursday friday weekend have a nice great good lovely day evening week i we it its any help advice please hope"
    " bless god most so very really much appreciated appreciate grateful in advance kindly take care lots of warmly"
    " greetings and for"
)
_ALSO_FIRST_NAMES = words_in(
    "tom will rose mark bill jack pat grace frank dan sam ben max rob ray joy dot bea amber daisy lily ruby iris ivy"
    " olive pearl hazel heather holly jasmine ginger april june jo art guy gene glen grant wade kim lee jean john robin"
)
"""Words that are mostly names where a letter is signed."""
_ASKED = re.compile(
    r"[?？][\s\"')]*$|^\W*(?:who|what|when|where|which|why|how|is|are|can|could|do|does|did|may)\b", re.IGNORECASE
)
_OF_WHO_ASKS = re.compile(
    r"\b(?:(?:my|our|this|last) name|who am i|am i|who wrote|whose|signed?|signature|letter|me llamo|m'appelle|sender"
    r"|mi nombre)\b",
    re.IGNORECASE,
)
"""Of these questions the name below may be the matter."""

_OF_GREETINGS = re.compile(
    r"\b(?:greet\w*|salutation|(?:this|that|same) (?:word|phrase|expression)|ce mot|cette (?:expression|salutation)"
    r"|esta (?:palabra|expresión)|este saludo|questa (?:parola|espressione)|même salut\w*|d(?:as|ieses) wort"
    r"|dieser gruß|sagt man (?:das|so)|man das sagt|bedeutet das|on dit ça|ça (?:s'écrit|se dit|veut dire)"
    r"|zeg je (?:dat|dit)|tageszeit|time of day)\b"
    r"|\b(?:hora|horas|giorno) (?:se|si) di(?:ce|z)\b|\b(?:cosa|qué|que|o que) signific(?:a|am|an)o?(?! [\"'«“]?\w)"
    r"|\b(?:say|spell|write|pronounce) (?:that|this)\b|\b(?:does|do) (?:that|this) mean\b",
    re.IGNORECASE,
)
"""Of these questions the greeting before them may be the matter."""

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
    if kept.islower() and len(kept) < len(text) and _POLITE.search(text):
        kept = kept[0].upper() + kept[1:]
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
        if _OF_GREETINGS.search(bare, match.end()):
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
            or (_PAYLOAD.search(before) and before[-1] not in '.!?…"”»)')
            or _in_quotes(before)
            or _names_who_asks(match[0], before)
            or (_TALKED_ABOUT.search(before) and not _closes(before))
        ):
            break
        text = bare[: match.start()].rstrip(_LEADING)
    return text


def _names_who_asks(closing: str, question: str) -> bool:
    """Is a closing signed with what may be no name, or a task that is done otherwise for another?"""
    names = [
        match[0]
        for match in _NAMES.finditer(closing)
        if match.start() and match[0].lower().rstrip(".") not in _OF_LETTERS
    ]
    if not names:
        return False
    if not _ASKED.search(question) or _OF_WHO_ASKS.search(question):
        return True
    words = lexicon()
    return not _TITLES.search(closing) and any(
        low not in _ALSO_FIRST_NAMES
        and words.knows(words.base(low))
        and not (words.is_name(low) and words.is_person(low))
        for low in map(str.lower, names)
    )


def _in_quotes(rest: str) -> bool:
    """Is a quotation broken where it was cut?"""
    return rest.count('"') % 2 == 1 or rest.count("“") != rest.count("”")


def _closes(text: str) -> bool:
    """Does it end with thanks and an `and`?"""
    return _AND.search(text) is not None and _CLOSINGS.search(_AND.sub("", text)) is not None
