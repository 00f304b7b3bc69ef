"""Who does it to whom, told by persons: `mi jefe me denunció` and `denuncié a mi jefe`.

Theory: a clause says in its pronouns, auxiliaries and clear verb endings whether the one who asks does something or
has it done to him. The verifier, which read English, hears the same words in both. Clauses that both texts have alike,
and those that only ask what one does now, say nothing. An impersonal wording (`man`, `se puede`) is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..reading.grammar import Clause, Grammar, is_form_of, stem_of
from ..reading.grammars import GRAMMARS, LITTLE, OBLIQUE, clauses_of, languages_of
from ..reading.text import Text
from ..reading.words import FUNCTION_WORDS, words_in

__all__ = ["SubjectGuard"]

_ME = words_in("me us")
_SHORTEST = 4
"""Letters of a word that has a stem to tell it by."""
_BEGUN = 3
"""Letters at the start that forms of a word share at least."""
_FIRST_ENDING = re.compile(r"[^\W\d_]{2,}o")
_OTHER_ENDINGS = (
    *("a", "e", "an", "en", "ó", "ió", "ado", "ido", "ada", "ida", "aron", "ieron", "ano", "ono", "ato", "uto", "ito"),
    *("ata", "uta", "ita", "am", "em", "ou", "eu", "iu", "aram", "eram"),
)
"""What a verb that ends in -o where I do it ends in where another does it, or where it is done."""


class _Roles(NamedTuple):
    """Who does (``does``) and suffers (``suffers``) something: 1, 2, or 3 for another one, told by a modal verb."""

    does: frozenset[int]
    suffers: frozenset[int]
    impersonal: bool
    helped: bool
    """Does somebody allow, tell, help?"""


class SubjectGuard:
    """`Liebt mich mein Mann` and `liebe ich meinen Mann`; `si se cancela mi vuelo` and `si cancelo mi vuelo`."""

    name = "subject"

    def veto(self, left: Text, right: Text) -> bool:
        """Does another one do it, in texts of the same matter?"""
        if left.plain == right.plain or (left.language == "en" and _ME.isdisjoint(left.words | right.words)):
            return False
        return any(_veto(GRAMMARS[name], left, right) for name in languages_of(left.words | right.words))


def _veto(grammar: Grammar, left: Text, right: Text) -> bool:
    ways = clauses_of(left.plain, grammar.name), clauses_of(right.plain, grammar.name)
    one, other = (_without(own, beside, grammar) for own, beside in (ways, ways[::-1]))
    if not one or not other:
        return False
    unmatched = _unmatched(grammar, one, other)
    if unmatched is None:
        return False
    return any(_by_another(grammar, mine, theirs, unmatched) for mine, theirs in ((one, other), (other, one)))


def _by_another(grammar: Grammar, one: list[Clause], other: list[Clause], unmatched: tuple[int, int]) -> bool:
    """Do I (or you) do in ``one`` what is done to me in ``other``, or what another does there?"""
    first, second = _roles(grammar, one, other), _roles(grammar, other, one)
    if sum(unmatched) <= grammar.spare and not first.helped and not second.helped:
        for person in (1, 2):
            if person in first.does - first.suffers and person in second.suffers - second.does:
                return True
    if grammar.name == "en" or 1 not in first.does or 1 in second.does:
        return False
    if second.impersonal or max(unmatched) > 1:
        return False
    if 3 in second.does and 3 not in first.does and not second.helped:
        return True
    return any(_done_to_it(grammar, mine, theirs, one) for mine in one for theirs in other)


def _done_to_it(grammar: Grammar, mine: Clause, theirs: Clause, own: list[Clause]) -> bool:
    """Is it done in one clause what I do in the other, neither asked how nor whether it may be done?"""
    asks = grammar.asks | grammar.may | grammar.other_may
    if not asks.isdisjoint(mine.words) or not asks.isdisjoint(theirs.words) or grammar.gets & set(mine.words):
        return False
    done = not grammar.passive.isdisjoint(theirs.words) or not grammar.reflexive.isdisjoint(theirs.words)
    if not done or not (_is_first(grammar, mine) or _endings(mine.words, theirs.words)):
        return False
    stems = {stem_of(word) for word in theirs.words if len(word) >= _SHORTEST}
    verbs = {stem_of(word) for word in set(mine.words) - set(theirs.words) - FUNCTION_WORDS}
    participles = {word for clause in own for word in clause.words} & set(theirs.words) - FUNCTION_WORDS
    return _alone(verbs, stems) < len(verbs) or (
        not grammar.have.isdisjoint(mine.words)
        and any(_is_participle(grammar, word, theirs.words) for word in participles)
    )


def _is_participle(grammar: Grammar, word: str, words: tuple[str, ...]) -> bool:
    """In German and Dutch it stands at the end, elsewhere behind the auxiliary, as no noun does."""
    if grammar.participle.fullmatch(word) is None:
        return False
    return not grammar.passive_before or any(
        before in grammar.passive and behind == word for before, behind in pairwise(words)
    )


def _without(own: tuple[Clause, ...], beside: tuple[Clause, ...], grammar: Grammar) -> list[Clause]:
    """The clauses that the other text lacks, and that say what it is about."""
    known = {frozenset(clause.words) for clause in beside}
    little = LITTLE[grammar.name]
    return [clause for clause in own if frozenset(clause.words) not in known and not little.issuperset(clause.words)]


def _unmatched(grammar: Grammar, one: list[Clause], other: list[Clause]) -> tuple[int, int] | None:
    """Content words of either side without a relation on the other; ``None`` if nothing is in common."""
    mine, theirs = _stems(grammar, one), _stems(grammar, other)
    alone = _alone(mine, theirs), _alone(theirs, mine)
    return None if alone[0] == len(mine) else alone


def _alone(mine: set[str], theirs: set[str]) -> int:
    """How many stems of one side are no form of any of the other?"""
    begun: dict[str, list[str]] = {}
    for word in theirs:
        begun.setdefault(word[:_BEGUN], []).append(word)
    return sum(not any(is_form_of(word, other) for other in begun.get(word[:_BEGUN], ())) for word in mine)


def _stems(grammar: Grammar, clauses: list[Clause]) -> set[str]:
    english = grammar.name == "en"
    words = {word for clause in clauses for word in clause.words} - LITTLE[grammar.name]
    return {stem_of(word, english) for word in words if len(word) >= _SHORTEST - english}


def _roles(grammar: Grammar, clauses: list[Clause], other: list[Clause]) -> _Roles:
    does: set[int] = set()
    suffers: set[int] = set()
    words = {word for clause in clauses for word in clause.words}
    beside = {word for clause in other for word in clause.words}
    for clause in clauses:
        for person, acts, is_object in _persons(grammar, clause, beside):
            (does if acts else suffers if is_object else set()).add(person)
    return _Roles(
        frozenset(does),
        frozenset(suffers),
        not grammar.impersonal.isdisjoint(words),
        any(word.startswith(grammar.helping) for word in words),
    )


def _persons(grammar: Grammar, clause: Clause, beside: set[str]) -> Iterator[tuple[int, bool, bool]]:
    """Each person of a clause, whether it acts there, and whether it is acted on."""
    words = set(clause.words)
    patient = _is_passive(grammar, clause)
    first = _is_first(grammar, clause) or _endings(clause.words, beside)
    second = not grammar.you.isdisjoint(words)
    if first:
        yield 1, not patient, patient
    if second:
        yield 2, not patient, patient
    if not first and (_is_object(grammar.me, clause) or any(grammar.to_me.fullmatch(word) for word in words)):
        yield 1, False, True
    if not second and (_is_object(grammar.thee, clause) or any(grammar.to_thee.fullmatch(word) for word in words)):
        yield 2, False, True
    if first or second or patient or words & (grammar.reflexive | grammar.passive):
        return
    if _another_may(grammar, clause.words):
        yield 3, True, False


def _another_may(grammar: Grammar, words: tuple[str, ...]) -> bool:
    """Is a modal verb another one's? One that begins the clause before an infinitive is anybody's: pode levar."""
    anybody = grammar.endings and len(words) > 1 and words[0] in grammar.other_may and words[1].endswith(("r", "re"))
    return not anybody and not grammar.other_may.isdisjoint(words)


def _is_object(objects: frozenset[str], clause: Clause) -> bool:
    return any(
        word in objects and not (place and clause.words[place - 1] in OBLIQUE)
        for place, word in enumerate(clause.words)
    )


def _is_first(grammar: Grammar, clause: Clause) -> bool:
    words = clause.words
    if not grammar.i.isdisjoint(words) or any(grammar.i_did.fullmatch(word) for word in words):
        return True
    return any(
        before in grammar.me and (word in grammar.i_am or _FIRST_ENDING.fullmatch(word) is not None)
        for before, word in pairwise(words)
        if grammar.endings
    )


@lru_cache(maxsize=4096)
def _third(word: str) -> frozenset[str]:
    return frozenset({f"{word}u"} if word[-1] == "i" else (word[:-1] + ending for ending in _OTHER_ENDINGS))


def _endings(words: tuple[str, ...], beside: tuple[str, ...] | set[str]) -> bool:
    """Does a verb end in -o (or Portuguese -i) here, which there has an ending of another person?"""
    there = set(beside)
    return any(
        word not in there and word not in FUNCTION_WORDS and not there.isdisjoint(_third(word))
        for word in words
        if len(word) >= _SHORTEST and word[-1] in "oi"
    )


def _is_passive(grammar: Grammar, clause: Clause) -> bool:
    """Is it done to whom the clause speaks of: `ich wurde verklagt`, `fui despedido`?"""
    words = clause.words
    if not grammar.passive.isdisjoint(words) and any(grammar.participle.fullmatch(word) for word in words):
        return True
    if not grammar.made.isdisjoint(words) and not grammar.me.isdisjoint(words):
        return True
    return not grammar.gets.isdisjoint(words)
