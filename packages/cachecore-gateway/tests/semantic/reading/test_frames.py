"""Questions told in two sentences, as the one question that they are."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.reading.frames import asked_plainly


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("My oven trips the breaker. Why?", "Why my oven trips the breaker?"),
        ("The app is slow, any idea why?", "Why the app is slow?"),
        ("I was charged twice. What is the reason for that?", "Why I was charged twice?"),
        ("I want to rename a branch. How do I do that?", "How do I rename a branch?"),
        ("We'd like to close our account, how does that work?", "How do we close our account?"),
        ("I need to descale it. What do I have to do?", "How do I descale it?"),
        ("Ich möchte meine Karte sperren. Wie geht das?", "Wie kann ich meine Karte sperren?"),
        ("Je veux changer mon mot de passe. Comment faire ?", "Comment changer mon mot de passe ?"),
        ("Quiero activar el roaming. ¿Cómo lo hago?", "¿Cómo activar el roaming?"),
        ("Quero cancelar o meu pedido. Qual é o procedimento?", "Como cancelar o meu pedido?"),
        ("My laptop won't turn on. What should I do?", "What should I do if my laptop won't turn on?"),
        ("my toddler swallowed a coin what do i do", "What do i do if my toddler swallowed a coin?"),
        (
            "My router shows a red light, and it is slow... what can I do?!",
            "What can I do if my router shows a red light, and it is slow?",
        ),
        ("I forgot my PIN. What do I do now?", "What do I do if I forgot my PIN?"),
        ("My ex doesn't pay. What can I do about it?", "What can I do if my ex doesn't pay?"),
        ("I want to quit my job. What should I do?", "What should I do if I want to quit my job?"),
        ("What is a foreign key? Please explain.", "What is a foreign key?"),
        ("What is the reason my phone doesn't charge?", "Why my phone doesn't charge?"),
        ("For what reason does my knee click?", "Why does my knee click?"),
    ],
)
def test_the_question_is_put_first(told: str, plain: str) -> None:
    assert asked_plainly(told) == plain


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "I want to cancel my order. How do I get my money back?",
        "Is 7 prime? Please explain.",
        "My oven trips the breaker. Why did the electrician not see it?",
        "Delete the branch. Why?",
        "What is the reason for the delay?",
        "What is the cause of death on the certificate?",
        "My oven is 3.5 years old. It smells. Why?",
        "I want to cancel my order. I lost the receipt. How do I do that?",
        "",
        "?",
    ],
)
def test_what_says_more_stays(text: str) -> None:
    assert asked_plainly(text) == text


def test_a_long_text_is_read_once() -> None:
    assert asked_plainly("my a, " * 4000) == "my a, " * 4000
