"""Conversations in which the user's very words are worked on: translators, classifiers, quizzes, rules about wording.

Theory: a turn may be reworded where it asks for something. Where instructions have it translated, counted, scored or
repeated, or make the answer depend on how it is written (its spelling, its tone, its greeting), another wording is
another turn. Instructions say so of the user, whom they name; turns before the last one say so of ``I`` and ``you``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .cues import commands_payload, split_sentences

__all__ = ["works_on_turn"]

_READ_CHARS = 4000
"""Characters of the instructions that are read."""

_GAME_CHARS = 1000
"""Characters of an earlier turn that are read; who sets a game does so in a few words."""

_WORKER = re.compile(
    r"\byou(?:'re| are) (?:an? |the )?(?:[\w-]+ ){0,4}?(?:translat\w+|classif\w+|summari[sz]\w+|extract\w+|proofread\w+"
    r"|moderat\w+|router|tagger|labell?er|grader|parser|paraphras\w+|editor|transcri\w+|sentiment\w*|stenographer"
    r"|spell-?checker|grammar checker|linter|typist|interpreter)\b"
    r"|\bdu bist ein\w* (?:\w+ ){0,3}?(?:übersetzer|klassifi\w+|lektor)|\btu es un (?:\w+ ){0,3}?(?:traducteur"
    r"|classifi\w+|correcteur)"
    r"|\beres un (?:\w+ ){0,3}?(?:traductor|clasificador|corrector)",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:user(?:'s)?|customer(?:'s)?|incoming|each|every|any|following|given|provided|input|next)\b(?: \w+){0,2}? "
    r"(?:messages?|input|texts?|query|queries|utterances?|sentences?|turns?|tickets?|e-?mails?|comments?|reviews?"
    r"|prompt|requests?)\b"
    r"|\b(?:what|whatever|everything|anything) (?:the user|they) (?:says?|writes?|sends?|types?)\b|\bthe input\b|\binto"
    r" (?:[A-Z]\w+)\b",
    re.IGNORECASE,
)
_YOUR_TASK = re.compile(
    r"\W*(?:you|your (?:task|job|role) is to)(?: (?:will|must|should|only|always|just)){0,2} ", re.IGNORECASE
)
_NO_WORK = re.compile(r"(?:fix|continue|complete|assign|turn|route)\b", re.IGNORECASE)
"""What an assistant does that works on no text."""
_ALSO_WORK = re.compile(
    r"(?:count|repeat|echo|spell|list|guess|judge|copy|quote|reverse|mirror|determine|decide|identify|mark)\b"
    r"|check\b.{0,60}\b(?:errors?|mistakes|syntax|spelling|grammar|typos?)\b",
    re.IGNORECASE,
)
_USER = r"(?:user|customer|client|caller|guest|learner|student|pupil|visitor|player|child|person|speaker)"
_THEY = rf"(?:they|(?:the|an?|any|each|every) {_USER})"
_OF_WORDING = re.compile(
    rf"\b(?:{_USER}(?:'s|s')?|their) (?:exact |own )?(?:words|wording|phrasing|tone|mood|style|spelling|grammar"
    r"|punctuation|sentences?|mistakes|errors?|typos?|handwriting|greeting|accent|writing)\b"
    rf"|\b{_THEY} (?:sounds?|seems? (?:angry|upset|annoyed|happy|sad)|spells?|phrases?|greet(?:s|ed)|swears?|signs?)\b"
    rf"|\b{_THEY} (?:writes?|types?)\b(?! (?:in|to|about|us|you|an?)\b)"
    rf"|\b{_THEY} says? (?:please|hello|hi|thanks?|thank you|good \w+|the words?)\b"
    rf"|\b{_THEY} uses? (?:an? )?(?:contractions?|words?|phrases?|emojis?|slang|capitals?|abbreviations?)\b"
    rf"|\b{_THEY} (?:begins?|starts?|ends?) with\b"
    rf"|\b{_USER}(?:'s|s')? (?:message|turn|text|input|question|sentence)s? (?:begins?|starts?|ends?|uses?)\b"
    r"|\b(?:question|sentence|message)s? uses? (?:an? )?(?:contraction|capital|emoji|exclamation)"
    rf"|\bdoes (?:the )?{_USER} (?:write|type|spell)\b|\brepeat\b.{{0,40}}\bverbatim\b|\bmisspel\w+ words\b"
    r"|\bunchanged (?:user|input|message|text)|\bletter by letter\b|\bmissing greeting\b"
    rf"|\bmirror (?:the )?(?:{_USER}|their|them)\b",
    re.IGNORECASE,
)
_LANGUAGES = (
    r"(?:english|german|french|spanish|italian|portuguese|dutch|russian|chinese|japanese|korean|arabic|polish|turkish"
    r"|swedish|hindi|latin|greek)"
)
_WORKS = (
    r"(?:say|repeat|echo|reverse|count|translate|correct|check|spell|rate|score|grade|rank|rephrase|rewrite|point out"
    r"|tell me (?:how|which|whether|if|what))"
)
_OF_GAMES = re.compile(
    rf"\b{_WORKS}\b[^.?!\n]{{0,60}}\b(?:i (?:write|type|say|send|post)"
    r"|my (?:sentences?|messages?|mistakes|errors?|spelling|grammar|punctuation|writing|pronunciation))\b"
    rf"|\bi(?:'ll| will)? (?:write|type|say|send|give)\b[^.?!\n]{{0,60}}\byou (?:have to |should |will )?{_WORKS}\b"
    r"|\b(?:quiz|drill|examine) me\b"
    rf"|\b(?:test|practi[sc]e|train|check|correct) my (?:{_LANGUAGES}|typing|spelling|grammar|punctuation|vocabulary)\b"
    rf"|\b(?:practi[sc]e|train|learn|learning) (?:typing|spelling|grammar|punctuation|{_LANGUAGES})\b"
    rf"|\b(?:grammar|spelling|vocabulary|punctuation|dictation|writing|translation|language|{_LANGUAGES}) "
    r"(?:exercises?|quiz|test|drill|game)\b"
    r"|___|\bfill (?:in )?the (?:gap|blank)|\bhow do you spell\b|\btranslate(?: this| the following)?:"
    r"|\b(?:type|write) the (?:sentence|word|\w+ (?:noun|verb|plural|word|sentence)|plural|past)\b",
    re.IGNORECASE,
)


def works_on_turn(instructions: str, earlier: Iterable[str] = ()) -> bool:
    """Do system or developer `instructions`, or the `earlier` turns, make the user's turn a text to be worked on?

    Then nothing in the turn may be reworded: `Translate everything the user says into Dutch`.
    """
    return _work_on_turn(instructions[:_READ_CHARS]) or any(_agrees_on_game(turn[:_GAME_CHARS]) for turn in earlier)


@lru_cache(maxsize=4096)
def _agrees_on_game(turn: str) -> bool:
    """From memory: a conversation grows by a turn, and the turns before it were read."""
    return _OF_GAMES.search(turn) is not None


@lru_cache(maxsize=256)
def _work_on_turn(text: str) -> bool:
    """From memory: many turns come under the same instructions."""
    if not text:
        return False
    text = text.replace("’", "'")
    if _WORKER.search(text) or _OF_WORDING.search(text):
        return True
    return any(
        _is_work(sentence.lstrip("-*#• 0123456789.)"))
        for line in text.splitlines()
        for sentence in split_sentences(line)
    )


def _is_work(sentence: str) -> bool:
    """`Classify each message`, `You correct the grammar …`, `Count the words in the user's message`."""
    task = _YOUR_TASK.match(sentence)
    command = sentence[task.end() :] if task is not None else sentence
    if task is not None and commands_payload(command) and not _NO_WORK.match(command):
        return True
    works = commands_payload(command) or _ALSO_WORK.match(command) is not None
    return works and (_TURN.search(sentence) is not None or (task is not None and command.startswith("check")))
