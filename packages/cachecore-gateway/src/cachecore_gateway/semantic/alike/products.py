"""Products with their maker and without, and by their short names: Microsoft Excel, Excel; Win 11, Windows 11; PS5.

Theory: the maker of a product that has a name of its own says nothing more, where the other text has the product and no
maker. Of products whose names are common words (Watch, Pay, Drive) it does, and they are not listed. What stands behind
the name, an edition or a version, stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from ..reading.text import analyse
from ..reading.words import FUNCTION_WORDS, words_in

__all__ = ["products_alike"]

_MADE = {
    "microsoft": "excel word powerpoint outlook teams onedrive onenote azure windows sharepoint edge xbox",
    "ms": "excel word powerpoint outlook teams sharepoint",
    "adobe": "photoshop illustrator lightroom indesign acrobat dreamweaver",
    "apple": "iphone ipad macbook imac airpods icloud macos ios siri",
    "google": "chrome gmail android youtube chromebook chromecast",
    "amazon": "s3 ec2 dynamodb alexa kindle",
    "aws": "s3 ec2 dynamodb",
    "sony": "playstation ps4 ps5",
    "mozilla": "firefox",
    "apache": "hadoop airflow",
    "autodesk": "autocad",
    "intuit": "quickbooks turbotax",
    "atlassian": "jira confluence trello",
    "jetbrains": "intellij pycharm",
    "hashicorp": "terraform",
}
_PRODUCTS = {maker: words_in(made) for maker, made in _MADE.items()}
_COMMON = words_in(
    "word teams windows edge outlook azure illustrator chrome android kindle acrobat confluence airflow terraform s3"
)
"""Names only with a capital, where no sentence begins."""
_MAKER = re.compile(rf"(?<![\w-])({'|'.join(_MADE)}) (?=([^\W_]+))", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")

_LIBRARY = re.compile(r"(?<![\w.-])(?P<name>node|vue|react)(?:\.js|js| js)(?!\w)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w.-])(node|vue|react)(?![\w-]|\.\w| ?js\b| native\b)", re.IGNORECASE)
_LED = words_in("with in from using use uses install for update via by into run running to learn")
_SHORT: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (
        re.compile(rf"(?<![\w.-]){short}(?![\w+#-])", re.IGNORECASE),
        re.compile(rf"(?<![\w.-]){full}(?![\w+#-])", re.IGNORECASE),
    )
    for short, full in (
        (r"win ?(?P<of>7|8|10|11|xp)", r"windows (?P<of>7|8|10|11|xp)"),
        (r"ps(?P<of>[2-5])", r"playstation (?P<of>[2-5])"),
        (r"i-(?P<of>\d{1,3})", r"interstate (?P<of>\d{1,3})"),
        (r"vs ?(?P<of>code)", r"visual studio (?P<of>code)"),
        (r"(?P<of>[cdfgj])#", r"(?P<of>[cdfgj])[ -]sharp"),
        (r"(?P<of>c)\+\+", r"(?P<of>c) plus plus"),
    )
)  # fmt: skip
"""Short and long names; what both have in common."""
_TOLD_BY = words_in("win windows playstation interstate visual sharp plus node vue react reactjs vuejs nodejs")


def products_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with each product as the other one names it."""
    one, two = analyse(left), analyse(right)
    words = one.words | two.words
    if not _PRODUCTS.keys().isdisjoint(words):
        left, right = _without_maker(left, right), _without_maker(right, left)
    if not _TOLD_BY.isdisjoint(words):
        left, right = _in_full(left, right), _in_full(right, left)
        left, right = _library(left, right), _library(right, left)
    return left, right


def _without_maker(text: str, other: str) -> str:
    """`text` without the maker of a product that `other` names alone."""
    makers = _PRODUCTS.keys() & {word.group().lower() for word in _WORD.finditer(other)}
    if makers or other.isupper() or other.istitle():
        return text
    alone = set(_names(other))

    def left_out(match: re.Match[str]) -> str:
        product = match[2].lower()
        return "" if product in _PRODUCTS[match[1].lower()] and product in alone else match[0]

    return _MAKER.sub(left_out, text)


def _names(text: str) -> list[str]:
    """Words that may be products, behind no other name."""
    words = list(_WORD.finditer(text))
    found = []
    for place, word in enumerate(words):
        before = words[place - 1].group() if place else ""
        led = not before or before.islower() or before.lower() in FUNCTION_WORDS
        low = word.group().lower()
        if led and (low not in _COMMON or (place and word.group()[0].isupper())):
            found.append(low)
    return found


def _in_full(text: str, other: str) -> str:
    for short, full in _SHORT:
        theirs = {match["of"].lower(): match[0] for match in full.finditer(other)}
        if theirs and not full.search(text):
            text = short.sub(partial(_known_as, theirs), text)
    return text


def _known_as(names: Mapping[str, str], match: re.Match[str]) -> str:
    return names.get(match["of"].lower(), match[0])


def _library(text: str, other: str) -> str:
    """`text` with `Node` as `other` writes it, where it is the name of the library: `with Node`, not `a node`."""
    theirs = {match["name"].lower(): match[0] for match in _LIBRARY.finditer(other)}
    if not theirs or _LIBRARY.search(text) or _BARE.search(other):
        return text

    def whole(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 10) : match.start()].lower().split()
        named = not before or before[-1] in _LED
        return theirs.get(match[0].lower(), match[0]) if named else match[0]

    return _BARE.sub(whole, text)
