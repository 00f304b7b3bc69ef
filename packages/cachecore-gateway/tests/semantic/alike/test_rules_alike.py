"""What is said in several ways is written in one beside the other text; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Asked = Callable[[str, str], bool]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "Is it illegal to park on the pavement in London?",
            "Is it against the law to park on the pavement in London?",
        ),
        ("Is it legal to record a phone call in Texas?", "Is it lawful to record a phone call in Texas?"),
        (
            "Is riding a bike on the sidewalk illegal in New York?",
            "Is riding a bike on the sidewalk forbidden by law in New York?",
        ),
        ("Is it illegal to own a pet fox in California?", "Is it unlawful to own a pet fox in California?"),
        ("Am I required to carry ID in Belgium?", "Am I obliged to carry ID in Belgium?"),
        ("Am I legally required to give notice before I quit?", "Am I obliged by law to give notice before I quit?"),
        ("Is it lawful to fire someone by text message?", "Is it legal to fire someone by text message?"),
        ("Am I obligated to tip?", "Am I obliged to tip?"),
    ],
)
def test_what_the_law_says_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is it illegal to own a fox?", "Is it lawful to own a fox?"),
        ("Is it legal to own a fox?", "Is it against the law to own a fox?"),
        ("Is it legal to own a fox?", "Is it unlawful to own a fox?"),
        ("Can I get legal advice in London?", "Can I get lawful advice in London?"),
        ("What is unlawful dismissal?", "What is illegal dismissal?"),
        ("Am I required to carry ID?", "Am I allowed to carry ID?"),
        ("Am I required to tip?", "Am I not obliged to tip?"),
        ("Am I obliged to tip?", "Am I legally required to tip?"),
        ("Why am I obliged to you?", "Why am I required to you?"),
        ("Is there a law against it?", "Is it illegal?"),
    ],
)
def test_what_looks_like_what_the_law_says_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I stop my cat from scratching the sofa?", "How do I get my cat to not scratch the sofa?"),
        ("How do I stop Windows from updating at night?", "How do I make Windows not update at night?"),
        ("How do I stop my dog from barking at night?", "How do I get my dog not to bark at night?"),
        ("How can I stop my windows from icing over?", "How can I make sure my windows do not ice over?"),
        ("How do I stop Spotify from opening on startup?", "How do I make Spotify not open on startup?"),
        ("How do I prevent the app from sending texts?", "How do I make sure that the app doesn't send texts?"),
    ],
)
def test_what_is_prevented_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I stop Windows from updating at night?", "How do I make Windows update at night?"),
        ("How do I stop my dog from barking at night?", "How do I get my dog to bark at night?"),
        ("How do I stop my dog from barking at night?", "How do I get my cat not to bark at night?"),
        ("How do I stop my dog from barking?", "How do I get my dog not to bite?"),
        ("How do I stop my dog from barking?", "How do I get my dog to not only bark?"),
        ("How do I stop him from leaving?", "How do I make sure he does leave?"),
        ("How do I get the dog not to stop barking?", "How do I stop the dog from barking?"),
        ("How do I keep him from leaving?", "How do I not make him leave?"),
    ],
)
def test_what_looks_like_what_is_prevented_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is 1/2 cup enough?", "Is half a cup enough?"),
    ],
)
def test_any_of_these_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is Irish stew legal?", "Is stew legal in Ireland?"),
        ("How do I say law in Irish?", "How do I say law in Ireland?"),
        ("What is the American law?", "What is the law in South America?"),
        ("Do Swiss citizens pay tax in France?", "Do French citizens pay tax in Switzerland?"),
        ("Is the Dutch passport valid in Spain?", "Is the Spanish passport valid in the Netherlands?"),
        ("How much tax do Germans pay in Spain?", "How much tax do Spanish citizens pay in Germany?"),
        ("What is the capital of the US?", "What is the US capital gains tax?"),
        ("What is the highest number I can call?", "What is the minimum number I can call?"),
        ("Is 15/4 open?", "Is April 15 open?"),
        ("Is the bill due on 13/4/2024?", "Is the bill due on April 13, 2025?"),
        ("Do shops open on December 31st?", "Do shops open on New Year's Day?"),
        ("What's open on 1 January?", "What's open on Chinese New Year's Day?"),
        ("When is dinner on 14 February?", "When is dinner on Valentine's Day eve?"),
        ("Are 3 nights in a row ok?", "Are 3 consecutive months ok?"),
        ("add 1/2 a cup", "add half the cup"),
        ("Is a quarter mile ok?", "Is the third quarter mile ok?"),
        ("Is it at half past noon?", "Is it at 00:30?"),
        ("Can I sell 1/3 pizza?", "Can I sell the third pizza?"),
        ("What is the least I have to pay?", "What is the most I have to pay?"),
        ("Can I make the dog bark?", "Can I stop the dog from barking?"),
        ("How do I make it not only run but fly?", "How do I stop it from running?"),
    ],
)
def test_what_looks_like_any_of_these_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)
