"""How two questions are laid beside each other before they are judged."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.guards import compared


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("Is it OK to put hot food straiht in the fridge?", "Is it OK to put hot food straight in the fridge?"),
        ("does a left join return rows with no mtach", "does a left join return rows with no match"),
        ("I've frogtten the PIN of my card", "I've forgotten the PIN of my card"),
        ("side effects of stpping sertraline", "side effects of stopping sertraline"),
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
        ("Wie lange gilt das", "Wie lannge gilt das"),
        ("lose weight", "loose weight"),
        ("install it", "uninstall it"),
    ],
)
def test_words_that_may_both_be_meant_stay(left: str, right: str) -> None:
    assert compared(left, right) == (left, right)


def test_courtesy_is_left_out() -> None:
    left, right = compared("Hi! Could you tell me how a lease ends? Thanks.", "how a lease ends")
    assert left.rstrip("?") == right
