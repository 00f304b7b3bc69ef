"""Can a question be understood without what was said before it? A careful test for English; used by `histories.py`.

Theory: a question leans on its history by a word that points (it, that, the first one), by what it leaves out (And in
winter? Anything cheaper?), by a definite thing that nothing in the question defines (the deposit), or by the person
who asks (my, I have to). Each is looked for; what is not plainly a whole question in English counts as leaning. It
cannot see what is not said: "How much does delivery cost?" leans on an order without a word that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cachecore_gateway.semantic.reading import Text, analyse
from cachecore_gateway.semantic.reading.courtesy import without_courtesy
from cachecore_gateway.semantic.reading.words import FRAME, FUNCTION_WORDS, NEGATORS
from cachecore_gateway.semantic.segmenting.cues import asks, is_courtesy, split_sentences

__all__ = ["asides", "facts_of", "is_greeting", "is_plain_question", "leans", "speaks_of_the_talk"]

FEWEST_CONTENT_WORDS = 2

_POINTING = re.compile(
    r"\b(?:it|its|it's|itself|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|one|ones|there|here"
    r"|such|same|other|others|another|else|instead|again|too|also|either|neither|both|former|latter|previous|above"
    r"|below|already|still|anymore|back)\b",
    re.IGNORECASE,
)
_CONNECTED = re.compile(
    r"^\W*(?:and|or|but|so|then|also|plus|because|what if|what about|how about|ok|okay|yes|no|sure|right|now|actually"
    r"|not|only|even|with|without|in|on|for|at)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:more|less|fewer|better|worse|later|earlier|sooner|cheaper|faster|quicker|slower|bigger|larger|smaller|longer"
    r"|shorter|higher|lower|warmer|colder|older|younger|newer|stronger|easier|simpler|roomier|lighter|heavier)\b"
    r"(?!.*\bthan\b)(?!.*\bor\b)",
    re.IGNORECASE,
)
_OF_THE_ASKER = re.compile(r"\b(?:my|mine|our|ours|your|yours|me|us|we|you|i'm|i've|i'd|i'll|we're)\b", re.IGNORECASE)
_ANYBODY = re.compile(r"\b(?:how|where|when) (?:do|can|should|would|does) (?:i|you|one)\b", re.IGNORECASE)
_I = re.compile(r"\bi\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\bthe ((?:[^\W\d_][\w'’-]*[ -]?){1,4})([^\w\s]|$)?", re.IGNORECASE)
_DEFINED_BY = frozenset(
    [
        *("of", "in", "for", "between", "from", "to", "at", "on", "during", "with", "by", "about", "under", "after"),
        *("before", "when", "whose", "who", "which", "where"),
    ]
)
_UNIQUE = re.compile(
    r"\b(?:the (?:internet|web|world|sun|moon|earth|sky|sea|weather|future|past|difference|meaning|word|city|country|us"
    r"|uk|usa|eu|way|best \w+|most \w+|\w+est \w+))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?:first|second|third|last|next|top|left|right)(?=\W*$|\W+(?:one|of them)\b)", re.IGNORECASE)
_STANDING = re.compile(
    r"\b(?:from now on|always|never|every time|each time|only|keep in mind|remember|in all|just so you know|by the way"
    r"|please note|answer in|reply in|no more than|at most)\b",
    re.IGNORECASE,
)
_OWN_STORY = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|we're|we've|our|us)\b", re.IGNORECASE)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hey|hello|good (?:morning|afternoon|evening)|evening|morning|welcome|yes|sure|of course|always)\b"
    r"[^?]*)?(?:[^.!?]{0,30}[.!] )?(?:(?:how|what) (?:can|may|could|shall) (?:i|we) (?:do|help)\b[^?]{0,30}\?)?\W*$",
    re.IGNORECASE,
)
_GREETING_WORDS = 14
_WORD = re.compile(r"[^\W_]+")
_PLAIN_COURTESY = {"hi", "hello", "hey", "please", "thanks", "thank", "quick"} | FUNCTION_WORDS | FRAME
"""What may be set aside without a trace: greeting, asking, thanking."""
_OF_THE_TALK = re.compile(
    r"\b(?:did|do|have|had|was|am|were) i\b.{0,30}\b(?:say|said|ask(?:ed)?|write|wrote|written|typed?|spell\w*|call\w*"
    r"|mean|meant|greet\w*|address\w*|mention\w*|told|tell|try|tried)\b"
    r"|\b(?:what|whom?|which|where|when|why|how) (?:\w+ ){0,3}(?:did|have) i\b"
    r"|\b(?:as|way|how|what) i (?:feel|felt|sound|said|wrote|typed|asked|talk|write|speak|spoke)\b"
    r"|\b(?:my|our|the) (?:\w+ )?(?:question|message|sentence|word|wording|spelling|grammar|english|greeting|request"
    r"|typo|chat|conversation)s?\b",
    re.IGNORECASE,
)


def leans(question: str) -> str:
    """Why `question` may need what was said before it; empty when it stands alone."""
    text = without_courtesy(question).strip()
    seen = analyse(text)
    checks = (
        ("language", not seen.is_english),
        ("no question", not asks(text) or len(split_sentences(text)) > 1),
        ("connected", _CONNECTED.search(text) is not None),
        ("points", _POINTING.search(_unquoted(text)) is not None),
        ("compares", _COMPARED.search(text) is not None or _ORDINAL.search(text) is not None),
        ("of the asker", _concerns_asker(text)),
        ("too little", len(seen.content_set - FRAME) < FEWEST_CONTENT_WORDS),
        ("definite", _has_undefined(text)),
    )
    return next((reason for reason, holds in checks if holds), "")


def is_plain_question(turn: str) -> bool:
    """One question in English that says nothing of the asker and sets no rule for what follows."""
    text = without_courtesy(turn).strip()
    return (
        analyse(text).is_english
        and len(split_sentences(text)) == 1
        and asks(text)
        and text.endswith("?")
        and not _STANDING.search(text)
        and not (_OWN_STORY.search(text) and not _ANYBODY.search(text))
    )


def is_greeting(user: str, reply: str) -> bool:
    """A turn that only greets or thanks, and a reply that says nothing but hello."""
    said = is_courtesy(user) or is_courtesy(user.strip().rstrip("!.?") + "!")
    return said and len(reply.split()) <= _GREETING_WORDS and _GREETING.match(reply) is not None


def asides(turn: str) -> frozenset[str]:
    """Words that the pair rule sets aside before it compares, but for greetings, thanks and asking frames."""
    kept = {word.lower() for word in _WORD.findall(without_courtesy(turn))}
    return frozenset(word.lower() for word in _WORD.findall(turn)) - kept - _PLAIN_COURTESY


def speaks_of_the_talk(question: str) -> bool:
    """Does it ask about what was said, or how: my first question, what did I call you?"""
    return _OF_THE_TALK.search(question) is not None


def facts_of(texts: Iterable[str]) -> frozenset[tuple[str, object]]:
    """Numbers, measures, dates, names, identifiers, quotations and negating words of `texts`, without order."""
    return frozenset(fact for text in texts for fact in _facts(analyse(text)))


def _facts(text: Text) -> Iterable[tuple[str, object]]:
    yield from (("quantity", (found.kind, found.value)) for found in text.quantities if not found.weak)
    yield from (("name", name) for name in text.names)
    yield from (("identifier", name) for name in text.identifiers)
    yield from (("quote", quote) for quote in text.quotes)
    yield from (("negation", word) for word in text.words & NEGATORS)


def _unquoted(text: str) -> str:
    return re.sub(r"\"[^\"]+\"|“[^”]+”|‘[^’]+’", '"…"', text)


def _concerns_asker(text: str) -> bool:
    """Another person's `you` or `I` than the one that means anybody."""
    rest = _ANYBODY.sub("", _unquoted(text))
    return _OF_THE_ASKER.search(rest) is not None or _I.search(rest) is not None


def _has_undefined(text: str) -> bool:
    """Is there a `the` whose thing nothing in the text defines: no name, no number, no `of …` after it?"""
    plain = _UNIQUE.sub("", _unquoted(text))
    names = analyse(text).names
    return any(not _defined(match.group(1).lower().split(), names) for match in _DEFINITE.finditer(plain))


def _defined(words: list[str], names: frozenset[str]) -> bool:
    """Do the words after `the` hold a name, or lead on to what defines them?"""
    for place, word in enumerate(words):
        if word in names or (place and word in _DEFINED_BY):
            return True
        if word in FUNCTION_WORDS:
            return False
    return False
