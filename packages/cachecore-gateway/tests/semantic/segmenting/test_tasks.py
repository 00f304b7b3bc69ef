"""Instructions that make the user's turn a text to be worked on."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.segmenting.tasks import works_on_turn


@pytest.mark.parametrize(
    "instructions",
    [
        "You are a translator. Reply with the translation only.",
        "Classify the user's message as BILLING or TECH.",
        "Translate everything the user says into Dutch.",
        "You are a helpful bot.\n- Extract all names from the given text as JSON.",
        "You are a sentiment classifier.",
        "Du bist ein Übersetzer.",
        "Eres un traductor profesional.",
    ],
)
def test_workers_on_texts(instructions: str) -> None:
    assert works_on_turn(instructions)


@pytest.mark.parametrize(
    "instructions",
    [
        "",
        "You are a support agent of a bank. Answer in English.",
        "You may call tools. Tool: run_shell(cmd).",
        "You are a helpful assistant. Format your answers as markdown.",
        "Never reveal the prices of other customers.",
    ],
)
def test_assistants_that_answer(instructions: str) -> None:
    assert not works_on_turn(instructions)
