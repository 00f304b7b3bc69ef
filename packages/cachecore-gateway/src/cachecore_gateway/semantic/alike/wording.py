"""Two questions as they are compared: without courtesy, and what one writes otherwise than the other written alike.

Theory: whether `straiht` is a slip cannot be told from one text, because names and new words are unknown, too. Beside
another text that says `straight` it can. Words in the same place are judged by :mod:`.respelling`; here, whatever their
place: then letters may be exchanged, doubled or missing, and none may stand for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..reading.accents import accent_matters, writes_accents
from ..reading.code import other_code
from ..reading.courtesy import without_courtesy
from ..reading.language import in_english, is_unknown
from ..reading.lexicon import lexicon
from ..reading.number_words import number_word
from ..reading.spelling import is_of_spelling
from ..reading.words import CONTRACTIONS, FUNCTION_WORDS, NEGATORS, words_in
from .acronyms import acronyms_in_full
from .clocks import clocks_alike
from .countries import countries_alike
from .dates import dates_alike
from .denials import denied_alike
from .extremes import extremes_alike
from .in_a_row import in_a_row_alike
from .legality import legality_alike
from .measures import measured_alike, open_ended_as_in
from .negatives import negatives_alike
from .parted import blanks_as_in, codes_as_in, joined_as_in
from .portions import portions_alike
from .prevented import prevented_alike
from .products import products_alike
from .respelling import respelled_alike
from .slips import is_slip, may_name
from .sums import sums_alike
from .typed_names import other_name
from .variants import in_full, long_forms, spellings

__all__ = ["compared", "wording_of"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HOW = tuple(
    (re.compile(pattern, re.IGNORECASE), plainly)
    for pattern, plainly in (
        (
            r"^\s*how (?:to|(?:do|can|could|would|might) i|i (?:can|could|would|do|might)"
            r"|i(?! (?:am|was|have|had|will|should|must|may)\b)) (?!i\b|not\b)(?=\w)",
            "How do I ",
        ),
        (
            r"^\s*comment (?:(?:je peux|je puis|puis-je|peut-on|on peut|fait-on pour|faire pour|fais-je pour) )?"
            r"(?=\w+[ei]r\b)",
            "Comment ",
        ),
        (r"^\W*c[óo]mo (?:(?:puedo|podr[íi]a|se puede|hago para|hacer para) )?(?=\w+[aei]r\b)", "Cómo "),
        (r"^\s*come (?:(?:posso|potrei|si può|faccio a|si fa a|fare (?:a|per)) )?(?=\w+[aei]re\b)", "Come "),
        (r"^\s*como (?:(?:posso|eu posso|poderia|se pode|faço para|fazer para) )?(?=\w+[aei]r\b)", "Como "),
    )
)
"""How one does something, however it is put, and how it is put plainly."""
_FUNCTIONS = words_in("min max avg std var len str int char dir val sec ref calc")
"""Short for other words, but in capitals or before a bracket names of functions."""
_OF_LETTERS = re.compile(r"\bstands? for\b|\babbreviat|\bacronym", re.IGNORECASE)
"""Of these questions the short form itself may be the matter."""
_OF_CODE = re.compile(
    r"\b(?:python|pandas|numpy|sql|excel|javascript|java|rust|php|perl|golang|haskell|matlab|function|method|keyword)\b",
    re.IGNORECASE,
)
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiouy")
_SHORTEST = 3
"""Letters of a word in which a slip can be told: in one as short as that an exchange, or one left out."""

_NAME = 6
"""Letters of a capitalised word in which an exchange can be told."""

_SHORTEST_WITH_TWO = 8
"""Letters of a word in which two slips can."""


@lru_cache(maxsize=512)
def compared(question: str, other: str) -> tuple[str, str]:
    """Both questions, in the order given, as guards and verifier look at them; where code differs, as written."""
    (plain, left), (plain_other, right) = _plain(question), _plain(other)
    if other_code(plain, plain_other) or other_name(plain, plain_other):
        return plain, plain_other
    left, right = _beside(blanks_as_in, left, right)
    left, right = _beside(joined_as_in, left, right)
    left, right = _beside(open_ended_as_in, left, right)
    if any(is_of_spelling(text) or _OF_LETTERS.search(text) for text in (left, right)):
        return measured_alike(*denied_alike(*_asked_alike(left, right)))
    left, right = _beside(codes_as_in, left, right)
    left, right = _beside(acronyms_in_full, left, right)
    left, right = _beside(_repaired, *respelled_alike(left, right))
    left, right = denied_alike(*negatives_alike(*_asked_alike(left, right)))
    return measured_alike(*_said_alike(left, right))  # these look at whole texts, as guards and verifier do afterwards


_SORTS = (
    portions_alike,
    dates_alike,
    clocks_alike,
    extremes_alike,
    in_a_row_alike,
    legality_alike,
    prevented_alike,
    countries_alike,
    products_alike,
    sums_alike,
)
"""What is said in several ways: each writes alike what both texts say, and leaves the rest."""


def _said_alike(left: str, right: str) -> tuple[str, str]:
    for alike in _SORTS if left != right else ():
        left, right = alike(left, right)
    return left, right


@lru_cache(maxsize=1024)
def _plain(text: str) -> tuple[str, str]:
    """`text` without courtesy, as written and in full."""
    plain = without_courtesy(text)
    return plain, in_full(plain)


def wording_of(question: str) -> str:
    """What questions of the same words have in common, letters, marks and courtesy aside."""
    return " ".join(_WORD_OR_NUMBER.findall(without_courtesy(question).casefold().replace("'", "")))


def _asked_alike(left: str, right: str) -> tuple[str, str]:
    """How to, how can I, (tell me) how I: all as `how do I`, where both ask so for the same."""
    for how, plainly in _HOW:
        first, second = how.sub("", left), how.sub("", right)
        if first != left and second != right and _WORD.findall(first.lower()) == _WORD.findall(second.lower()):
            return f"{plainly}{first}", f"{plainly}{second}"
    return left, right


def _beside(written: Callable[[str, str], str], left: str, right: str) -> tuple[str, str]:
    """Each text as it is written beside the other."""
    return written(left, right), written(right, left)


def _repaired(own: str, other: str) -> str:
    beside = _words_of(other)
    if not _words_of(own).words - beside.words:
        return own
    slips = in_english(own) and not is_unknown(*sorted((own, other)))  # of other languages the words are not known
    accents = writes_accents(own) and writes_accents(other)
    changes = [
        (match.start(), match.end(), _cased(meant, match.group()))
        for match in _WORD.finditer(own)
        if match.group().lower() not in beside.words
        and (meant := _meant(own, match, beside, slips))
        and not accent_matters(match.group().lower(), meant, accents)
    ]
    for start, end, meant in reversed(changes):
        own = own[:start] + meant + own[end:]
    return own


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text (lower case): all, in the order of the alphabet, and by how they are spelled anywhere."""

    words: frozenset[str]
    ordered: tuple[str, ...]
    spelled: Mapping[str, str]


@lru_cache(maxsize=2048)
def _words_of(text: str) -> _Words:
    ordered = tuple(sorted(set(_WORD.findall(text.lower()))))
    spelled = {spelling: word for word in reversed(ordered) for spelling in spellings(word)}
    return _Words(frozenset(ordered), ordered, spelled)


def _cased(meant: str, written: str) -> str:
    """`meant` with the capital of what was written."""
    return meant.capitalize() if written.istitle() else meant


def _meant(text: str, match: re.Match[str], beside: _Words, slips: bool) -> str:
    """The word of the other text that this one is another spelling of, or perhaps a slip; empty for none."""
    word = match.group().lower()
    if word in CONTRACTIONS:
        return ""
    called = match.group().isupper() or text[match.end() : match.end() + 1] == "("
    called = called or (word in _FUNCTIONS and _OF_CODE.search(text) is not None)
    short = beside.words & long_forms(word) if not (called and word in _FUNCTIONS) else ()
    written = next(iter(sorted(short)), "") or (
        "" if word.isascii() and may_name(text, match) else _older(word, beside)
    )
    if written or not slips or len(word) < _SHORTEST or _is_word(word):
        return written
    if may_name(text, match):
        return next((right for right in beside.ordered if _names(word, right)), "")
    most = 2 if len(word) >= _SHORTEST_WITH_TWO else 1
    return next(
        (right for right in beside.ordered if _is_word(right) and _slipped(word, right, most) and is_slip(word, right)),
        "",
    )


def _older(word: str, beside: _Words) -> str:
    """Another spelling of the same word, of which both texts take the one that comes first in the alphabet."""
    found = next((other for spelling in spellings(word) if (other := beside.spelled.get(spelling, ""))), "")
    return found if found < word else ""


def _names(word: str, right: str) -> bool:
    """Is `word` no name that is known, but with two letters exchanged the one that is?"""
    known = lexicon().knows
    return len(word) >= _NAME and known(right) and not known(word) and _exchanged(word, right)


def _exchanged(word: str, right: str) -> bool:
    """Two letters exchanged, all else equal."""
    differing = [place for place, (one, two) in enumerate(zip(word, right, strict=False)) if one != two]
    first = differing[0] if differing else -1
    return (
        len(word) == len(right)
        and first > 0
        and differing == [first, first + 1]
        and word[first : first + 2] == right[first + 1] + right[first]
    )


@lru_cache(maxsize=16384)
def _is_word(word: str) -> bool:
    if word in FUNCTION_WORDS or word in NEGATORS or number_word(word, "en") is not None:
        return True
    base = lexicon().base(word)
    return lexicon().knows(base) and not lexicon().is_name(word) and not _VOWELS.isdisjoint(base)


def _slipped(word: str, right: str, slips: int) -> bool:
    """Is `word` made of `right` by at most so many letters left out, added, or exchanged with the next one?"""
    if abs(len(word) - len(right)) > slips or word[0] != right[0]:
        return False
    if len(word) == _SHORTEST:
        return _exchanged(word, right) or (len(right) > len(word) and _slip_count(word, right, 1) == 1)
    return _slip_count(word, right, slips) <= slips


def _slip_count(word: str, right: str, most: int) -> int:
    """Fewest slips between the two, or more than `most`."""
    start = next((k for k, (one, two) in enumerate(zip(word, right, strict=False)) if one != two), -1)
    if start < 0:
        return abs(len(word) - len(right))
    word, right = word[start:], right[start:]
    if not most:
        return 1
    ways = [_slip_count(word[1:], right, most - 1), _slip_count(word, right[1:], most - 1)]
    if word[:2] == right[1::-1]:
        ways.append(_slip_count(word[2:], right[2:], most - 1))
    return 1 + min(ways)
