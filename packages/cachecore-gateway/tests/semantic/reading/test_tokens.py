"""How a question is cut into words, numbers and identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.semantic.reading.tokens import Form, tokens_of


def lows(text: str) -> list[str]:
    return [token.low for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't, won't", ["i", "can", "not", "will", "not"]),
        ("What's up? It's Ana's", ["what", "is", "up", "it", "is", "ana"]),
        ("five-year-old e-mail", ["five", "year", "old", "email"]),
        ("5kg 10k 2nd", ["5", "kg", "10", "k", "2", "nd"]),
        ("L'eau n'est pas", ["l", "eau", "n", "est", "pas"]),
        ("3x - 7 >= 11", ["3", "x", "-", "7", ">=", "11"]),
        ("form N-400, n400", ["form", "n400", "n400"]),
        ("7 p.m. sharp", ["7", "pm", "sharp"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [low for low in lows(text) if low] == expected


@pytest.mark.parametrize(
    "text",
    [
        "v1.2.3",
        "x86_64",
        "foo_bar",
        "ana@example.org",
        "https://example.org/a?b=c",
        "--force",
        "/etc/hosts",
        "C++",
        "os.path",
        "mp3",
    ],
)
def test_identifiers_stay_whole(text: str) -> None:
    (token,) = tokens_of(text)
    assert (token.low, token.form) == (text.casefold(), Form.IDENTIFIER)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-05-03", Form.DATE),
        ("03/05/2024", Form.DATE),
        ("14:00", Form.CLOCK),
        ("1,000", Form.NUMBER),
        ("%", Form.MARK),
    ],
)
def test_forms(text: str, form: Form) -> None:
    assert [token.form for token in tokens_of(text)] == [form]


def test_capitals_count_inside_a_sentence_only() -> None:
    tokens = tokens_of("Is Ana in? Yes. Tom AND Jo")
    assert {token.low for token in tokens if token.capital} == {"ana", "and", "jo"}
    assert {token.low for token in tokens if token.shouted} == {"and"}


@given(st.text(max_size=300))
def test_any_text_has_tokens_that_are_folded(text: str) -> None:
    for token in tokens_of(text):
        assert token.low
        assert token.low == token.low.strip()
