"""The packaged extract of WordNet: base forms and relations that the guards rely on."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.reading.lexicon import lexicon


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("cities", "city"),
        ("stopped", "stop"),
        ("planning", "plan"),
        ("bigger", "big"),
        ("largest", "large"),
        ("wives", "wife"),
        ("went", "go"),
        ("children", "child"),
        ("teacher", "teacher"),
        ("water", "water"),
        ("less", "less"),
        ("zzyzx", "zzyzx"),
        *(("need", "need"), ("needs", "need"), ("number", "number"), ("morning", "morning"), ("guest", "guest")),
        *(("added", "add"), ("doing", "do"), ("filled", "fill"), ("locked", "lock"), ("crossing", "cross")),
    ],
)
def test_base_forms(form: str, base: str) -> None:
    assert lexicon().base(form) == base


@pytest.mark.parametrize(
    ("one", "other"),
    [("open", "close"), ("include", "exclude"), ("legal", "illegal"), ("buy", "sell"), ("hot", "cold")],
)
def test_antonyms_both_ways(one: str, other: str) -> None:
    assert lexicon().opposites(one, other)
    assert lexicon().opposites(other, one)


def test_loosely_opposed_through_a_synonym() -> None:
    assert lexicon().opposed("allow", "ban")
    assert not lexicon().opposites("allow", "ban")


@pytest.mark.parametrize(
    ("one", "other"), [("refund", "repayment"), ("stroller", "pushchair"), ("delete", "erase"), ("quick", "fast")]
)
def test_synonyms(one: str, other: str) -> None:
    assert lexicon().synonyms(one, other)
    assert lexicon().synonyms(other, one)


def test_siblings_are_no_synonyms() -> None:
    assert lexicon().siblings("fork", "spoon")
    assert not lexicon().siblings("cot", "crib")
    assert not lexicon().siblings("fork", "banana")


def test_people_places_and_names() -> None:
    assert lexicon().is_person("tenant")
    assert not lexicon().is_person("kitchen")
    assert lexicon().is_place("australia")
    assert lexicon().is_name("danube")
    assert not lexicon().is_name("river")


def test_unknown_words_have_no_relations() -> None:
    assert not lexicon().knows("qwxz")
    assert lexicon().senses("qwxz") == ()
    assert not lexicon().synonyms("qwxz", "open")
    assert not lexicon().opposed("qwxz", "open")
