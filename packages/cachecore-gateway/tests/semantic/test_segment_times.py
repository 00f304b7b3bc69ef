"""Whatever a caller sends is taken apart in a time that grows with its length alone: it runs on the event loop."""

from __future__ import annotations

import time

import pytest

from cachecore_gateway.semantic.segments import TextSegmenter

LETTERS = 40_000
LONGEST_SECONDS = 1.0
"""CPU seconds; honest texts of that length take 0.03, one quadratic expression 10 or more."""
LINES = "What is this?\nlog line here\n"
PARTS = {
    "code marks": "`",
    "code marks with words": "`a ",
    "fences": "~",
    "braces": "{",
    "brackets": "[",
    "nested lists": "[1,",
    "nested objects": '{"a":',
    "triple brackets": "[[[ ",
    "triple quotes": '"""',
    "tags that never close": "<a>",
    "tags that never end": "<a ",
    "tags that ask": "<question>",
    "closing tags": "</a ",
    "bracket tags": "[AB]",
    "apostrophes before words": "'a ",
    "apostrophes inside words": "'aaaaaaaa",
    "quotation marks": '"',
    "opening quotation marks": "“a ",
    "newlines": "\n",
    "returns": "\r",
    "colons": ": ",
    "commas": ", ",
    "semicolons": "; ",
    "dots": ". ",
    "addresses": "a@",
    "digits": "1",
    "one word": "a",
    "questions": "What? ",
    "greetings": "hello ",
    "marks of questions": "?",
    "combining accents": "e\u0301",
    "zero characters": "\x00",
    "lone surrogates": "\ud800",
}
RUNS = ("`", "~", ")", "}", "|", "*", "_", "-", "=", "#", ">", "<", "?", " ", "\t", "\u00a0")


def seconds_for(text: str) -> float:
    began = time.process_time()
    TextSegmenter(lambda text: len(text.split())).split(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("start", ["", LINES, "Question: "], ids=["alone", "below lines", "as the question"])
def test_a_text_of_one_part_over_and_over(name: str, start: str) -> None:
    part = PARTS[name]
    assert seconds_for(start + part * (LETTERS // len(part))) < LONGEST_SECONDS


@pytest.mark.parametrize("letter", RUNS, ids=repr)
@pytest.mark.parametrize("start", ["a", "f()", "x = ", LINES + "a", LINES, LINES + "f()"], ids=repr)
def test_a_long_run_that_ends_otherwise(letter: str, start: str) -> None:
    assert seconds_for(f"{start}{letter * LETTERS}x") < LONGEST_SECONDS


def test_tags_that_are_all_different() -> None:
    assert seconds_for("".join(f"<a{number}>" for number in range(LETTERS // 6))) < LONGEST_SECONDS


def test_alternatives_that_may_be_read_in_many_ways() -> None:
    assert seconds_for("Translate this text: " + "x or " * 40 + "x:\n" + "foo = 1;\n") < LONGEST_SECONDS
    assert seconds_for("foo = 1;\n\nTranslate to one of: " + "x or " * 60 + "x:") < LONGEST_SECONDS
