"""Texts in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.protocols.pieces import LONGEST, is_boundary, pieces, token_pieces

from .strategies import checked, long_texts, texts

SIGNS = [
    "e\u0301",
    "👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "ก็",
    "\r\n",
    "क्ष",
    "한",
    "\u1112\u1161\u11ab",
    "❤️",
    "🏴\U000e0067\U000e007f",
]


@checked
@given(st.one_of(texts, long_texts, st.lists(st.sampled_from([*SIGNS, "a", " "])).map("".join)))
def test_pieces_join_to_the_text_and_end_at_boundaries(text: str) -> None:
    found = [*pieces(text)]
    assert "".join(found) == text
    assert all(found)
    place = 0
    for piece in found:
        assert is_boundary(text, place)
        place += len(piece)


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_is_ever_cut(sign: str) -> None:
    for offset in range(LONGEST + 2):
        text = "x" * offset + sign * 40
        place, ends = 0, {offset + len(sign) * number for number in range(41)} | {*range(offset + 1)}
        for piece in pieces(text):
            place += len(piece)
            assert place in ends


def test_words_stay_whole_with_the_space_before_them() -> None:
    assert [*pieces("Paris is the capital of France.")] == ["Paris is the", " capital of", " France."]


def test_a_plain_text_never_makes_a_piece_longer_than_the_limit() -> None:
    assert max(len(piece) for piece in pieces("abcdefghij " * 500 + "y" * 500)) <= LONGEST


@checked
@given(st.text("ab é", max_size=200), st.integers(1, 7))
def test_token_pieces_are_whole_tokens(text: str, size: int) -> None:
    tokens = [text[start : start + size] for start in range(0, len(text), size)]
    found = token_pieces(text, tokens)
    if not tokens:
        assert found is None
        return
    assert found is not None
    start = 0
    for piece, count in found:
        assert "".join(tokens[start : start + count]) == piece
        start += count
    assert start == len(tokens)


def test_tokens_that_spell_parts_of_characters_cannot_be_dealt_out() -> None:
    assert token_pieces("é", ["\\xc3", "\\xa9"]) is None
