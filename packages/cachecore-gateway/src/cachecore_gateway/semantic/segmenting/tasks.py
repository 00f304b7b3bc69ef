"""Instructions that make every user turn the material of a task: translators, classifiers, extractors."""

from __future__ import annotations

import re
from functools import lru_cache

from .cues import commands_payload, split_sentences

__all__ = ["works_on_turn"]

_READ_CHARS = 4000
_WORKER = re.compile(
    r"\byou(?:'re| are) (?:an? )?(?:[\w-]+ ){0,4}?(?:translat\w+|classif\w+|summari[sz]\w+|extract\w+|proofread\w+"
    r"|moderat\w+|router"
    r"|tagger|labell?er|grader|parser|paraphras\w+|editor|transcri\w+|sentiment\w*)\b"
    r"|\bdu bist ein\w* (?:\w+ ){0,3}?(?:übersetzer|klassifi\w+|lektor)|\btu es un (?:\w+ ){0,3}?(?:traducteur"
    r"|classifi\w+|correcteur)"
    r"|\beres un (?:\w+ ){0,3}?(?:traductor|clasificador|corrector)",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:user(?:'s)?|customer(?:'s)?|incoming|each|every|any|following|given|provided|input|next)\b(?: \w+){0,2}? "
    r"(?:messages?|input|texts?|query|queries|utterances?|sentences?|turns?|tickets?|e-?mails?|comments?|reviews?"
    r"|prompt|requests?)\b"
    r"|\b(?:what|whatever|everything|anything) the user (?:says|writes|sends|types)\b|\bthe input\b|\binto"
    r" (?:[A-Z]\w+)\b",
    re.IGNORECASE,
)


def works_on_turn(instructions: str) -> bool:
    """Do system or developer `instructions` make the user's turn a text to be worked on rather than a question?

    Then nothing in the turn may be reworded: `Translate everything the user says into Dutch`.
    """
    return _work_on_turn(instructions[:_READ_CHARS])


@lru_cache(maxsize=256)
def _work_on_turn(text: str) -> bool:
    """From memory: many turns come under the same instructions."""
    if _WORKER.search(text):
        return True
    return any(
        commands_payload(sentence.lstrip("-*#• 0123456789.)")) and _TURN.search(sentence) is not None
        for line in text.splitlines()
        for sentence in split_sentences(line)
    )
