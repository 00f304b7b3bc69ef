"""Greetings, thanks and frames are no part of what is compared."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.semantic.reading.courtesy import without_courtesy
from cachecore_gateway.semantic.reading.spelling import repaired

QUESTION = "How do I reset the router?"
FRAMES = [
    "{} Thanks in advance!",
    "Good afternoon, {} Have a nice day.",
    "Hi there! Hope you're well. {}",
    "Would you mind telling me: {}",
    "Sorry to bother you, but {}",
    "{} Any help would be great, cheers",
    "{} Regards, Tom",
    "please help!! {}",
    "Excuse me, {} Thank you very much for your time.",
    "Hallo, {} Vielen Dank",
    "Bonjour, {} Merci d'avance",
    "Maybe a silly question, but {}",
    "Not sure if this is the right place, but {}",
    "{} Googled it, no luck.",
    "{} I could not find it anywhere.",
    "{} My colleague could not tell me.",
    "i need to know {}",
    "ok {} it's urgent",
    "Been at this all morning. {}",
    "ugh, {} it's driving me mad",
    "Dear assistant, {} Best wishes",
    "{} Thanks a million 🙏",
    "I was wondering: {}",
    "Well {}",
    "mate, {}",
    "just curious, {}",
    "Buongiorno, {} Grazie mille.",
    "merhaba, {} teşekkürler",
    "Dzień dobry, {} Dziękuję!",
    "Hej! {} Tack så mycket",
    "{} svp",
    "{} cheers x",
    "{} the boss is waiting",
    "Respected all, {}",
    "hello again love, {}",
    "Good evening, how are you? {}",
    "Is anyone there? {}",
    "can u help plz? {}",
    "Do forgive me for bothering you so early. {}",
    "sry to interrupt, {}",
    "Hope everyone is well! I have a quick question. {}",
    "Would you be a dear and tell me: {}",
    "Does anyone here know: {}",
    "{} Thank you ever so much, my dear",
    "{} Owe you one!",
    "{} Merci d'avance et bonne journée",
    "{} Thanks and have a lovely weekend",
    "{} We shall be most grateful.",
    "{} Warm wishes, Priya 7B",
    "Entschuldigen Sie bitte die Störung, {} Besten Dank im Voraus",
    "Sorry voor het storen, {} Alvast hartelijk bedankt",
]


@pytest.mark.parametrize("frame", FRAMES)
def test_courtesy_is_taken_off_and_never_vetoed(frame: str) -> None:
    text = frame.format(QUESTION)
    assert without_courtesy(text).strip(" ?") == QUESTION.strip(" ?")
    assert first_veto(analyse(QUESTION), analyse(text)) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Would you mind planning a trip to Rome?", "plan a trip to Rome"),
        ("Fancy writing me a poem?", "write me a poem"),
    ],
)
def test_who_is_asked_to_do_something_is_told_to(text: str, plain: str) -> None:
    assert without_courtesy(text) == plain


@pytest.mark.parametrize("text", ["Здравствуйте, как вернуть товар? Спасибо", "你好，怎么退货？谢谢！"])
def test_courtesy_in_other_scripts_is_taken_off(text: str) -> None:
    assert without_courtesy(text).strip("？?") in {"как вернуть товар", "怎么退货"}


@pytest.mark.parametrize("text", ["thanks", "Hello!", "please", "", "?"])
def test_a_text_of_courtesy_alone_stays(text: str) -> None:
    assert without_courtesy(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "how do you say thanks in Danish",
        "Write a thank you note",
        "Is it good morning or good day",
        "ta",
        "tell me about Rome",
        "so many files",
        "I want to know him better",
        "I could not find my card",
        "Can I ask for a refund",
        "do you know Rome",
        "Can you freeze cooked rice",
        "Why is tax so confusing",
        "What if I can't find it",
        "Why do I always forget",
        "Is a UTI urgent",
        "What should I say when the client asked for a refund",
        "How do I configure STP",
        "How many m2 are in 1 ha",
        "How do I remove a thumb tack",
        "How do I get a job as TA",
        "Why do I feel like I'm losing my mind",
        "Is my neighbour's dog driving me mad",
        "Halo controller price",
        "Define asap",
        "Well water testing cost",
        "OK Computer release date",
        "Mate selection in birds",
        "Curious George author",
        "¿Cuándo se acaba",
        "Are you able to swim",
        "what does 🙏 mean",
        "meaning of 🙏",
        "Could you remove mould from a wall",
        "How are you? in French",
        'Translate into German: "Hello, thank you',
        'Hi there" in French',
        "¿Cómo estás? en inglés",
        "what's up? what does it mean",
        "Love, actually: who directed it",
        "People, places and things: who wrote it",
        "Which is stronger: hate, love",
        "Who sang it first, Love Shack",
        "Best movie: Gladiator, Legend",
        "What to say: thanks, mate",
        "Translate into German: thank you very much, my dear",
        "Who can tell me what my car is worth",
        "Excuse my son from school",
        "Would you mind my smoking here",
        "fancy dressing ideas",
        "I can't see who viewed my profile",
        "I don't get what I ordered",
        "Which TV is better: Samsung, LG",
        "Which sweet is older: Polo, Lifesaver",
        "Dear Netflix, how do I cancel?",
        "Sorry to bother you with Java, how do I reverse a list?",
        "Write my resignation letter. Best regards, Maria Lopez",
        "Do I need a visa for Japan? Regards, Brazil",
        "How do I take a screenshot? Sent from my iPhone",
        "Reverse the string: hello please",
        "Remove the signature, sent from my iPhone",
        "Someone will tell me when my turn comes",
        "Guten Abend, ab wann sagt man das?",
        "Salut : d'où vient ce mot ?",
        "Good evening! Is that the right greeting at five?",
    ],
)
def test_what_is_asked_about_stays(text: str) -> None:
    assert without_courtesy(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hi vet, how much can I give?", "vet"),
        ("Hola estoy embarazada, ¿puedo tomar ibuprofeno?", "embarazada"),
        ("Hello Python experts, how do I reverse a list?", "Python"),
        ("Hi landlord here, can I raise the rent?", "landlord"),
        ("Hallo aus Österreich, wie hoch ist die Steuer?", "Österreich"),
        ("Hallo als Rentner, wie viel darf ich verdienen?", "Rentner"),
        ("Hey Linux, how do I delete a folder?", "Linux"),
        ("How do I cancel? Thanks, Premium", "Premium"),
        ("Which visa do I need? Thanks, India", "India"),
    ],
)
def test_who_is_greeted_or_signs_stays_where_it_may_matter(text: str, kept: str) -> None:
    assert kept in without_courtesy(text)


@pytest.mark.parametrize(
    ("slip", "word"), [("whree", "where"), ("nothiing", "nothing"), ("seevn", "seven"), ("wihtout", "without")]
)
def test_slips_in_structural_words_are_repaired(slip: str, word: str) -> None:
    assert repaired(slip) == word


@pytest.mark.parametrize("word", ["where", "router", "were", "ana", "oslo", "größe", "xyzzy"])
def test_other_words_are_left_alone(word: str) -> None:
    assert repaired(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "hope you are " + "well and good and fine and the day " * 40,
        "sorry to bother you " + "again and again " * 60,
        "not sure if this is the " + "right " * 200 + "x",
        "! " * 300 + "a",
    ],
)
def test_a_long_text_of_small_words_is_read_once(text: str) -> None:
    assert without_courtesy(text).strip() in text
