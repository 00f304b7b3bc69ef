"""What is said in several ways is written in one beside the other text; what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Asked = Callable[[str, str], bool]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How many calories are in 1/2 avocado?", "How many calories are in half an avocado?"),
        ("is a 1/2 hour lesson enough", "is a half hour lesson enough"),
        ("Is 20 minutes enough?", "Is a third of an hour enough?"),
        ("How many grams is 1/2 cup of flour?", "How many grams is half a cup of flour?"),
        ("How many ml are in 1/4 cup of milk?", "How many ml are in a quarter cup of milk?"),
        ("How much is 0.5 lb of cheese in grams?", "How much is half a pound of cheese in grams?"),
        ("Is 3/4 of an hour enough to change trains in Paris?", "Is 45 minutes enough to change trains in Paris?"),
        (
            "How long does 1/2 kg of pasta feed a family of four?",
            "How long does half a kilo of pasta feed a family of four?",
        ),
        ("How many tablespoons are in 1/3 cup of oil?", "How many tablespoons are in a third of a cup of oil?"),
        ("How do I convert 2 1/2 cups of sugar to grams?", "How do I convert two and a half cups of sugar to grams?"),
        ("How many grams is 1/2 stick of butter?", "How many grams is half a stick of butter?"),
        ("How many calories are there in ½ pizza?", "How many calories are there in half a pizza?"),
        ("How do I cook 3/4 lb of salmon?", "How do I cook three quarters of a pound of salmon?"),
        ("convert 2½ cups", "convert 2 1/2 cups"),
        ("convert 1 1/2 cups", "convert a cup and a half"),
        ("convert 1.5 cups", "convert 1 1/2 cups"),
        ("is half of the pizza enough", "is 1/2 of the pizza enough"),
        ("is half an hour ok", "is 1/2 hour ok"),
        ("is half an hour ok", "is 30 minutes ok"),
        ("run 1/4 mile", "run a quarter of a mile"),
        ("is 2/3 cup right", "is two thirds of a cup right"),
        ("is three and a half hours ok", "is 3 1/2 hours ok"),
    ],
)
def test_a_part_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("is half of the pizza enough", "is half a pizza enough"),
        ("is 1/3 cup right", "is the third cup right"),
        ("is 1/3 cup right", "is a third cup right"),
        ("on 1/2 cup day", "on half a cup day"),
        ("2 half cups of milk", "2 1/2 cups of milk"),
        ("I won 1/2 games", "I won half a game"),
        ("page 1/2 report", "page half a report"),
        ("support 24/7 hour", "support half an hour"),
        ("is 1/2 cup ok", "is 1/4 cup ok"),
        ("is 1/2 cup ok", "is half a pint ok"),
        ("is half price ok", "is 1/2 price ok"),
        ("in the second half hour", "in 1/2 hour"),
        ("in half a pound", "in 0.5 lb"),
        ("2 1/2 cups", "1/2 cup"),
        ("half a mile", "1/2 km"),
        ("0.5 Mb file", "half a megabyte file"),
        ("What is half of a third?", "What is a third of half a third?"),
        ("What is half a quarter?", "What is 1/2 quarter?"),
    ],
)
def test_what_looks_like_a_part_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is the bank open on 24 December?", "Is the bank open on Christmas Eve?"),
        ("What is the tax deadline on April 15 for?", "What's the tax deadline on 15/4 for?"),
        ("Does the supermarket open on January 1st?", "Does the supermarket open on New Year's Day?"),
        ("Is there school on 25 December?", "Is there school on Christmas Day?"),
        ("What is my horoscope if I was born on 3/21/1990?", "What's my horoscope if I was born on March 21, 1990?"),
        ("Does the post office deliver on December 31st?", "Does the post office deliver on New Year's Eve?"),
        ("Are the shops in Munich open on December 26?", "Are the shops in Munich open on the 26th of December?"),
        (
            "Do restaurants take reservations for 14 February already?",
            "Do restaurants take reservations for Valentine's Day already?",
        ),
        (
            "Are there trick or treaters on 31 October in Ireland?",
            "Are there trick-or-treaters on Halloween in Ireland?",
        ),
        ("Do trains in England run on 26 December?", "Do trains in England run on Boxing Day?"),
        ("Are museums in Paris free on 14 July?", "Are museums in Paris free on Bastille Day?"),
        ("Can I get a same-day flower delivery on 2/14?", "Can I get a same-day flower delivery on February 14?"),
        ("is it open on march 3rd", "is it open on 3 March"),
        ("is it open on January 1st", "is it open on January 1"),
        ("is it open until New Years Eve 2025", "is it open until 31 December 2025"),
        ("is it open from 24 Dec. to 2 Jan", "is it open from Christmas Eve to January 2nd"),
    ],
)
def test_a_date_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Do trains in England run on 26 December?", "Do trains in England run on Christmas Day?"),
        ("Is support 24/7?", "Is support July 24?"),
        ("Is it open on 4/5?", "Is it open on April 5?"),
        ("Is it closed on Christmas Day in Ethiopia?", "Is it closed on 25 December in Ethiopia?"),
        ("When is Chinese New Year's Day?", "When is 1 January?"),
        ("Why is Boxing Day a holiday?", "Why is 26 December a holiday?"),
        ("What is Halloween?", "What is 31 October?"),
        ("is it open on 3 May", "is it open on 5 March"),
        ("is it open on 3 May 2024", "is it open on May 3 2025"),
        ("is it open on Christmas", "is it open on 25 December"),
        ("is 15/4 right", "is April 15 right"),
        ("is it open on 31/2", "is it open on 31 February"),
        ("may 5 come", "5 may come"),
        ("Is it free on Valentine's Day in Brazil?", "Is it free on 14 February in Brazil?"),
        ("from 3 May to 5 June", "from 3 June to 5 May"),
        ("from 3 May to 5 June", "from 5 May to 3 June"),
        ("is it open on 3-5 May", "is it open on May 5"),
        ("is it open on New Year's Day", "is it open on New Year's Eve"),
        ("is it open on 1 January", "is it open on New Year's Eve"),
    ],
)
def test_what_looks_like_a_date_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Does the last metro leave at 00:30?", "Does the last metro leave at half past midnight?"),
        ("Is there a train at 00:15?", "Is there a train at a quarter past midnight?"),
        ("Is there a bus at 12:30 am?", "Is there a bus at half past midnight?"),
        ("Is there a bus at 12:30 am?", "Is there a bus at 00:30?"),
        ("Is there a bus at 12:15 pm?", "Is there a bus at quarter past noon?"),
        ("Is there a bus at 23:45?", "Is there a bus at quarter to midnight?"),
        ("Does the ticket expire at 00:00?", "Does the ticket expire at midnight?"),
        ("Is there a bus at 11:40 pm?", "Is there a bus at twenty to midnight?"),
        ("Is there a bus at 12:25 pm?", "Is there a bus at twenty-five past noon?"),
        (
            "Do restaurants take reservations for 14 February already?",
            "Do restaurants take reservations for Valentine's Day already?",
        ),
    ],
)
def test_a_time_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is there a bus at 12:30 am?", "Is there a bus at half past noon?"),
        ("Is there a bus at 12:30?", "Is there a bus at half past midnight?"),
        ("Is there a bus at 12:30 pm?", "Is there a bus at half past midnight?"),
        ("Is there a bus at 23:30?", "Is there a bus at half past midnight?"),
        ("Is there a bus at 00:00?", "Is there a bus at noon?"),
        ("Is there a bus at 0:30?", "Is there a bus at half past twelve?"),
        ("Is there a bus at 00:20?", "Is there a bus at twenty to midnight?"),
        ("Is there a bus at 00:30?", "Is there a bus at 12:30 pm?"),
    ],
)
def test_what_looks_like_a_time_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "What is the maximum weight for a carry-on bag with Delta?",
            "What's the highest weight allowed for a carry-on bag with Delta?",
        ),
        ("What is the maximum speed on Italian motorways?", "What's the highest speed allowed on Italian motorways?"),
        (
            "What is the lowest temperature a lemon tree can take?",
            "What is the minimum temperature a lemon tree can take?",
        ),
        ("What is the maximum fine for speeding in Norway?", "What's the highest fine for speeding in Norway?"),
        (
            "What is the lowest wage an employer can legally pay in Ohio?",
            "What is the minimum wage an employer can legally pay in Ohio?",
        ),
        ("What's the longest I can keep milk after opening?", "What's the maximum time I can keep milk after opening?"),
        (
            "What's the shortest notice period in a rental contract?",
            "What's the minimum notice period in a rental contract?",
        ),
        (
            "What is the maximum I can send by bank transfer per day?",
            "What is the most I can send by bank transfer per day?",
        ),
        ("What is the largest file size for attachments?", "What is the maximum file size for attachments?"),
        ("What is the youngest age for a scooter?", "What is the minimum age for a scooter?"),
        ("What is the minimum credit score for a car loan?", "What's the lowest credit score for a car loan?"),
        ("What is the highest rent they can ask?", "What is the maximum rent they can ask?"),
    ],
)
def test_an_extreme_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("What is the maximum fine for speeding?", "What is the lowest fine for speeding?"),
        ("What is the minimum wage in Ohio?", "What is the lowest wage in Ohio?"),
        ("Is my maximum bid shown?", "Is my highest bid shown?"),
        ("Which country has the highest minimum wage?", "Which country has the maximum wage?"),
        ("What is the most I can send?", "What is the minimum I can send?"),
        ("What is the least I can send?", "What is the maximum I can send?"),
        ("What is the longest period?", "What is the minimum period?"),
        ("What is the maximum speed for a Golf?", "What is the highest speed allowed for a Golf?"),
        ("What is the highest mountain in Peru?", "What is the maximum mountain in Peru?"),
        ("What is the lowest price for the flight?", "What is the minimum price for the flight?"),
        ("What is the maximum file size?", "What is the maximum file number?"),
        ("What is the highest score in the exam?", "What is the minimum score in the exam?"),
        ("What is the shortest film period?", "What is the minimum notice period?"),
        ("What is the lowest level of education?", "What is the minimum level of education?"),
        ("What is the highest speed on a motorway?", "What is the maximum speed on a motorway?"),
        ("What is the longest stay in a hotel?", "What is the maximum stay in a hotel?"),
        ("What is the shortest distance between cars?", "What is the minimum distance between cars?"),
        ("Could you tell me what the lowest balance is?", "Could you tell me what the minimum balance is?"),
    ],
)
def test_what_looks_like_an_extreme_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "What happens if I miss 3 mortgage payments in a row?",
            "What happens if I miss three consecutive mortgage payments?",
        ),
        ("How many days in a row can my boss make me work?", "How many consecutive days can my boss make me work?"),
        ("How many sick days in a row need a doctor's note?", "How many consecutive sick days need a doctor's note?"),
        ("Can I take 3 weeks of holiday back to back?", "Can I take three consecutive weeks of holiday?"),
        ("How many nights in a row can I camp at Yosemite?", "How many consecutive nights can I camp at Yosemite?"),
        ("Can I work 7 days in a row in California?", "Can I work seven consecutive days in California?"),
        ("Can I work two weekends on the trot?", "Can I work two consecutive weekends?"),
    ],
)
def test_a_row_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How many seats in a row on a 737?", "How many consecutive seats on a 737?"),
        ("How many nights in a row can I camp at Yosemite?", "How many nights per year can I camp at Yosemite?"),
        ("Can I work 7 days in a row?", "Can I work 8 consecutive days?"),
        ("Can I work 7 days in a row?", "Can I work 7 consecutive nights?"),
        ("Can I put 3 beds back to back?", "Can I put 3 consecutive beds?"),
        ("count 3 values in a row of a table", "count 3 consecutive values of a table"),
        ("How many cars in a row can I park?", "How many consecutive cars can I park?"),
        ("Can I miss 3 payments in a row?", "Can I miss 3 payments?"),
    ],
)
def test_what_looks_like_a_row_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("What is the tenth of 3 plus 4?", "What is the tenth of 3 + 4?"),
        ("What is 7 minus 12?", "What is 7 - 12 = ?"),
        ("Is water frozen at minus 5 degrees Celsius?", "Is water frozen at -5 degrees Celsius?"),
        ("Is water frozen at minus 5 degrees Celsius?", "Is water frozen at -5 °C?"),
        ("Is 3 plus 4 times 2 equal to 11?", "Is 3 + 4 * 2 equal to 11?"),
        ("What is three plus four?", "What is 3 + 4?"),
        ("What is 12 times 12?", "What is 12 x 12?"),
        ("What is 10 divided by 4?", "What is 10 / 4?"),
        ("What is 7 minus 12?", "What is 7 - 12?"),
        ("What is the root of minus one?", "What is the root of -1?"),
    ],
)
def test_a_sum_is_written_alike(left: str, right: str, in_one_form: Asked) -> None:
    assert in_one_form(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Is water frozen at minus 5 degrees Celsius?", "Is water frozen at 5 °C?"),
        ("Is 3 plus 4 times 2 equal to 11?", "Is 3 - 4 * 2 equal to 11?"),
        ("What is x minus 5?", "What is x -5 ?"),
        ("What is 7 minus 12?", "What is 7 + 12?"),
        ("What is 12 minus 7?", "What is 7 - 12?"),
        ("What is 3 plus 4 times 2?", "What is 3 * 4 + 2?"),
        ("What is 12 times 12?", "What is 12 + 12?"),
        ("What is 2 plus 3?", "What is 2+3i?"),
        ("What is three plus four?", "What is 3 + 40?"),
        ("Is it minus 5?", "Is it plus 5?"),
    ],
)
def test_what_looks_like_a_sum_is_not(left: str, right: str, told_apart: Asked) -> None:
    assert told_apart(left, right)
