"""Generated edits of a question: small ones that change its answer, and surface changes that do not."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from edit_words import BOUNDS, CLOSINGS, DETAILS, FILLERS, GROUPS, NEGATIONS, OPPOSED, QUESTIONS, SAME_FORMS

__all__ = ["Editor"]

Edit = Callable[[str], str]
_WORD = re.compile(r"[A-Za-z][a-z'-]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COMMON_WORDS = """
about after also and any are because been before being but can could did does doing done each for from get give had
has have her here his how i'm into is it its just know let like make many may me more much must my need not of on
one or other our out over please she should so some tell than that the their them then there these they thing this
those to too up us use want was we well were what when where which while who whom whose why will with would you
your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ARTICLES = r"(?:the |a |an |my |our |your |his |her )?"
_TAIL = re.compile(r" (in|for|with|on|at|from|after|before|during|under|if|when|by|via|through|using)\b[^,.?!]{3,40}$")


class Editor:
    """Edits texts at random. `opposites` are pairs of opposed words, `kin` words of like kind by word."""

    def __init__(
        self,
        chance: random.Random,
        opposites: Sequence[tuple[str, str]],
        kin: dict[str, list[str]],
        words: Sequence[str],
    ) -> None:
        self._chance = chance
        self._kin = kin
        self._words = words
        self._opposed: dict[str, list[str]] = {}
        for left, right in (*OPPOSED, *opposites):
            self._opposed.setdefault(left, []).append(right)
            self._opposed.setdefault(right, []).append(left)
        self._grouped = {word: [other for other in group if other != word] for group in GROUPS for word in group}
        self._changes: dict[str, Edit] = {
            "number": self._number, "group": self._group, "antonym": self._antonym, "negation": self._negation,
            "wh": self._question, "bound": self._bound, "detail": self._detail, "detail_front": self._detail_front,
            "removed_detail": self._removed_detail, "kin": self._other_kind, "word": self._other_word,
            "swap": self._swap_words, "direction": self._direction, "person": self._person,
            "insert_not": self._insert_not, "only": self._only,
        }  # fmt: skip

    def changed(self, text: str) -> tuple[str, str] | None:
        """The text with an edit that changes the answer, and the kind of edit; `None` where none applies."""
        for kind in self._chance.sample(list(self._changes), 6):
            edited = self._changes[kind](text)
            if edited and edited.lower() != text.lower():
                return edited, kind
        return None

    def surface(self, text: str) -> str:
        """The text asked in another tone or spelling: the same answer is right."""
        edits: list[Edit] = [self._filler, self._closing, self._bare, self._typo, self._form, self._form, self._plain]
        edits += [self._lower, self._symmetric]
        edited = text
        for _ in range(self._chance.choice((1, 1, 2, 3))):
            edited = self._chance.choice(edits)(edited)
        return edited if edited != text else self._typo(text)

    def _pick(self, found: list[re.Match[str]]) -> re.Match[str] | None:
        return self._chance.choice(found) if found else None

    def _put(self, text: str, match: re.Match[str], new: str) -> str:
        old = match.group()
        if old.isupper() and len(old) > 1:
            new = new.upper()
        elif old[:1].isupper():
            new = new[:1].upper() + new[1:]
        return text[: match.start()] + new + text[match.end() :]

    def _replace_word(self, text: str, table: dict[str, list[str]]) -> str:
        match = self._pick([m for m in re.finditer(r"[\w-]+", text) if m.group().lower() in table])
        return self._put(text, match, self._chance.choice(table[match.group().lower()])) if match else ""

    def _replace_phrase(self, text: str, pairs: Sequence[tuple[str, str]]) -> str:
        found = [(m, new) for old, new in pairs for m in [_whole(old, text)] if m]
        if not found:
            return ""
        match, new = self._chance.choice(found)
        return self._put(text, match, new)

    def _number(self, text: str) -> str:
        match = self._pick(list(_NUMBER.finditer(text)))
        if not match:
            return ""
        old = match.group()
        place = self._chance.choice([k for k, letter in enumerate(old) if letter.isdigit()])
        new = old[:place] + str((int(old[place]) + self._chance.randint(1, 8)) % 10) + old[place + 1 :]
        return text[: match.start()] + self._chance.choice((new, new, old + "0")) + text[match.end() :]

    def _group(self, text: str) -> str:
        return self._replace_word(text, self._grouped)

    def _antonym(self, text: str) -> str:
        return self._replace_word(text, self._opposed)

    def _negation(self, text: str) -> str:
        found = [(p, r) for p, r in NEGATIONS if re.search(p, text, re.IGNORECASE)]
        if not found:
            return ""
        pattern, replacement = self._chance.choice(found)
        return re.sub(pattern, replacement, text, count=1, flags=re.IGNORECASE)

    def _question(self, text: str) -> str:
        return self._replace_phrase(text, QUESTIONS)

    def _bound(self, text: str) -> str:
        return self._replace_phrase(text, BOUNDS)

    def _detail(self, text: str) -> str:
        bare = text.rstrip(" ?.!")
        return f"{bare} {self._chance.choice(DETAILS)}{text[len(bare) :]}"

    def _detail_front(self, text: str) -> str:
        detail = self._chance.choice([d for d in DETAILS if not d.startswith("and")])
        return f"{detail[:1].upper()}{detail[1:]}, {text[:1].lower()}{text[1:]}"

    def _removed_detail(self, text: str) -> str:
        bare = text.rstrip(" ?.!")
        match = _TAIL.search(bare)
        return bare[: match.start()] + text[len(bare) :] if match and match.start() > 18 else ""

    def _content(self, text: str) -> list[re.Match[str]]:
        return [m for m in _WORD.finditer(text) if len(m.group()) > 3 and m.group().lower() not in _COMMON]

    def _other_kind(self, text: str) -> str:
        match = self._pick([m for m in self._content(text) if m.group().lower() in self._kin])
        return self._put(text, match, self._chance.choice(self._kin[match.group().lower()])) if match else ""

    def _other_word(self, text: str) -> str:
        match = self._pick(self._content(text))
        if not match:
            return ""
        ending = match.group()[-2:]
        for _ in range(40):
            word = self._chance.choice(self._words)
            if word.endswith(ending) and word != match.group().lower():
                return self._put(text, match, word)
        return ""

    def _swap_words(self, text: str) -> str:
        found = [
            m
            for m in re.finditer(
                rf"\b(\w{{3,}}) (to|than|by|of|for|with|into|before|after|on|in|over) {_ARTICLES}(\w{{3,}})\b", text
            )
            if m.group(1).lower() not in _COMMON and m.group(3).lower() not in _COMMON
        ]
        match = self._pick(found)
        if not match:
            return ""
        inner = text[match.end(1) : match.start(3)]
        return text[: match.start()] + match.group(3) + inner + match.group(1) + text[match.end() :]

    def _direction(self, text: str) -> str:
        match = re.search(r"\bfrom (\w+) to (\w+)", text)
        return text.replace(match.group(), f"from {match.group(2)} to {match.group(1)}") if match else ""

    def _person(self, text: str) -> str:
        pairs = (("my", "my neighbour's"), ("i", "my brother"), ("my", "your"), ("i", "we"), ("we", "they"))
        return self._replace_phrase(text, (*pairs, ("me", "my employer"), ("you", "they")))

    def _insert_not(self, text: str) -> str:
        match = self._pick([m for m in self._content(text) if m.start() > 4])
        return f"{text[: match.start()]}not {text[match.start() :]}" if match else ""

    def _only(self, text: str) -> str:
        match = self._pick([m for m in self._content(text) if m.start() > 4])
        word = self._chance.choice(("only", "another", "half", "all other", "non-", "used", "foreign", "free"))
        return f"{text[: match.start()]}{word} {text[match.start() :]}" if match else ""

    def _filler(self, text: str) -> str:
        return self._chance.choice(FILLERS) + text

    def _closing(self, text: str) -> str:
        return text.rstrip(" ?.!") + self._chance.choice(("", "?")) + self._chance.choice(CLOSINGS)

    def _bare(self, text: str) -> str:
        return text.rstrip("?.! ")

    def _lower(self, text: str) -> str:
        return self._chance.choice((text.lower(), text.lower(), text.upper(), text.capitalize()))

    def _plain(self, text: str) -> str:
        return text.replace(",", "").replace("'", "")

    def _typo(self, text: str) -> str:
        match = self._pick(list(re.finditer(r"[A-Za-z]{5,}", text)))
        if not match:
            return text
        word = match.group()
        place = self._chance.randrange(1, len(word) - 2)
        start, one, other, rest = word[:place], word[place], word[place + 1], word[place + 2 :]
        new = self._chance.choice((start + other + one + rest, start + other + rest, start + one + one + other + rest))
        return text[: match.start()] + new + text[match.end() :]

    def _form(self, text: str) -> str:
        pairs = [*SAME_FORMS, *((new, old) for old, new in SAME_FORMS if old.isalpha() or " " in old)]
        return self._replace_phrase(text, pairs) or text

    def _symmetric(self, text: str) -> str:
        match = re.search(rf"\b({_ARTICLES}\w{{3,}}) (and|or|vs) ({_ARTICLES}\w{{3,}})\b", text)
        if not match:
            return text
        return text.replace(match.group(), f"{match.group(3)} {match.group(2)} {match.group(1)}")


def _whole(phrase: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)
