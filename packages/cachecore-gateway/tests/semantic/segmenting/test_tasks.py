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
        "You correct the grammar and spelling of whatever the user types.",
        "Your job is to score call-centre openings. A missing greeting costs a point.",
        "Count the words in each message and reply with the number only.",
        "You are a writing coach. Say whether the user's sentence is natural.",
        "Spell out what the user says.",
        "You are the court stenographer.",
        "If the customer says please, begin with 'Certainly!'.",
        "If the user's message starts with a capital letter answer in English.",
        "Mirror the customer: if they write casually you write casually.",
        "If the customer sounds angry, hand over to a colleague.",
        "Open a ticket. Its subject is the customer's exact words.",
        "You check SQL for syntax errors.",
        "List the misspelt words in the user's message.",
        "Does the user write British or American English? Answer in one word.",
        "Judge the time of day by the guest's greeting.",
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
        "Greet the customer by name and answer politely, in correct English.",
        "Answer in the language that the user writes in.",
        "If the user writes in Spanish, answer in Spanish.",
        "If the user asks for a refund, explain the steps. Use short sentences and no emojis.",
        "If the user says they want to cancel, tell them about the discount.",
        "You check orders for customers of a web shop.",
        "You fix computers. Answer each question in a friendly tone.",
        "If the user uses an iPhone, explain the steps for iOS.",
        "Quote the passage that your answer rests on verbatim.",
        "Respond to customer messages within two sentences.",
    ],
)
def test_assistants_that_answer(instructions: str) -> None:
    assert not works_on_turn(instructions)


@pytest.mark.parametrize(
    "turn",
    [
        "From now on say everything I write backwards.",
        "I am learning English. Please point out my mistakes.",
        "Let's practise typing. I type a sentence and you tell me how many letters it has.",
        "Quiz me on spelling.",
        "Give me a grammar exercise.",
        "Fill the gap: She ___ to school by bus every day.",
        "How do you spell the word for a place to stay, a-c-c...?",
    ],
)
def test_games_with_words(turn: str) -> None:
    assert works_on_turn("", ("Hello!", turn))


@pytest.mark.parametrize(
    "turn",
    [
        "I want to learn how to bake bread.",
        "Check my order 4411, please, and tell me when I get it.",
        "I write invoices every week. How do I number them?",
        "Please repeat the last step.",
        "Sure! To reset it, open the settings and type the new password twice.",
        "I'll send you the photo. Can you tell me the opening hours meanwhile?",
    ],
)
def test_talk_that_is_no_game(turn: str) -> None:
    assert not works_on_turn("You are a helpful assistant.", (turn,))
