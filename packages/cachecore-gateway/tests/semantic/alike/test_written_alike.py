"""What two texts write in two ways is written in one before they are judged, and what differs is not."""

from __future__ import annotations

import pytest

from cachecore_gateway.semantic.alike import compared, wording_of
from cachecore_gateway.semantic.guards.pair import paired
from cachecore_gateway.semantic.reading import analyse


def certain(left: str, right: str) -> bool:
    return paired(*map(analyse, compared(left, right))).moved


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("What documents do I need to open an account?", "What docuemnts do I need too open an acount?"),
        ("My toddler has a runny nose", "My todler has a runy nose"),
        ("Search the docs folder and list their paths only.", "Search the docsfolder and list theirpaths only ."),
        ("best noise cancelling headphones under 200 euros", "bets noise canceling hedphones udner 200 euros"),
        ("How do I reset the light on my phone?", "How do I rest the lihgt on my phoen?"),
        ("Explain it. Use simple words.", "Explain it.Use simple words."),
        ("Can my landlord come in without notice?", "Can my landlord come in with out notice?"),
        ("In MySQL, how do I add an index?", "In My SQL, how do I add an index?"),
        ("Do you have air conditioning in the rooms?", "Do you have A/C in the rooms?"),
        ("How do I cancel a direct debit?", "how do i cancel a DD"),
        ("How do I expose a Kubernetes service?", "How do I expose a k8s service?"),
        ("Which oil, 5W-30 or 5W-40?", "which oil 5w30 or 5w40"),
        ("Why won't my lamp go off?", "Why will my lamp not go off?"),
        ("My screen isn't turning on, how do I fix it?", "My screen won't turn on. How do I fix it?"),
        ("The lift doesn't stop there, why?", "The lift fails to stop there, why?"),
        ("give me a recipe for soup without onion", "Give me a recipe for soup...without onion!"),
        ("Why does WHERE price = NULL return nothing?", "why does where price = null return nothing?"),
        ("what permissions should ~/.ssh/id_rsa have", 'What permissions should "~/.ssh/id_rsa" have???'),
        ("a terraform 1.5 import block for a bucket", "a terraform 1.5 import-block for a bucket"),
        ("Why am I not able to upload photos?", "Why am I unable to upload photos?"),
        ("My teenager isn't able to sleep, what helps?", "My teenager is unable to sleep, what helps?"),
        ("Is this offer not valid on weekends?", "Is this offer invalid on weekends?"),
        ("Can't I just return it?", "Can I just return it?"),
        ("Won't the shop be open?", "Will the shop be open?"),
        ("Don't I need a permit to fish here?", "Do I need a permit to fish here?"),
        ("How do I fill in the form?", "How do I fill out the form?"),
        ("Why isn't the oven heating?", "Why is the oven not heating?"),
        ("Is there a discount for stays of seven nights or more?", "Is there a discount for stays of 7+ nights?"),
        ("Is 1000 mg of vitamin C a day too much?", "Is one gram of vitamin C a day too much?"),
        ("Is there free delivery over fifty pounds?", "Is there free delivery over 50 pounds?"),
        ("Is 100 Mbps enough for two people?", "Is 0.1 Gbps enough for 2 people?"),
        ("Is overtime paid after 40 hours a week?", "Is overtime paid after forty hours per week?"),
        ("How do I upgrade a cluster?", "Could someone tell me how to upgrade a cluster?"),
        ("How do I turn off roaming?", "Hello support team, could you please tell me how I turn off roaming?"
         " Many thanks, Dan"),
        ("Who won it and why was it important?", "Hello teacher, please could you tell me who won it and why it was"
         " important? Thank you for your help"),
        ("Write me a short poem.", "Hey! Could you maybe write me a short poem? You're a star, thank you"),
        ("How long is the warranty?", "Hey, one question if you don't mind: how long is the warranty? Thanks,"
         " have a nice weekend!"),
        ("Solve 3x + 7 = 22", "Solve 3x+7=22"),
        ("Wie lange ist der Führerschein gültig?", "wie lange ist der fuehrerschein gueltig"),
        ("What can I use instead of milk?", "Any thoughts on what I can use instead of milk?"),
        ("When should I prune a rose?", "Good day to you, when should I prune a rose? Kind regards, Mrs Whitcombe"),
        ("Can I be fined?", "Sorry if this is obvious, can I be fined? It's much appreciated!"),
        ("Comment résilier mon abonnement ?", "Je voudrais savoir comment je peux résilier mon abonnement."),
        ("Quels documents faut-il pour la Corse ?", "J'aimerais savoir quels documents il faut pour la Corse."),
        ("¿Cómo puedo cancelar mi reserva?", "Quisiera saber cómo cancelar mi reserva"),
        ("Come posso disdire l'abbonamento?", "Come disdire l'abbonamento"),
        ("A rash. When should I call a doctor?", "Arash. When shouldI call a doctor?"),
        ("the cheapest way to get from Heathrow to town", "the cheapestway to get from Heath row to town"),
        ("How do I tell them I want a raise?", "How do I tell them I wanta raise?"),
        ("symptoms vitamin d deficiency adults", "symptoms  vitamind deficiency adults"),
        ("alcohol and antibiotics for a sinus infection", "alcohol and antibiotics for a sinusinfecton"),
        ("Why does the app close itself?", "Why does the app close it self?"),
        ("What if I don't respond in time?", "What if I don't re spond intime?"),
        ("Is it safe to split this tablet in half?", "Is it save to splitt this tabelt in half?"),
        ("Write a resignation letter", "Could you please write me a resignation letter? Thanks!"),
        ("Do you have these shoes in size 42?", "Hello there! I'd like to know if you have these shoes in size 42."),
    ],
)  # fmt: skip
def test_the_same_question_in_other_spelling_is_certain(left: str, right: str) -> None:
    assert certain(left, right)
    assert certain(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Can I not return it?", "Can I return it?"),
        ("Why can't I return it?", "Why can I return it?"),
        ("Can't I return it if it is not broken?", "Can I return it if it is broken?"),
        ("Can't I return it without a receipt?", "Can I return it with a receipt?"),
        ("Is this offer not valid on weekends?", "Is this offer valid on weekends?"),
        ("Is the bill that is not paid mine?", "Is the bill that is paid mine?"),
        ("My son won't eat soup, why?", "My son isn't eating soup, why?"),
        ("The lift isn't stopping, why?", "The lift won't start, why?"),
        ("lose weight", "loose weight"),
        ("Is it safe to run this script?", "Is it save to run this script?"),
        ("What is the dose of nifedipine?", "What is the dose of nimodipine?"),
        ("My doctr prescribed cycloserine", "My doctor prescribed cyclosporine"),
        ("can i take fluoxetine with alchohol", "can i take fluvoxamine with alcohol"),
        ("what does high creatine mean in my blod test", "what does high creatinine mean in my blood test"),
        ("what tax does an employe pay in Texas", "what tax does an employer pay in Texas"),
        ("what hapens under martial law in Texas", "what happens under marital law in Texas"),
        ("please cancle the acount of Mr. Hansen", "please cancel the account of Mr. Hanson"),
        ("send teh invocie to Carl", "send the invoice to Carla"),
        ("cheap flihgts to Granada in Januray", "cheap flights to Grenada in January"),
        ("Is recieve spelled correctly?", "Is receive spelled correctly?"),
        ("Explain the regex colou?r", "Explain the regex colour"),
        ("SELECT MIN(price) FROM t", "SELECT MINUTE(price) FROM t"),
        ("Tell me if it rains", "Tell me whether it rains"),
        ("symptoms vitamin d deficiency adults", "symptoms vitamin deficiency adults"),
        ("Can I see a doctor apart from you?", "Can I see a doctor a part from you?"),
        ("Write me a letter", "Write her a letter"),
        ("Comment résilier mon contrat ?", "Comment résilier son contrat ?"),
        ("documents for onboarding an employee", "documents for offboarding an employee"),
        ("best dessert in Morocco", "best desert in Morocco"),
        ("Can I return it every day?", "Can I return it everyday?"),
        ("How do I resign the contract?", "How do I re-sign the contract?"),
        ("renew an ID", "renew an insurance document"),
        ("Are all cells not alive?", "Aren't all cells alive?"),
        ("stays of 7+ nights", "stays of 8 nights or more"),
        ("Is 1000 mg a day too much?", "Is two grams a day too much?"),
        ("over fifty pounds", "over €50"),
        ("upload it to Flickr", "upload it to flicker"),
        ("the employer pays teh taxx", "the employee pays the tax"),
        ("x = 1 or x == 1", "x == 1 or x = 1"),
        ("Hello World in Python", "in Python"),
        ("I can't find my PIN, help", "find my PIN"),
        ("my iPhone 12 and iphone12", "my iPhone 13 and iphone12"),
        ("1 234 people", "12 34 people"),
        ("How do I lose fifty pounds?", "How do I lose £50?"),
        ("How do I run e2e tests?", "How do I run edge tests?"),
        ("Greetings from Ontario! How do I vote?", "Greetings from Texas! How do I vote?"),
        ("Evening Primrose, is it safe?", "Morning Glory, is it safe?"),
        ("Hey Jude, who wrote it?", "Hello Goodbye, who wrote it?"),
        ("Aspirin, if I may: how does it work?", "Heparin, if I may: how does it work?"),
        ("redirect http to https", "redirect https to http"),
        ("does the iOS app work", "does the io app work"),
    ],
)
def test_another_question_is_not(left: str, right: str) -> None:
    assert not certain(left, right)
    assert not certain(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Why won't my oven start?", "Why will my oven not start?"),
        ("what docuemnts do I need", "what documents do I need"),
        ("7+ nights at £50", "7 nights or more at 50 GBP"),
        ("is it a DD, or a bank transfer", "is it a direct debit, or a bank transfer"),
    ],
)
def test_who_asks_first_does_not_matter(left: str, right: str) -> None:
    assert compared(left, right) == compared(right, left)[::-1]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I renew my passport?", "please HOW do i renew my PASSPORT??"),
        ("what is the capital of France", "What is the CAPITAL of france? Thanks!"),
        ("what's the time in Rome", "Whats the time, in Rome?!"),
    ],
)
def test_a_wording_is_equal_for_what_differs_in_letters_and_marks(left: str, right: str) -> None:
    assert wording_of(left) == wording_of(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do I renew my passport?", "How do I renew my visa?"),
        ("from Oslo to Bergen", "from Bergen to Oslo"),
        ("Is it open?", "Is it not open?"),
    ],
)
def test_a_wording_differs_where_the_question_does(left: str, right: str) -> None:
    assert wording_of(left) != wording_of(right)
