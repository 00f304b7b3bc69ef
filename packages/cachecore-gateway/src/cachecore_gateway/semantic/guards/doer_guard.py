"""Who does it, where the words alone do not say: I or somebody else, the one who is asked for or the other one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import words_in
from .guard import FAR
from .pair import paired

__all__ = ["DoerGuard", "FocusGuard"]

_WHEN = r"(?:if|when|once|because|after|since|that)"
_I_DO = re.compile(rf"\b{_WHEN} (?:i|we) (\w+)", re.IGNORECASE)
_DONE = re.compile(
    rf"\b{_WHEN} (?:my|our|the|a|an) (?:\w+ ){{1,3}}?(?:is|are|was|were|gets?|got|(?:has|have) been|be) (\w+)",
    re.IGNORECASE,
)
_I_GET = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? (?:get|got|be|been|was|am)|(?:was|were|am|are) (?:i|we)) (\w+ed)\b", re.IGNORECASE
)
_I_ACT = re.compile(r"\b(?:i|we|to)(?:'ve| have| had)? (\w+)", re.IGNORECASE)
_DO = words_in("do does did")
_DONE_WITH = words_in("is are was were get gets got been be")
_PASSIVE = words_in("by be been being get got")
_WHO = words_in("who which")
_MODALS = words_in("can could may will would must should shall kann darf muss soll sollte könnte wird würde")
_ARTICLES = words_in(
    "a an the my our your his her their der die das den mein meine meinen unser unsere dein deine ein eine"
)
_I = words_in("i we ich wir")
_ASKED = (("which",), ("what",))
_MINE = re.compile(r"\b(?:am i|do i use|i am|i use|i have)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:are there|there are|exist|available|are (?:in|on|connected))\b", re.IGNORECASE)
_ONE_PERSON = {"me": "i", "him": "he", "them": "they", "us": "we"}
_CLEFT = re.compile(
    r"\b(?:is|are|was|were) (?:it )?(?:only|just)\b|\bit(?:'s| is| was) (?:only|just)\b|\bthe only\b", re.IGNORECASE
)
_ONLY = words_in("only just")


class DoerGuard:
    """`If my flight is cancelled`, `if I cancel my flight`; `which functions call malloc`, `… does malloc call`."""

    name = "doer"

    def veto(self, left: Text, right: Text) -> bool:
        """Does another do it, in texts that are otherwise alike?"""
        if _mine_or_all(left, right) or _mine_or_all(right, left):
            return True
        shared = left.content_set & right.content_set
        if not shared or 2 * len(shared) < max(len(left.content_set), len(right.content_set)):
            return False
        if paired(left, right).closeness < FAR / 2:
            return False
        return any(
            _to_whom(one, other) or _asked_for_the_other(one, other) or _other_subject(one, other)
            for one, other in ((left, right), (right, left))
        )


class FocusGuard:
    """`Do pandas only eat bamboo?` and `is it only pandas that eat bamboo?`."""

    name = "focus"

    def veto(self, left: Text, right: Text) -> bool:
        """Does `only` single out who or what in one text, and something else in a like one?"""
        if _ONLY.isdisjoint(left.words) or _ONLY.isdisjoint(right.words):
            return False
        singled = _CLEFT.search(left.raw) is not None, _CLEFT.search(right.raw) is not None
        return singled[0] != singled[1] and len(left.content_set ^ right.content_set) <= 2


def _mine_or_all(one: Text, other: Text) -> bool:
    """Which one am I in, and which ones are there?"""
    if one.flow[:1] not in _ASKED or other.flow[:1] not in _ASKED or not one.content_set & other.content_set:
        return False
    return _MINE.search(one.raw) is not None and _I.isdisjoint(other.words) and _ALL.search(other.raw) is not None


def _to_whom(one: Text, other: Text) -> bool:
    """What is done to mine in one text, and by me in the other."""
    if _DONE_WITH.isdisjoint(one.words):
        return False
    done = {*_DONE.findall(one.raw), *_I_GET.findall(one.raw)}
    if not done:
        return False
    does = {*_I_DO.findall(other.raw), *(_I_ACT.findall(other.raw) if _I_GET.search(one.raw) else ())}
    again = {lexicon().base(word.lower()) for word in (*_I_GET.findall(other.raw), *_DONE.findall(other.raw))}
    bases = {lexicon().base(word.lower()) for word in done} & {lexicon().base(word.lower()) for word in does}
    return bool(bases - again)


def _asked_for_the_other(one: Text, other: Text) -> bool:
    """`Which functions does malloc call`: its subject stands behind the verb where `which functions call malloc`."""
    asked, plain = _persons(one.flow), _persons(other.flow)
    if not (asked and plain and asked[0] in _WHO and plain[0] in _WHO) or not _DO.isdisjoint(plain):
        return False
    place = next((index for index, word in enumerate(asked[:5]) if word in _DO), 0)
    verb = next((word for word in asked[place + 2 :] if lexicon().is_verb(word) and word in plain), "") if place else ""
    if not verb or plain.index(verb) > place + 1:
        return False
    subject = [word for word in asked[place + 1 : asked.index(verb, place + 2)] if word not in _ARTICLES]
    return bool(subject) and subject[0] in plain[plain.index(verb) :]


def _other_subject(one: Text, other: Text) -> bool:
    """`Can Google delete my account` and `can I delete my Google account`."""
    mine, theirs = one.flow, other.flow
    if one.content_set != other.content_set or not _PASSIVE.isdisjoint({*mine, *theirs}):
        return False
    first, second = _subject(mine), _subject(theirs)
    return first in _I and second in other.content_set and second in mine and not _I & set(theirs)


def _subject(flow: Sequence[str]) -> str:
    if not flow or flow[0] not in _MODALS:
        return ""
    return next((word for word in flow[1:4] if word not in _ARTICLES), "")


def _persons(flow: Sequence[str]) -> list[str]:
    return [_ONE_PERSON.get(word, word) for word in flow]
