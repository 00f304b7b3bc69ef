"""Names that are typed: packages behind `install` and `import`, and any word whose writing in a notation is asked for.

Theory: a slip is put right because prose says the same with it. A package, a keyword or a header of nearly that name is
another one, or none, and whether it is may be what is asked. Such names are compared letter by letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from ..reading.code import COMMANDS, chunks_of
from ..reading.lexicon import lexicon
from ..reading.words import ENGLISH_FUNCTION_WORDS, words_in
from .slips import differing_letters, is_common

__all__ = ["other_name"]

_PACKAGES = words_in(
    "pip pip3 pypi npm npx yarn pnpm node cargo crate crates gem gems rubygems conda brew apt maven composer python"
    " ruby rust package packages module modules library libraries dependency"
)
"""Beside these, what is installed is a package."""
_CASED = words_in(
    "python java javascript js typescript ruby rust php haskell perl swift kotlin scala matlab vim bash linux unix"
)
"""Notations in which capitals count."""
_NOTATIONS = (_PACKAGES | _CASED) - words_in("library libraries dependency node") | words_in(
    "css html http https sql postgres postgresql mysql sqlite git docker kubernetes kubectl systemd systemctl yaml"
    " json xml dns regex header headers keyword keywords attribute attributes option flag file filename install"
)
_RIGHT = words_in(
    "valid correct right wrong legal allowed official real genuine default called named spelled spelt spell written"
    " exist exists reserved keyword verb"
)
"""Said of how a name is written, in a question that is answered with yes or no."""
_INSTALLED = words_in("package install")
_YES_OR_NO = words_in("is are does do did can should")
_INSTALLS = re.compile(r"(?:un|re)?inst?all?(?:s|ed|ing)?|imports?|importing|requires?", re.IGNORECASE)
_NO_NAMES = words_in(
    "error errors fail fails failed failing failure issue issues problem problems working work works stuck hangs"
    " command commands package packages module modules"
)
"""What stands behind `install` and is no package."""
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 2
"""Words besides the notation in a question that asks what something is."""
_MOST_NAMES = 6
"""Words besides function words in a question about a name."""
_LIKE, _SHORTEST, _SHORT = 2, 4, 6
"""Letters in which names may differ that are taken for each other (one in short ones), and that they have at least."""
_MOST_DIFFERING = 4


@lru_cache(maxsize=512)
def other_name(one: str, other: str) -> bool:
    """Is something called almost as in the other text, where the letters count?"""
    if _parted_otherwise(_arguments(one), _arguments(other)):
        return True
    mine, theirs = _names(one), _names(other)
    if mine == theirs or not mine or not theirs:
        return False
    left, right = (list((Counter(a) - Counter(b)).elements()) for a, b in ((mine, theirs), (theirs, mine)))
    cased = not any(text.islower() or text.isupper() for text in (one, other))
    if not left and not right:
        return cased and [*map(str.casefold, mine)] == [*map(str.casefold, theirs)]
    if not left or not right or max(len(left), len(right)) > _MOST_DIFFERING:
        return False
    return _parted_otherwise(left, right) or any(_taken_for(name, second, cased) for name in left for second in right)


def _parted_otherwise(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same letters, but for a hyphen or a blank: `my-app`, `myapp`, `my app`?"""
    if not one or not other or one == other:
        return False
    left, right = "".join(one).casefold(), "".join(other).casefold()
    return (left != right or len(one) != len(other)) and _letters(left) == _letters(right)


def _taken_for(one: str, other: str, cased: bool) -> bool:
    low, second = one.casefold(), other.casefold()
    if low == second:
        return cased and low not in _NOTATIONS
    if lexicon().base(low) == lexicon().base(second):
        return True
    if _letters(low) == _letters(second):
        return True
    if low[0] != second[0] or min(len(low), len(second)) < _SHORTEST or not _NO_NAMES.isdisjoint((low, second)):
        return False
    most = _LIKE if max(len(low), len(second)) > _SHORT else 1
    return differing_letters(low, second, most) <= most


def _letters(name: str) -> str:
    return "".join(_WORD.findall(name)).casefold()


@lru_cache(maxsize=2048)
def _names(text: str) -> tuple[str, ...]:
    """The names in `text` of which each letter counts, as written and in order."""
    words = _WORD.findall(text.lower())
    if _NOTATIONS.isdisjoint(words):
        return ()
    chunks = chunks_of(text)
    packages = not _PACKAGES.isdisjoint(words)
    if words[0] in _YES_OR_NO and (
        not _RIGHT.isdisjoint(words)
        or _INSTALLED.issubset(words)
        or ("safe" in words and (packages or "install" in words))
    ):
        named = tuple(chunk for chunk in chunks if chunk.lower() not in ENGLISH_FUNCTION_WORDS)
        return named if len(named) <= _MOST_NAMES else ()
    installed = tuple(_installed(chunks)) if packages else ()
    return installed or tuple(_defined(words, chunks))


@lru_cache(maxsize=2048)
def _arguments(text: str) -> tuple[str, ...]:
    """What stands behind a command and the word after it, up to a word of prose."""
    chunks = chunks_of(text) if not COMMANDS.isdisjoint(text.split()) else ()
    start = next((place for place, chunk in enumerate(chunks) if chunk in COMMANDS), len(chunks))
    if not "".join(chunks[start + 1 : start + 2]).isalpha():
        return ()  # a version, behind which prose goes on
    return tuple(takewhile(lambda chunk: chunk not in ENGLISH_FUNCTION_WORDS, chunks[start + 2 :]))


def _installed(chunks: tuple[str, ...]) -> Iterator[str]:
    behind = False
    for chunk in chunks:
        if _INSTALLS.fullmatch(chunk):
            behind = True
        elif behind and not chunk.startswith("-"):
            behind = False
            if chunk.lower() not in ENGLISH_FUNCTION_WORDS:
                yield chunk


def _defined(words: list[str], chunks: tuple[str, ...]) -> Iterator[str]:
    """What a question asks for that is about a word of a notation: what is a Set in Java, does G in vim."""
    if words[0] not in ("what", "whats", "is", "are") or _CASED.isdisjoint(words):
        return
    named = [chunk for chunk in chunks[1:] if len(chunk) == 1 or chunk.lower() not in ENGLISH_FUNCTION_WORDS]
    named = [chunk for chunk in named if chunk.lower() not in _CASED and chunk != "a"]
    if len(named) <= _MOST_WORDS:
        yield from (chunk for chunk in named if len(chunk) == 1 or _in_one_case(chunk))


def _in_one_case(chunk: str) -> bool:
    """A common word, and no name such as NumPy, which many write without its capitals?"""
    return (chunk.islower() or chunk.istitle() or chunk.isupper()) and is_common(chunk.lower())
