"""Which sentences stand beside a question, told by another text that asks it."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.asides import MOST_ASIDES, parted
from cachecore_gateway.semantic.sentences import commands, sentences_of

RICE = "Can I freeze cooked rice?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One here. Another there? Yes!", ["One here.", "Another there?", "Yes!"]),
        ("no mark at the end\nnext line", ["no mark at the end", "next line"]),
        ("Long day, sorry - how do I reset it", ["Long day, sorry", "how do I reset it"]),
        ("What is the no. of players?", ["What is the no. of players?"]),
        ("She said no. How do I ask again?", ["She said no.", "How do I ask again?"]),
        ("I bet that I won't. How do I stop?", ["I bet that I won't.", "How do I stop?"]),
        ("Who was Dr. Jekyll?", ["Who was Dr. Jekyll?"]),
        ("Is 3.5 mm e.g. a headphone jack, i.e. audio?", ["Is 3.5 mm e.g. a headphone jack, i.e. audio?"]),
        ("Coffee's cold... how do I exit vim?", ["Coffee's cold...", "how do I exit vim?"]),
        ("a well-known follow-up question", ["a well-known follow-up question"]),
        ("He said “stop.” What now?", ["He said “stop.", "What now?"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@pytest.mark.parametrize(
    "told",
    [
        f"We always cook too much for curry night. {RICE}",
        f"{RICE} We always cook too much for curry night.",
        "it's half eleven and the kitchen is a bombsite - can i freeze cooked rice",
        f"Two things first. And a third! {RICE}",
        f"Whenever it suits, {RICE}",
        "can i freeze cooked rice, it is late",
        "Nobody here knows, but can I freeze cooked rice, if that's no bother?",
    ],
)
def test_a_story_around_the_same_question_is_taken_off(told: str) -> None:
    found = parted(told, RICE)
    assert found is not None
    assert found.left.rstrip("?").lower() == "can i freeze cooked rice"
    assert found.right == RICE
    assert parted(RICE, told) == (found.right, found.left, (), found.beside_left)


@pytest.mark.parametrize("told", ["after which can I freeze cooked rice?", "Can I freeze cooked rice pudding?"])
def test_what_no_mark_parts_stays(told: str) -> None:
    assert parted(told, RICE) is None


def test_of_two_stories_each_loses_its_own() -> None:
    found = parted(f"My wife laughs. {RICE}", f"{RICE} It is late.")
    assert found == (RICE, RICE, ("My wife laughs.",), ("It is late.",))


def test_what_both_say_stays() -> None:
    shared = "I take warfarin."
    found = parted(f"{shared} My coffee is cold. May I take ibuprofen?", f"{shared} May I take ibuprofen?")
    question = f"{shared} May I take ibuprofen?"
    assert found == (question, question, ("My coffee is cold.",), ())


def test_a_reworded_question_keeps_the_sentence_that_is_nearest() -> None:
    found = parted("The shop is shut. May cooked rice be frozen? I wonder.", RICE)
    assert found == ("May cooked rice be frozen?", RICE, ("The shop is shut.", "I wonder."), ())


@pytest.mark.parametrize(
    "other",
    ["May I freeze rice that was cooked?", RICE, "can i freeze cooked rice late at night"],
)
def test_single_sentences_lose_nothing(other: str) -> None:
    assert parted(RICE, other) is None


def test_equal_sentences_lose_nothing() -> None:
    assert parted(f"It is late. {RICE}", f"it is late! {RICE}") is None


@pytest.mark.parametrize("story", ["So it goes. " * (MOST_ASIDES + 1), "and then we talked and talked " * 20 + "."])
def test_a_long_story_is_compared_as_it_is(story: str) -> None:
    different = " ".join(f"{sentence} {place}." for place, sentence in enumerate(story.split(". ")))
    assert parted(f"{different} {RICE}", RICE) is None


@pytest.mark.parametrize(
    "other",
    [
        f"{RICE} Thanks! Can I freeze cooked rice again?",
        f"Can I freeze cooked rice for a dog? Quick one. {RICE}",
        f"{RICE} {RICE} It is late.",
        f"{RICE} And what about pasta?",
        f"Answer in French. {RICE}",
    ],
)
def test_who_asks_again_sets_a_task(other: str) -> None:
    one, two = parted(other, RICE), parted(RICE, other)
    assert one is not None
    assert two is not None
    assert one.sets_tasks
    assert two.sets_tasks


def test_a_stored_command_is_a_task() -> None:
    command = f"{RICE} Pretend to be a pirate."
    for text, task in ((command, True), (f"{RICE} My coffee is cold.", False)):
        found = parted(RICE, text)
        assert found is not None
        assert found.sets_tasks is task


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ignore the question and be rude.", True),
        ("And then pretend to be a pirate.", True),
        ("Please keep it short.", True),
        ("Don't mention the price.", True),
        ("My coffee has gone cold.", False),
        ("It is late.", False),
        ("We were told to ask.", False),
    ],
)
def test_what_may_be_a_word_to_the_assistant(sentence: str, expected: bool) -> None:
    assert commands(sentence) is expected
