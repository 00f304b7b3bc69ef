"""Which words are slips of which, and what a text was probably meant to say."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike.respelt import respelt
from cachecore_gateway.semantic.alike.slips import differing_letters, is_slip


@pytest.mark.parametrize(
    "pair",
    [
        "docuemnts documents", "acount account", "thier their", "wirte write", "goverment government",
        "seperate separate",
        "fotos photos", "flite flight", "recepie recipe", "egs eggs", "hydroxizine hydroxyzine", "untill until",
        "definately definitely", "paediatrition pediatrician",
    ],
)  # fmt: skip
def test_a_word_that_does_not_exist_may_be_a_slip(pair: str) -> None:
    written, meant = pair.split()
    assert is_slip(written, meant)
    assert not is_slip(meant, written)


@pytest.mark.parametrize(
    "pair",
    [
        "nitrite nitrate", "hypokalemia hyperkalemia", "offboarding onboarding", "mortgagee mortgager",
        "prednisone prednisolone", "nifedipine nimodipine", "hexene hexane", "employe employer", "creatine creatinine",
        "fluoxetine fluvoxamine", "cefazolin ceftazidime", "amlodipine nifedipine", "sulfite sulfate",
        "unistall install", "employer employee",
        "desert dessert", "a an", "kubectl kube", "v2 v3", "disactivate activate",
    ],
)  # fmt: skip
def test_two_words_of_their_own_are_no_slips(pair: str) -> None:
    one, other = pair.split()
    assert not is_slip(one, other)
    assert not is_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("form", "from", 1),
        ("letter", "leter", 1),
        ("nitrite", "nitrate", 1),
        ("cat", "cut", 2),
        ("abcdef", "fedcba", 3),
    ],
)
def test_letters_are_counted_up_to_a_bound(one: str, other: str, count: int) -> None:
    assert differing_letters(one, other, 2) == count
    assert differing_letters(other, one, 2) == count


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "What docuemnts do I need for a jiont acount with my partener?",
            "What documents do I need for a joint account with my partner?",
        ),
        ("explain thedifference between the two", "explain the difference between the two"),
        ("how to uncolg kichen snik", "how to uncolg kitchen sink"),
    ],
)
def test_a_text_is_looked_for_as_it_was_meant(written: str, meant: str) -> None:
    assert respelt(written) == meant
    assert respelt(meant) == meant


@pytest.mark.parametrize(
    "text",
    [
        "kubectl get pods -n kube-system", "mail ann.smyth@exmaple.org", "open C:/Usres/tmep.txt", "a dict in numpy",
        "¿Cuándo abre la oficina?", "GET /v1/usr_id=7", "",
    ],
)  # fmt: skip
def test_what_is_no_english_word_stays(text: str) -> None:
    assert respelt(text) == text
