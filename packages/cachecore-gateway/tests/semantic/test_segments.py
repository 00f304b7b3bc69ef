"""What of a user turn must match exactly, and what may be reworded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cachecore_gateway.semantic.segments import TextSegmenter


def count_words(text: str) -> int:
    return len(text.split())


SEGMENTER = TextSegmenter(count_words)

SENTENCES = [
    f"Clause {number} says that the tenant pays {number * 10} euros to the landlord before the {number}th of a month,"
    " and that the deposit is returned within a fortnight of the end of the tenancy."
    for number in range(1, 15)
]
DOCUMENT = "\n\n".join(" ".join(SENTENCES[start : start + 3]) for start in range(0, 12, 3))
QUESTIONS = [
    "What is the deposit?",
    "When is rent due?",
    "who pays for repairs",
    "Summarise it in one sentence.",
    "List all the amounts",
    "Is there a fee for late payment?",
    "deadline for the return of the deposit",
    "¿Quién paga la fianza?",
]


def question_of(text: str) -> str | None:
    return SEGMENTER.split(text).question


def blocks_of(text: str) -> tuple[str, ...]:
    return SEGMENTER.split(text).blocks


def test_the_document_is_longer_than_four_hundred_words_of_which_none_is_compared_by_meaning() -> None:
    assert len(DOCUMENT.split()) > 380
    segments = SEGMENTER.split(f"{DOCUMENT}\n\n{QUESTIONS[0]}")
    assert segments.question == QUESTIONS[0]


@pytest.mark.parametrize(
    "layout", ["{d}\n\n{q}", "{q}\n\n{d}", "Context: {d}\n\nQuestion: {q}", "<document>\n{d}\n</document>\n{q}"]
)
def test_eight_questions_on_one_document_stay_eight_and_share_their_blocks(layout: str) -> None:
    split = [SEGMENTER.split(layout.format(d=DOCUMENT, q=question)) for question in QUESTIONS]
    assert [segments.question for segments in split] == QUESTIONS
    assert len({segments.blocks for segments in split}) == 1


@pytest.mark.parametrize(
    "layout", ["{d}\n\nWhat is due?", "What is due?\n\n{d}", "Document: {d}\nQuestion: What is due?"]
)
def test_one_changed_digit_gives_other_blocks(layout: str) -> None:
    before = SEGMENTER.split(layout.format(d=DOCUMENT))
    after = SEGMENTER.split(layout.format(d=DOCUMENT.replace("70 euros", "71 euros")))
    assert before.question == after.question == "What is due?"
    assert before.blocks != after.blocks


def test_the_place_of_the_question_counts() -> None:
    assert blocks_of(f"{DOCUMENT}\n\nWhat is due?") != blocks_of(f"What is due?\n\n{DOCUMENT}")


def test_the_order_of_two_documents_counts() -> None:
    one, two = "<a>\nfirst text\n</a>", "<a>\nsecond text\n</a>"
    assert blocks_of(f"{one}\n{two}\nWhich is older?") != blocks_of(f"{two}\n{one}\nWhich is older?")


def test_courtesy_is_no_part_of_the_question() -> None:
    assert question_of("Quick question: where is the nearest branch? Thanks!") == "where is the nearest branch?"


def test_a_question_on_both_sides_is_one_question() -> None:
    text = f"What does the lease say on deposits?\n\n{DOCUMENT}\n\nAnswer in one sentence, please."
    assert question_of(text) == "What does the lease say on deposits? Answer in one sentence"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("```python\nprint(1)\n```\nWhat does this print?", "What does this print?"),
        ("Why does this fail?\n~~~\nx = [\n~~~", "Why does this fail?"),
        ('{"a": 1, "b": [2, 3]}\nWhich key holds a list?', "Which key holds a list?"),
        ("How many rows?\n| a | b |\n|---|---|\n| 1 | 2 |", "How many rows?"),
        ("Region,Q1,Q2\nNorth,95,120\nSouth,130,80\nWhich region grew?", "Which region grew?"),
        ("> I never said that\n> at all\nWho is denying what?", "Who is denying what?"),
        ("2024-05-01 12:00:01 INFO start\n2024-05-01 12:00:02 ERROR no disk\nwhat went wrong?", "what went wrong?"),
        (
            'Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: 3\n\nHow do I fix it?',
            "How do I fix it?",
        ),
        (
            "From: ana@example.org\nSubject: Lunch\n\nShall we meet at noon on the square?\n\nIs this an invitation?",
            None,
        ),
        ('"""\nall work and no play\n"""\nWho wrote this?', "Who wrote this?"),
        ("<html><body><p>Hi</p></body></html>\nIs this valid?", "Is this valid?"),
        ("$ git status\nOn branch main\nWhat should I run?", "What should I run?"),
        ("SELECT name\nFROM users\nWHERE id = 3\nWhat does it return?", "What does it return?"),
        ("Given: f(x) = x^2 - 6x + 5\nFind the minimum.", "Find the minimum."),
        ("Which is best?\nA) red\nB) green\nC) blue", "Which is best?"),
        ("- apples\n- pears\nWhich one is sweeter?", "Which one is sweeter?"),
        ("Input: 3 4 5\nQ: What is the sum?", "What is the sum?"),
        ("Pets are allowed in the shop on weekdays.\nMay I bring my dog?", "May I bring my dog?"),
    ],
)
def test_material_is_told_by_its_form(text: str, question: str | None) -> None:
    segments = SEGMENTER.split(text)
    assert segments.blocks
    if question is not None:
        assert segments.question == question


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("Translate to French: good morning", "good morning"),
        ("Classify: I love this phone", "I love this phone"),
        ("Please summarise the text below: it rained", "it rained"),
        ("Traduce al inglés: buenos días", "buenos días"),
        ("Fass das zusammen.\nDer Zug fuhr ab.", "Der Zug fuhr ab."),
        ("Rewrite in the passive. The committee rejected the plan.", "The committee rejected the plan."),
        ("Route this ticket: BILLING or TECH.\nTicket: I was charged twice.", "charged twice"),
        ('Shorten to ten words: "We regret to inform you that Sunday is cancelled."', "Sunday"),
        ("Is this spam? “You have won a grand prize”", "grand"),
    ],
)
def test_what_a_task_is_carried_out_on_must_match_exactly(text: str, payload: str) -> None:
    segments = SEGMENTER.split(text)
    assert segments.question
    assert payload not in segments.question
    assert segments.blocks != blocks_of(text.replace(payload, "something else altogether"))


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "git: how do I take back a commit",
        "I lost my card in Rome.\nHow do I block it?",
        "reset password not working",
        'What does "carpe diem" mean?',
        "What does <b> do in HTML?",
        "1) what is my limit",
    ],
)
def test_a_short_turn_is_a_question_as_a_whole(text: str) -> None:
    segments = SEGMENTER.split(text)
    assert segments.question == text.replace("\n", " ")
    assert segments.blocks == ()


def test_a_question_label_is_not_part_of_the_question() -> None:
    assert question_of("Question: How tall is it?") == "How tall is it?"


def test_a_title_stays_in_the_question_and_a_sentence_does_not() -> None:
    asked = "Who wrote {} and when?"
    assert blocks_of(asked.format('"The Master and Margarita"')) == ()
    assert blocks_of(asked.format('"the master of the house"')) != ()


def test_a_quotation_leaves_its_place_in_the_sentence() -> None:
    before = SEGMENTER.split('Does "never mind the gap again" sound rude?')
    other = SEGMENTER.split('Does "never mind the gap, friend" sound rude?')
    assert before.question == other.question == "Does “…” sound rude?"
    assert before.blocks != other.blocks


def test_a_question_inside_the_last_paragraph_is_peeled_off() -> None:
    text = " ".join(SENTENCES) + " What does clause 3 cost?"
    segments = SEGMENTER.split(text)
    assert segments.question == "What does clause 3 cost?"
    assert segments.blocks != blocks_of(text.replace("140 euros", "150 euros"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no words"),
        ("?!…", "no words"),
        (DOCUMENT, "no short question beside the material"),
        ("first note\n\n" + DOCUMENT + "\n\nsecond note", "no short question beside the material"),
        ("a \x00 b", "control characters"),
        ("why " * 70, "no short question beside the material"),
        ("Context: a b\nQuestion: " + "why " * 70, "the question is too long to be compared by meaning"),
    ],
)
def test_what_cannot_be_told_is_left_to_the_exact_tier(text: str, reason: str) -> None:
    segments = SEGMENTER.split(text)
    assert segments.question is None
    assert segments.reason == reason


def test_line_ends_trailing_space_and_composition_do_not_matter() -> None:
    one = f"{DOCUMENT} caf\u00e9\n\nWhat is due?"
    two = one.replace("\n", "  \r\n").replace("\u00e9", "e\u0301")
    assert SEGMENTER.split(one) == SEGMENTER.split(two)


def test_indentation_of_code_does_matter() -> None:
    text = "```\nif a:\n    b()\nc()\n```\nWhat is called?"
    assert blocks_of(text) != blocks_of(text.replace("\nc()", "\n    c()"))


@pytest.mark.parametrize("layout", ["{d}\n\n{q}", "{q}\n\n{d}", "```\n{d}\n```\n{q}"])
def test_of_a_long_text_only_the_ends_are_looked_at_and_all_of_it_counts(layout: str) -> None:
    book = "\n\n".join(f"Chapter {number}. {DOCUMENT}" for number in range(20))
    before = SEGMENTER.split(layout.format(d=book, q="Who pays the rent?"))
    after = SEGMENTER.split(layout.format(d=book.replace("Chapter 9. C", "Chapter 9. c"), q="Who pays the rent?"))
    assert before.question == after.question == "Who pays the rent?"
    assert before.blocks != after.blocks


@pytest.mark.parametrize(
    "unit",
    ["<a>", "<a>\n", "[1,", '{"a":', "[INST] ", "`", "```a\n", '"a b c d ', "'a ", '"""', "<<<", "a, ", " ", "a"],
)
def test_no_prompt_stalls_the_segmenter(unit: str) -> None:
    # What is quadratic in one of these runs into the time limit of the suite.
    segments = SEGMENTER.split(unit * (400_000 // len(unit)) + "\n\nWhat is it?")
    assert len(segments.blocks) <= 40_000


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_split_and_the_question_is_short(text: str) -> None:
    segments = SEGMENTER.split(text)
    assert (segments.question is None) == bool(segments.reason)
    assert segments.question is None or count_words(segments.question) <= 60


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Context: a b", "What is it?", "", "x = 1;", "> q", "plain words here", '"a b c d e"', "Do: x"]
        )
    )
)
def test_every_word_is_in_the_question_or_changes_the_blocks(lines: list[str]) -> None:
    text = "\n".join(lines)
    for index, line in enumerate(lines):
        if not line:
            continue
        changed = "\n".join([*lines[:index], line.replace(line.split()[-1], "zebra7"), *lines[index + 1 :]])
        assert SEGMENTER.split(changed) != SEGMENTER.split(text) or question_of(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Where is my order?", "private"),
        ("What is the weather today?", "moment"),
        ("How do I reset my password?", ""),
        (f"{DOCUMENT}\n\nWhat is my balance?", "private"),
    ],
)
def test_a_question_says_whether_its_answer_needs_declared_deps(text: str, reason: str) -> None:
    segments = SEGMENTER.split(text)
    assert segments.question is not None
    assert segments.needs_deps == reason
