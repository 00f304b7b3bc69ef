"""Words, numbers and marks of a short text, folded for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from .spelling import repaired
from .words import CONTRACTIONS

__all__ = ["Form", "Token", "tokens_of"]


class Form(Enum):
    """What a token looks like."""

    WORD = "word"
    NUMBER = "number"
    IDENTIFIER = "identifier"
    """Letters mixed with digits or joined by marks: versions, paths, addresses, flags, keys."""
    DATE = "date"
    CLOCK = "clock"
    MARK = "mark"
    """Operators, currency signs, per cent."""


@dataclass(frozen=True, slots=True)
class Token:
    """`low` is compared; `capital` says that the writer capitalised it where the language need not."""

    low: str
    form: Form
    capital: bool = False
    shouted: bool = False
    """All capitals, two letters or more."""


_PATTERN = re.compile(
    r"(?P<url>(?:https?|ftp|file)://[^\s\"'<>“”]+|www\.[^\s\"'<>“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<date>(?<![\w.])(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.\d{2,4})(?!\w))"
    r"|(?P<path>(?<![\w/])(?:~/|\.{1,2}/|/(?=[a-z])|[A-Za-z]:\\)[\w.@/\\+-]+"
    r"|(?<![\w-])--?[A-Za-z][\w-]*(?![^\s=,.;:?!)\"'])"
    r"|(?=[\w/-]*[\d._])[\w-]+(?:/[\w.-]+){2,}|(?<!\w)\.[a-z]\w{1,4}\b)"
    r"|(?P<clock>(?<![\w.])[0-2]?\d(?::[0-5]\d(?::[0-5]\d)?|[.h][0-5]\d(?=\s*[ap]m\b)|h[0-5]\d)(?![\d.]\d))"
    r"|(?P<amount>(?<![\w])(?:\d{1,3}(?: \d{3}(?!\d))+"
    r"|\d+(?:[.,'’\u202f\u00a0]\d{3}(?!\d))*)(?:[.,]\d+)?(?![.]\d)(?P<suffix>[^\W\d_]*)(?!\w))"
    r"|(?P<code>(?<![\w-])[^\W\d_]{1,4}-\d+[^\W_]*(?![\w-]))"
    r"|(?P<mixed>(?=\w*(?:\d|_))(?=\w*[^\W\d])\w+(?:[.:#]+\w+)*|\w+(?:[.:]{1,2}\w+)+(?:\(\))?|[#@]\w+"
    r"|[^\W\d_](?:\+\+|\#))"
    r"|(?P<word>w/o?(?=\s)|[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[$€£¥₹%°§]|[<>=!]=+|[-=]>|<-|&&|\|\||>>|<<|[<>=+*^|&~±×÷√≥≤≠]|(?<=[\w)] )-(?= ?\d)"
    r"|(?<=[\w)] )//(?= [\w(])|(?<=[\d)] )/(?= [\d(]))"
)
_HAD = re.compile(
    r"(?<=[a-z])'d (?=(?:already |never |just |not |all )?(?:\w{2,}(?<!e)ed|been|paid|had|gone|done|made|got|left)\b)"
)
"""Behind these a participle, so that `he'd` is not he would."""
_SPELLING = (
    (_HAD, " had "),
    (re.compile(r"\be-(?=mail)", re.IGNORECASE), "e"),
    (re.compile(r"\bwi-fi\b", re.IGNORECASE), "wifi"),
    (re.compile(r"\bwith no (?=[a-z])", re.IGNORECASE), "without "),
    (re.compile(r"\b(hundred|thousand|million|billion)-(?=[a-z])", re.IGNORECASE), r"\1 "),
)
_INVERTED = frozenset({"is", "are", "am", "was", "were", "do", "does", "did", "has", "have", "had"})
_MODALS = frozenset({"can", "could", "will", "would", "should", "shall", "must", "may", "might"})
"""At the start these deny two things: can't I eat, can I not eat."""
_SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they", "this", "that", "there"})
_LISTED = re.compile(r"(?<![\w.,$€£])\d+(?:,\d+){2,}(?![\w,]|\.\d)")
_AMPM = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)


def tokens_of(text: str) -> tuple[Token, ...]:
    """Tokens in order; contractions are written out (`don't` → `do`, `not`), possessive `'s` is dropped."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'")
    text = text.replace("`", " ")
    for pattern, spelling in _SPELLING:
        text = pattern.sub(spelling, text)
    return tuple(_in_order(list(_tokens(_AMPM.sub(r"\1m", _LISTED.sub(_apart, text))))))


def _in_order(tokens: list[Token]) -> list[Token]:
    """`isn't it` as `is it not`."""
    for place in range(1, len(tokens) - 1):
        before, denial, subject = (token.low for token in tokens[place - 1 : place + 2])
        if denial == "not" and subject in _SUBJECTS and (before in _INVERTED or (place > 1 and before in _MODALS)):
            tokens[place : place + 2] = tokens[place + 1], tokens[place]
    return tokens


def _apart(match: re.Match[str]) -> str:
    """`21,29,33` with spaces; a number in groups of three digits as it is."""
    first, *rest = match[0].split(",")
    grouped = len(first) <= 3 and all(len(digits) == 3 for digits in rest)
    return match[0] if grouped else match[0].replace(",", ", ")


def _tokens(text: str) -> Iterator[Token]:
    sentence_start = True
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        surface = match[0]
        if kind == "word":
            yield from _word(surface, sentence_start)
        elif kind == "amount":
            yield from _amount(surface, match["suffix"])
        else:
            yield _whole(surface, kind or "")
        sentence_start = _ends_sentence(text, match.end())


_FORMS = {"date": Form.DATE, "clock": Form.CLOCK, "mark": Form.MARK}


def _whole(surface: str, kind: str) -> Token:
    form = _FORMS.get(kind, Form.IDENTIFIER)
    if kind == "code":  # `N-400` is also written `N400`
        surface = surface.replace("-", "")
    return Token(surface.rstrip(".,;:!?)").casefold() or surface, form, shouted=surface.isupper())


def _amount(surface: str, suffix: str) -> Iterator[Token]:
    yield Token(surface.removesuffix(suffix), Form.NUMBER)
    if suffix:
        yield Token(suffix.casefold(), Form.WORD)


def _ends_sentence(text: str, position: int) -> bool:
    return text[position : position + 1] in (".", "!", "?", ":") and text[position + 1 : position + 2] in (
        " ",
        "\n",
        "",
    )


def _word(surface: str, sentence_start: bool) -> Iterator[Token]:
    low = surface.casefold()
    capital = surface[0].isupper() and not sentence_start
    shouted = len(surface) > 1 and surface.isupper()
    written_out = CONTRACTIONS.get(low) or _contraction(low)
    if written_out:
        for part in written_out.split():
            yield Token(part, Form.WORD)
    else:
        yield Token(low if capital or shouted else repaired(low), Form.WORD, capital, shouted)


def _contraction(low: str) -> str:
    if low.endswith("n't"):
        return f"{low[:-3]} not"
    head, mark, tail = low.partition("'")
    if not mark:
        return ""
    if tail == "s":
        return (
            f"{head} is"
            if head in ("what", "how", "where", "who", "when", "it", "that", "there", "he", "she")
            else head
        )
    endings = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
    if tail in endings:
        return f"{head} {endings[tail]}"
    return f"{head} {tail}" if len(head) <= 2 else low
