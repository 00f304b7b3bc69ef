"""How two questions are laid beside each other before they are judged."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike import compared
from cachecore_gateway.semantic.guards.pair import paired
from cachecore_gateway.semantic.reading import analyse


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("Is it OK to put hot food straiht in the fridge?", "Is it OK to put hot food straight in the fridge?"),
        ("does a left join return rows with no mtach", "does a left join return rows with no match"),
        ("I've frogtten the PIN of my card", "I've forgotten the PIN of my card"),
        ("side effects of stpping sertraline", "side effects of stopping sertraline"),
        ("Wie lannge gilt das", "Wie lange gilt das"),
    ],
)
def test_a_slip_is_put_right_by_the_other_text(slip: str, right: str) -> None:
    assert compared(slip, right) == (right, right)
    assert compared(right, slip) == (right, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("limits for nitrite in water", "limits for nitrate in water"),
        ("hypokalemia on an ECG", "hyperkalemia on an ECG"),
        ("how do I delete my Flickr", "how do I delete my flicker"),
        ("is prednisone safe", "is prednisolone safe"),
        ("who does not have an account", "who doesn't have an account"),
        ("what I dont recognise", "what I don't recognise"),
        ("lose weight", "loose weight"),
        ("install it", "uninstall it"),
        ("renew an ID", "renew an insurance document"),
        ("Is the PIN sent?", "Is the person, in need, sent?"),
        ("an ETA for the VPN", "an ETA for the virtual printer"),
        ("is there a room no one uses", "is there a room number one uses"),
    ],
)
def test_words_that_may_both_be_meant_stay(left: str, right: str) -> None:
    assert compared(left, right) == (left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("is my neighbour allowed a grey fence", "is my neighbor allowed a gray fence"),
        ("organise the catalogue by colour", "organize the catalog by color"),
        ("anaemia and haemoglobin", "anemia and hemoglobin"),
        ("litres in an aluminium tank", "liters in an aluminum tank"),
        ("rice w/ peas & corn", "rice with peas and corn"),
        ("how many hrs before an intl flight", "how many hours before an international flight"),
        ("max temp w/o damage", "maximum temperature without damage"),
        ("cuanto tarda a mexico", "cuánto tarda a méxico"),
        ("the traveller's dishonour", "the traveler's dishonor"),
        ("yeah so, well, raise my limit", "raise my limit"),
        ("ok so basically what is a fjord", "what is a fjord"),
        ("is it normal to feel dizzy or whatever", "is it normal to feel dizzy"),
        ("cats adn dogs", "cats and dogs"),
        ("from Edinbrugh to Inverness", "from Edinburgh to Inverness"),
        ("why does the form want my DOB", "why does the form want my date of birth"),
        ("Does VAT apply to exports?", "Does value added tax apply to exports?"),
        ("envoyer le RIB au locataire", "envoyer le relevé d'identité bancaire au locataire"),
        ("the invoice no. is missing", "the invoice number is missing"),
        ("send it asap", "send it as soon as possible"),
        ("open tmrw or thurs?", "open tomorrow or thursday?"),
    ],
)
def test_two_ways_to_write_one_thing_become_one(left: str, right: str) -> None:
    first, second = compared(left, right)
    assert first == second
    assert compared(right, left) == (second, first)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("when is the form filled", "when is the form filed"),
        ("four of them", "for of them"),
        ("a message to Jonson", "a message to Johnson"),
        ("the temp at the office", "the clerk at the office"),
        ("car insurance", "cargo insurance"),
        ("if you are 18", "si you are 18"),
        ("¿Cómo llego a la casa?", "¿Cómo llego a la caza?"),
        ("donde puedo comprar pollo", "donde puedo comprar polo"),
        ("Wie viele Kirchen hat Bern?", "Wie viele Kirschen hat Bern?"),
        ("Que voir en Corse ?", "Que voir en Corée ?"),
    ],
)
def test_other_words_stay_other_words(left: str, right: str) -> None:
    assert compared(left, right) == (left, right)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (
            "What is the difference between a will and a trust?",
            "what the difference is between a will and a trust",
            True,
        ),
        ("why does bread go stale", "why bread goes stale", True),
        ("whats the captial of Peru", "What is the capital of Peru?", True),
        ("why isnt it raining", "Why is it not raining?", True),
        ("why can't I log in", "why can I not log in", True),
        ("why can't I log in", "why can I log in", False),
        ("the no. of moons of Mars", "the number of moons of Mars", True),
        ("where to go whilst in Rome", "where to go while in Rome", True),
        ("summarise it in five lines", "summarise it in 5 lines", True),
        ("delete the second file", "delete the two file", False),
        ("who does Alice manage", "who manages Alice", False),
        ("what can I do if I will be late", "what will I do if I can be late", False),
        ("flights from Rome to Oslo", "flights from Oslo to Rome", False),
        ("did the bank open", "does the bank open", False),
    ],
)
def test_the_place_of_an_auxiliary_changes_nothing_all_else_does(left: str, right: str, *, same: bool) -> None:
    pair = paired(*map(analyse, compared(left, right)))
    assert (pair.closeness == 1.0 or pair.moved) is same


def test_courtesy_is_left_out() -> None:
    left, right = compared("Hi! Could you tell me how a lease ends? Thanks.", "how a lease ends")
    assert left.rstrip("?") == right
