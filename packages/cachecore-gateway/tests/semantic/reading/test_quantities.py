"""Equal quantities are equal whatever their form; different ones are told apart by family."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.semantic.guards.difference import differing_families
from cachecore_gateway.semantic.guards.pair import paired
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.semantic.reading.quantities import Quantity, stretches_of
from cachecore_gateway.semantic.reading.tokens import tokens_of


def read(text: str, language: str = "en") -> tuple[Quantity, ...]:
    return tuple(one for stretch in stretches_of(tokens_of(text), language) for one in stretch.quantities)


def families(left: str, right: str, *, like: bool = True) -> set[str]:
    return set(differing_families(read(left), read(right), like))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("five", "5.0"),
        ("1,000", "1k"),
        ("one thousand", "1000"),
        ("2.5 million", "2,500,000"),
        ("twenty five", "25"),
        ("three hundred and ten", "310"),
        ("half a dozen", "6"),
        ("1.234,56", "1,234.56"),
        ("5 000", "5000"),
        ("38,5", "38.5"),
        ("40th", "fortieth"),
        ("90 minutes", "1.5 hours"),
        ("two and a half hours", "150 min"),
        ("an hour and a half", "90 minutes"),
        ("a fortnight", "two weeks"),
        ("twelve months", "a year"),
        ("a quarter of an hour", "15 minutes"),
        ("200 g", "0.2 kg"),
        ("10 km/h", "10 kmh"),
        ("20°C", "20 degrees celsius"),
        ("2pm", "14:00"),
        ("7.40 am", "07:40"),
        ("half past six", "6:30"),
        ("quarter to nine", "8:45"),
        ("six in the morning", "6am"),
        ("noon", "12:00"),
        ("14h30", "2:30 pm"),
        ("from 9 to 5", "from 9:00 to 17:00"),
        ("3 May 2024", "May 3rd, 2024"),
        ("2024-05-03", "3 May 2024"),
        ("3.5.2024", "2024-05-03"),
        ("$5", "5 dollars"),
        ("£14", "fourteen pounds"),
        ("30", "30 min"),
        ("World War II", "world war 2"),
        ("21,29,33", "21, 29, 33"),
        ("twice a day", "two times per day"),
        ("the daily limit", "the limit per day"),
    ],
)
def test_equal_in_other_words(left: str, right: str) -> None:
    assert families(left, right) == families(right, left) == set()


@pytest.mark.parametrize(
    ("left", "right", "family"),
    [
        ("5", "6", "number"),
        ("50%", "60%", "number"),
        ("first", "second", "number"),
        ("7am", "7pm", "time"),
        ("2:00", "14:00", "time"),
        ("9:00 UTC", "9:00 EST", "time"),
        ("monday", "tuesday", "date"),
        ("3 May", "3 June", "date"),
        ("03/05/2024", "05/03/2024", "date"),
        ("200 mg", "200 g", "unit"),
        ("20°C", "20°F", "unit"),
        ("2 hours", "2 days", "duration"),
        ("twice a day", "twice an hour", "duration"),
        ("monthly fee", "annual fee", "duration"),
        ("$5", "€5", "currency"),
    ],
)
def test_different_is_told_by_family(left: str, right: str, family: str) -> None:
    assert family in families(left, right)
    assert family in families(right, left)


def test_one_side_alone_counts_between_like_texts_only() -> None:
    assert families("5 apples", "apples") == {"number"}
    assert families("5 apples", "apples", like=False) == set()


@pytest.mark.parametrize(
    "text", ["this one", "first of all", "once a day", "I may go", "he will march on", "a single room"]
)
def test_words_that_may_count_nothing_are_weak(text: str) -> None:
    assert families(text, "nothing at all") == set()


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("vierundzwanzig", "de", 24.0),
        ("dreißig", "de", 30.0),
        ("cinq", "fr", 5.0),
        ("siete", "es", 7.0),
        ("quattro", "it", 4.0),
        ("duas", "pt", 2.0),
        ("zeven", "nl", 7.0),
        ("quattro", "", 4.0),
    ],
)
def test_numbers_in_other_languages(text: str, language: str, value: float) -> None:
    assert [quantity.value for quantity in read(text, language)] == [value]


@given(st.integers(min_value=2, max_value=999_999))
def test_digits_grouped_and_plain_are_equal(number: int) -> None:
    assert families(f"{number:,} items", f"{number} items") == set()


@given(st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59))
def test_both_clocks_agree(hour: int, minute: int) -> None:
    twelve = f"{hour % 12 or 12}:{minute:02} {'am' if hour < 12 else 'pm'}"
    assert families(f"at {hour:02}:{minute:02}", f"at {twelve}") == set()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for quantity in read(text):
        assert quantity.value == quantity.value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Can I park here for 90 minutes?", "Can I park here for an hour and a half?"),
        ("Is it open at 6:30 pm?", "Is it open at 18:30?"),
        ("Is it open at 7am?", "is it open at 7:00 AM"),
        ("fit 10k rows in memory", "fit 10,000 rows in memory"),
        ("more than $9 off", "more than nine dollars off"),
        ("bake at 350F", "bake at 350 degrees Fahrenheit"),
        ("on the 3rd floor", "on the third floor"),
        ("after 6 months", "after half a year"),
    ],
)
def test_a_quantity_written_otherwise_is_the_same_wording(left: str, right: str) -> None:
    assert paired(analyse(left), analyse(right)).moved
    assert paired(analyse(right), analyse(left)).moved


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is it open at 6:30?", "Is it open at 6:30 am?"),
        ("on the 2nd floor", "on the 2 floor"),
        ("from 5 to 10 km", "from 10 to 5 km"),
        ("5 pounds of rice", "5 kg of rice"),
        ("in a week", "in 7 days"),
        ("for 2 weeks", "for 15 days"),
        ("on 3 May 2024", "on 4 May 2024"),
    ],
)
def test_another_quantity_or_one_that_may_be_is_not(left: str, right: str) -> None:
    assert not paired(analyse(left), analyse(right)).moved
