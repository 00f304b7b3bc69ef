"""What of a text is code and meant as it is written.

Theory: prose has marks at the rim of words alone, and only those that end a clause, quote, bracket or stress. A chunk
between blanks with a sign inside, or with another one at its rim, is code: `src/`, `^[a-z]+$`, `a=b`, `--no-verify`.
Two texts ask the same only where their code is the same, in the same order and at the same place among the words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .spelling import is_of_spelling
from .words import ENGLISH_FUNCTION_WORDS, words_in

__all__ = ["COMMANDS", "PLAIN", "chunks_of", "code_of", "other_code"]

_DASHES = {"–": "-", "—": "-", "−": "-", "→": "->", "\u00a0": " "}
_QUOTES = {"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'"}
PLAIN = str.maketrans(_DASHES | _QUOTES)
"""Marks that are typed in two ways."""
_PLAIN_DASHES = str.maketrans(_DASHES | {"’": "'", "‘": "'"})
"""Of code the double quotes count as they are."""
_ANY = re.compile(
    r"[^\w\s.,:'?!()-]|(?<!\w)'\w|[.?!][\w?!./]|[?!] \w|(?<!\S)[-:.]|: |\)\w|-\(|(?<=[A-DFO])-(?!\w)|\d[eE]-\d"
)
"""Without these there is no code."""
_SIGN = re.compile(
    r"[=\[\]{}^\\|<>`*]|~(?!\d)|(?<![\dA-Z])\$(?!\d)|[A-Z]{1,2}\$(?=\d)|\w\$$|::|##|-\(|\(\?|/\*|\w/$|^(?:AB|[A-DFO])[+-]$|%[A-Za-z](?!\w)"
    r"|(?<![\w.])\.\.+(?=[\w/])|(?<!\.)\.\.(?=[\w/])|(?<=\w)[?!;]+(?=\w)|^\d[\d.]*[eE][-+]\d|[\u2190-\u21ff\u2200-\u22ff]"
    r"|^(?:--?[^\W\d]|\.{0,2}/\w|!+[\w(*$.]|@\w|&[^\W\d_](?![^\W\d_])|:\w|~/)"
)
_MONEY = re.compile(r"[$€£]\d[^*^\\|{}\[\]<>=~]*|[^*^\\|{}\[\]<>=~]*\d\$")
_RUN_ON = re.compile(r"[^\W\d_]{2,}[?!;]+[^\W\d_]{2,}")
"""Two sentences without a blank between them."""
_FACE = re.compile(r"[:;=8][-']?[()\[\]DPOp3/\\|*]+|<3+|[<>^|~_*-]+")
_STRESSED = re.compile(r"([*_]{1,2})[^\W_]+(?:['-][^\W_]+)*\1")
_TIGHT = re.compile(r" ?((?<!!)!*[=<>+*^|~][=<>+*^|~!]*) ?")
_BLANKS = re.compile(r" {2,}")
_ENDINGS = ".,:;!?"
_PAIRS = {"(": ")", '"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "`": "`"}
_OPENED = {closing: opening for opening, closing in _PAIRS.items()}
_MOST_ROUNDS = 6
"""Layers of quotes, brackets and marks around a chunk."""
_SHELL_WORDS = words_in("bash zsh shell rm cp mv ls cd chmod chown grep tar scp rsync sed awk echo git gitignore")
_SHELL = re.compile(rf"\b(?:{'|'.join(sorted(_SHELL_WORDS))})\b|(?<!\S)\[ \$")
COMMANDS = _SHELL_WORDS | words_in(
    "docker kubectl npm npx yarn pip cargo conda helm terraform ansible gem brew ssh curl"
)
"""Names of commands that are no English words."""
_QUOTING = re.compile(r"\b(?:(?i:bash|zsh|shell|sql|postgres(?:ql)?|mysql|sqlite|oracle|echo)|SELECT|WHERE)\b")
"""Here each kind of quotes has a meaning."""
_QUOTED = re.compile(r"(?<![\w\"'`])([\"'`])([^\s\"'`]{1,40})\1(?!\w)")
_SPACED = re.compile(r"\"([^\"\n]{1,40})\"|(?<!\w)'([^'\n]{1,40})'(?!\w)")
_SAID_OF_NAMES = words_in("mean means match matches do does in is return returns work works")
"""Before these no sentence ends, for who begins it with a capital."""
_KINDS = words_in(
    "regex regexp glob globs pattern wildcard command statement expression dns csv separator delimiter vim kubectl"
)
"""What they introduce with a colon is code to its last sign."""
_ALONE = words_in("- -- . .. / &")
"""What stands alone in the command of a shell."""
_BETWEEN = words_in("?. ?? ?, ..")
_COMPARED = re.compile(r"\b(?:differ\w*|between|versus|vs|compare[ds]?|comparison)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]+")
_ORDERS = re.compile(r"\s*(?:explain|describe|show|define|translate|write)\b", re.IGNORECASE)
_PROSE = 4
"""Words from which on a quotation is prose, in which blanks say nothing."""
_MOST_JOINED = 3
"""Chunks of prose that one of code may be made of."""


@lru_cache(maxsize=2048)
def code_of(text: str, tight: bool = False) -> tuple[str, ...]:
    """The chunks of code in order, as written; `tight`: without the blanks around operators."""
    if not _ANY.search(text):
        return ()
    return tuple(chunk for chunk, is_code in _chunks(text, tight) if is_code)


def chunks_of(text: str) -> tuple[str, ...]:
    """All chunks in order, code and words, without the marks of prose around them."""
    return tuple(chunk for chunk, _ in _chunks(text))


@lru_cache(maxsize=512)
def other_code(one: str, other: str) -> bool:
    """Is other code in the two texts, or in one of them what is prose in the other but for its signs?"""
    if not _ANY.search(one) and not _ANY.search(other):
        return False
    mine, theirs = code_of(one), code_of(other)
    exchanged = sorted(mine) == sorted(theirs) and _compares(one) and _compares(other)
    if mine != theirs and not exchanged and not _same_when_tight(one, other):
        if mine and theirs:
            return True
        if _without_signs(mine, other) or _without_signs(theirs, one):
            return True
    return (not exchanged and _moved(one, other)) or _quoted_otherwise(one, other) or _ends_otherwise(one, other)


def _compares(text: str) -> bool:
    """Are two things compared, whichever is named first?"""
    return _COMPARED.search(text) is not None


def _same_when_tight(one: str, other: str) -> bool:
    """`x = 1` and `x=1`, but not for a shell, which parts words by blanks."""
    return not _SHELL.search(f"{one} {other}") and code_of(one, True) == code_of(other, True)


@lru_cache(maxsize=2048)
def _chunks(text: str, tight: bool = False) -> tuple[tuple[str, bool], ...]:
    """All chunks in order, without the marks of prose around them, each with: is it code?"""
    text = text.translate(_PLAIN_DASHES)
    if text.isupper():
        text = text.casefold()
    parts = (_TIGHT.sub(r"\1", _BLANKS.sub(" ", text)) if tight else text).split()
    shell = _SHELL.search(text) is not None
    found: list[tuple[str, bool]] = []
    for place, part in enumerate(parts):
        if part.isalpha():
            found.append((part, False))
            continue
        if _FACE.fullmatch(part) and not shell:
            continue
        chunk = "" if _STRESSED.fullmatch(part.rstrip(_ENDINGS)) else _bared(part)
        following = parts[place + 1] if place + 1 < len(parts) else ""
        if _stands_alone(part, parts[max(0, place - 2) : place], following):
            found.append((part, True))
        elif chunk and (_is_code(chunk) or (shell and chunk[0] == "$")):
            found.append((chunk if following or not _ORDERS.match(text) else _ended(part, chunk), True))
        elif chunk and part[-1] in "?!" and following in _SAID_OF_NAMES and text[0].isupper():
            found.append((f"{chunk}{part[-1]}", True))
        elif _LETTERS.search(part):
            found.append((chunk or part.strip("*_.,:;!?"), False))
    return tuple(found)


def _stands_alone(part: str, before: list[str], following: str) -> bool:
    """Is it an operator of code between blanks, or stands it behind the name of a command?"""
    return (part in _BETWEEN and following != "") or (part in _ALONE and not COMMANDS.isdisjoint(before))


def _is_code(chunk: str) -> bool:
    return _SIGN.search(chunk) is not None and not _MONEY.fullmatch(chunk) and not _RUN_ON.fullmatch(chunk)


def _bared(chunk: str) -> str:
    """`chunk` without the quotes, brackets and marks of prose around it."""
    for _ in range(_MOST_ROUNDS):
        before = chunk
        chunk = chunk.rstrip(_ENDINGS).lstrip(",;")
        if not chunk:
            break
        first, last = chunk[0], chunk[-1]
        if first in _PAIRS and len(chunk) > 1 and last == _PAIRS[first] and first not in chunk[1:-1]:
            chunk = chunk[1:-1]
        elif first in _PAIRS and chunk.count(_PAIRS[first]) == (first == _PAIRS[first]):
            chunk = chunk[1:]
        elif last in _OPENED and chunk.count(_OPENED[last]) == (last == _OPENED[last]):
            chunk = chunk[:-1]
        if chunk == before:
            break
    return chunk


def _ended(part: str, chunk: str) -> str:
    """At the end of an order, which no question mark ends, that mark belongs to the code."""
    return f"{chunk}?" if part.endswith("?") else chunk


def _letters(chunk: str) -> str:
    return "".join(_LETTERS.findall(chunk)).casefold()


def _without_signs(code: tuple[str, ...], prose: str) -> bool:
    """Does `prose` hold one of the chunks without its signs, in one word or parted where a sign stands?"""
    if not code:
        return False
    words = [_letters(chunk) for chunk, _ in _chunks(prose)]
    joined = {
        "".join(words[start : start + count]) for start in range(len(words)) for count in range(1, _MOST_JOINED + 1)
    }
    return any(letters in joined for chunk in code if not (letters := _letters(chunk)).isdecimal() and letters)


def _moved(one: str, other: str) -> bool:
    """Does the same code stand elsewhere among the same words?"""
    mine, theirs = _chunks(one), _chunks(other)
    if len(mine) != len(theirs) or mine == theirs or not any(is_code for _, is_code in mine):
        return False
    sides = [[(chunk if is_code else chunk.casefold(), is_code) for chunk, is_code in side] for side in (mine, theirs)]
    words = [[chunk for chunk in side if not chunk[1]] for side in sides]
    return sides[0] != sides[1] and words[0] == words[1]


def _quoted_otherwise(one: str, other: str) -> bool:
    """Is the same quoted by other marks where they have a meaning, or with other blanks inside?"""
    one, other = one.translate(PLAIN), other.translate(PLAIN)
    if _spaced(one) != _spaced(other) and _letters(one) == _letters(other):
        return True
    if not _QUOTING.search(one):
        return False
    mine, theirs = ({match[2].casefold(): match[1] for match in _QUOTED.finditer(text)} for text in (one, other))
    return any(theirs.get(held, mark) != mark for held, mark in mine.items())


def _spaced(text: str) -> list[str]:
    """Short quotations with blanks that are no single ones between words."""
    held = (match[1] or match[2] for match in _SPACED.finditer(text))
    return [part for part in held if len(part.split()) < _PROSE and ("  " in part or part != part.strip())]


def _ends_otherwise(one: str, other: str) -> bool:
    """Does only one end with a semicolon, or do marks differ behind a colon or a question, where they count?"""
    if one.endswith(";") != other.endswith(";") and code_of(one):
        return True
    mine = _tail(one)
    theirs = _tail(other) if mine else ""
    if not theirs or mine == theirs or _letters(mine) != _letters(theirs):
        return False
    return is_of_spelling(one) or mine.casefold() != theirs.casefold()


def _tail(text: str) -> str:
    text = " ".join(text.translate(PLAIN).split())
    for mark in (": ", "? "):
        head, found, tail = text.partition(mark)
        if found and (is_of_spelling(head) or (mark == ": " and _of_code(head, tail))):
            quote = tail[:1]
            return tail[1:-1] if quote in "\"'`" and len(tail) > 1 and tail.endswith(quote) else tail
    return ""


def _of_code(head: str, tail: str) -> bool:
    words = set(_LETTERS.findall(f"{head} {tail.partition(' ')[0]}".lower()))
    return not words.isdisjoint(_KINDS) and not any(
        len(word) > 1 and word in ENGLISH_FUNCTION_WORDS for word in _LETTERS.findall(tail.lower())
    )
