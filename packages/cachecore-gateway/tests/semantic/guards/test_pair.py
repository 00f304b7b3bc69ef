"""Two texts side by side: what they share, what is replaced, how close they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.semantic.guards.pair import Pair, paired
from cachecore_gateway.semantic.reading.text import Text, analyse


def pair(left: str, right: str) -> Pair:
    return paired(analyse(left), analyse(right))


def test_a_text_is_analysed_once() -> None:
    assert analyse("How tall is it?") is analyse("How tall is it?")


def test_closeness_is_the_share_in_common() -> None:
    assert pair("how tall is it", "how tall is it").closeness == 1.0
    assert pair("how tall is it", "how wide is it").closeness == 0.75
    assert pair("how tall is it", "mes chaussettes").closeness == 0.0


def test_courtesy_is_left_out() -> None:
    assert pair("how tall is it", "hello please how tall is it thanks").closeness == 1.0


def test_replaced_words_really_changed_in_number() -> None:
    assert pair("open the door", "close the door").exchanged == (("open", "close"),)
    assert pair("before or after lunch", "after or before lunch").exchanged == ()


def test_other_spellings_are_not_lacking() -> None:
    respelled = pair(
        "Is a DVT dangerous for my backup plan?", "Is a deep vein thrombosis dangerous for my back up plan?"
    )
    assert respelled.only_left == respelled.only_right == frozenset()
    assert pair("my childern", "my children").only_left == frozenset()
    assert pair("install it", "uninstall it").only_left == {"install"}


def test_languages_are_told_by_function_words_and_scripts() -> None:
    assert Text("How do I get to the station?").language == "en"
    assert Text("Wie komme ich zum Bahnhof?").language == "de"
    assert Text("Où est la gare et comment y aller ?").language == "fr"
    assert Text("¿Dónde está la estación y cómo llego?").language == "es"
    assert Text("Как добраться до вокзала?").language == "cyrillic"
    assert Text("駅にはどうやって行きますか").language == "han"
    assert Text("weather").language == ""


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_pair_can_be_laid_side_by_side(left: str, right: str) -> None:
    laid = Pair(Text(left), Text(right))
    assert 0.0 <= laid.closeness <= 1.0
    assert not (laid.only_left & Text(right).content_set)
    assert isinstance(laid.families, frozenset)
