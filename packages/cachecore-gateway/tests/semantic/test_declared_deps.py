"""Which questions must not be matched by meaning unless their dependencies are declared."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.declared_deps import needs_declared_deps

PRIVATE = [
    "what is my balance",
    "what is the date of my flight",
    "where is my order",
    "when is our meeting",
    "show me my last invoice",
    "has my order shipped",
    "how many vacation days do I have left",
    "how much do I owe",
    "I need to see my balance",
    "summarize our last meeting",
    "who am i",
    "wheres my order #48213 ??",
    "whats my balance",
    "whens my parcel coming",
    "Wo ist meine Bestellung?",
    "Wie hoch ist mein Kontostand",
    "Quel est mon solde ?",
    "¿Cuál es mi saldo?",
    "Dov'è il mio ordine?",
    "Onde está o meu pedido?",
    "Waar is mijn bestelling?",
]
MOMENT = [
    "what is planned next year",
    "¿Quién es el presidente actual?",
    "what's the weather in Paris",
    "who is the current president of France",
    "latest iPhone price",
    "whats the weather in Paris",
    "what time is it",
    "which shops are open tomorrow",
    "What happened today in politics?",
    "events this weekend in Rome",
    "Wie wird das Wetter heute?",
    "Quels magasins sont ouverts aujourd'hui ?",
    "¿Qué pasó ayer en Madrid?",
    "Che tempo fa oggi a Roma?",
]
GENERAL = [
    "How many vacation days can I carry over into next year?",
    "Do unused days roll over to the next month?",
    "What was the actual length of the war?",
    "what is the weather usually like in Cape Town in July",
    "delete duplicate rows, keep the newest",
    "How much does it cost to change the date of my flight?",
    "How much notice does my landlord have to give?",
    "Ab welchem Alter darf mein Kind Aspirin nehmen?",
    "how do I reset my password",
    "why was my payment declined",
    "how do i cancel my order",
    "How do I open a current account?",
    "How do I change my current plan?",
    "What does direct current mean?",
    "I need this at the latest on Monday",
    "My card was stolen yesterday, how do I block it?",
    "Should I see a doctor about my knee?",
    "Why is my PIN blocked?",
    "Write an email to my boss",
    "what is my best option for retirement",
    "What do I do if my card expires soon?",
    "who can collect a prescription for me",
    "What is the capital of France?",
    "Wie kündige ich meinen Handyvertrag?",
    "Comment changer mon mot de passe ?",
    "¿Cómo cambio mi contraseña?",
    "Guten Morgen auf Französisch",
    "",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_the_value_of_ones_own_data_is_private(text: str) -> None:
    assert needs_declared_deps(text) == "private"


@pytest.mark.parametrize("text", MOMENT)
def test_time_words_tie_the_answer_to_the_moment(text: str) -> None:
    assert needs_declared_deps(text) == "moment"


@pytest.mark.parametrize("text", GENERAL)
def test_how_to_questions_are_general(text: str) -> None:
    assert needs_declared_deps(text) == ""


def test_case_and_spacing_do_not_matter() -> None:
    assert needs_declared_deps("WHERE   is\nMY order") == "private"
    assert needs_declared_deps("quel jour sommes-nous aujourd’hui") == "moment"
