"""Greetings, thanks and the frames of indirect questions: what surrounds a question and changes nothing in it."""

from __future__ import annotations

import re

__all__ = ["without_courtesy"]

_MARKS = ' \t\n\r,:;.!?¿¡–-—…()"*~'

_PARTING = " \t\n\r,:;.!?–-—…"
"""What may stand between a greeting and the question; not what may belong to the question, such as a quotation mark."""

_MOST_ROUNDS = 6
"""Phrases that may follow each other at one end."""

_GREETING = (
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear (?:all|team|sir|madam|support)"
    r"|hallo|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|hola|buen[oa]s (?:días|tardes|noches)|ciao|salve|olá"
    r"|bom dia"
    r"|goedemorgen|goedendag)(?: there| all| everyone| everybody| team| folks| guys| again| zusammen)*"
)
_OPENINGS = re.compile(
    rf"(?:{_GREETING}\b(?! (?:in|is|means?|and|or|vs|auf|en|to)\b)"
    r"|(?:i )?(?:just )?hope (?:you(?:'re| are)|this finds you|all is)[^.!?,]{0,30}[.!,]"
    r"|(?:so )?sorry (?:to (?:bother|disturb)|for (?:bothering|the))[^.!?,]{0,20}(?:[.!,]|\bbut\b)(?: but\b)?"
    r"|excuse me\b|pardon me\b|entschuldigung\b|excusez-moi\b|disculpe\b|perdón\b|scusi\b"
    r"|(?:(?:just )?(?:a )?|hey )quick (?:question|one)\b|(?:just|i'm|i am|i was)? ?(?:curious|wondering)\b(?!"
    r" (?:if|whether|about))"
    r"|(?:(?:could|can|would|will) (?:you|someone|anyone|somebody|u) (?:please |kindly |possibly |maybe )*)"
    r"(?:tell me|let me know|explain to me|explain this to me|answer this(?: for me)?|help me(?: out)?(?: with"
    r" (?:this|that))?)\b(?! (?:about|to)\b)"
    r"|would you mind (?:telling|letting) me(?: know)?\b|(?:i'd|i would) (?:like|love) to know\b|please (?:tell me"
    r"|help(?: me)?)(?! with)\b"
    r"|please\b|pls\b|plz\b|kindly\b|bitte\b|por favor\b|s'il vous plaît\b|per favore\b)",
    re.IGNORECASE,
)
_CLOSINGS = re.compile(
    r"(?<![\w'])(?:"
    r"(?:many |with )?(?:thanks|thank you|thx|tks|cheers|ta|ty|danke(?:schön)?|vielen dank|merci|gracias|muchas"
    r" gracias|grazie|obrigad[oa]"
    r"|bedankt|dank je)(?: (?:a lot|a million|so much|very much|in advance|again|beaucoup|d'avance|de antemano|im"
    r" voraus|schön|you|all"
    r"|for (?:your|the|any) \w+))*"
    r"|(?:very |really )?much appreciated|(?:any|your|some) (?:help|advice|info|answer)s? (?:is|are|would be|will"
    r" be)[^.!?]{0,24}"
    r"|(?:i'd|i would|i) (?:really |much )?appreciate (?:it|any help|your help)|have a (?:nice|great|good|lovely) \w+"
    r"|(?:(?:best|kind|warm) )?regards(?:,? [A-Z]\w+)?|please(?: help)?(?: me)?|pls|plz|bitte|por favor|s'il"
    r" (?:vous|te) plaît|per favore"
    r")$",
    re.IGNORECASE,
)

_TALKED_ABOUT = re.compile(
    r"\b(?:say\w*|said|mean\w*|words?|for|translat\w+|write|spell|pronounce|send|a|an|the|of|to|is|in|or|and|than"
    r"|sagt?|sagen"
    r"|heißt|dire|dit|decir|dice|dici)$",
    re.IGNORECASE,
)
"""Before these a word of thanks is what the question is about: how do you say thank you."""


def without_courtesy(text: str) -> str:
    """`text` without what greets, thanks or leads up to the question; `text` itself when nothing would be left."""
    kept = _without_opening(text.replace("’", "'"))
    kept = _without_closing(kept)
    return kept if any(letter.isalnum() for letter in kept) else text


def _without_opening(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        bare = text.lstrip(_MARKS)
        match = _OPENINGS.match(bare)
        if match is None or not match.end():
            break
        text = bare[match.end() :].lstrip(_PARTING)
    return text


def _without_closing(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        bare = text.rstrip(_MARKS)
        match = _CLOSINGS.search(bare)
        if match is None or _TALKED_ABOUT.search(bare[: match.start()].rstrip()):
            break
        text = bare[: match.start()]
    return text
