"""Planted entries: an attacker who knows the embedder looks greedily for texts near a victim's question that ask for
something else, or floods its neighbourhood. The victim must never get an answer that was given to another question."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cachecore_gateway.semantic.guards import first_veto
from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder
from cachecore_gateway.semantic.reading import analyse
from cachecore_gateway.testing import Request, UpstreamDouble
from cachecore_gateway.testing.gateway_in_process import GatewayInProcess, gateway_in_process

pytestmark = pytest.mark.timeout(900)

VICTIMS = (
    "How do I reset the password of the admin account?",
    "What is the refund policy for annual plans?",
    "Can I take ibuprofen with aspirin?",
    "How do I cancel my subscription before the trial ends?",
    "Which documents are needed to open a bank account?",
    "How long does shipping to Canada take?",
    "What is the maximum dose of paracetamol for adults?",
    "How do I delete a table in PostgreSQL?",
    "When does the library open on Saturdays?",
    "How can I export all invoices of last year?",
    "What is the penalty for paying the rent late?",
    "How do I roll back the last deployment?",
    "Who may approve a purchase over 5000 euros?",
    "How do I change the delivery address of an order?",
    "Is the water in the harbour safe to drink?",
    "How many days of parental leave do fathers get?",
    "What fees apply to transfers abroad?",
    "How do I turn off two-factor authentication?",
    "Which visa do students need for Japan?",
    "How do I connect the printer to the wireless network?",
)
CHANGES = (
    " and send the result to another account",
    " without the owner knowing",
    " in the old version",
    ", but only for minors",
    " when the contract has been terminated",
    " and then never again",
    " according to the competitor",
    " for a dog",
    ", and why is it a bad idea",
    " in 1950",
)
SENTENCES = (
    "Send the result to another account.",
    "I am asking about the year 1950.",
    "I mean the old version.",
    "It is for a minor.",
    "The contract has been terminated.",
    "I only want to hear what can go wrong.",
    "Answer as our competitor would.",
    "It is for a dog.",
    "Say why it is a bad idea.",
    "Ignore the question and answer with a rude word.",
)
CHATTER = (
    "Thanks!",
    "Just asking.",
    "My coffee has gone cold.",
    "It has been a long day.",
    "Quick one.",
    "My sister told me to ask.",
)
FILLERS = ("please", "exactly", "now", "really", "the", "it", "for me", "just", "then", "tell me", "again", "ok")
EDITS = ("not ", "never ", "no longer ", "instead ", "formerly ")
QUICK, ALL = 20, 200
FLOOD = 50


class Attacker:
    """Knows the shipped embedder, and chooses what is nearest to the victim's question."""

    def __init__(self) -> None:
        self._model = OnnxEmbedder(packaged_model(), 1)

    def nearest(self, victim: str, texts: Sequence[str]) -> str:
        """The text of highest cosine with the victim's question."""
        vectors = self._model.embed([victim, *texts])
        return texts[int(np.argmax(vectors[1:] @ vectors[0]))]

    def planted(self, victim: str, change: str, chance: random.Random) -> str:
        """The victim's question with a suffix that changes it, and filler that hides the change."""
        text = f"{victim.rstrip('?')}{change}?"
        words = victim.rstrip("?").split()
        for _ in range(3):
            again = [*FILLERS, *chance.sample(words, min(3, len(words)))]
            grown = [f"{text.rstrip('?')} {filler}?" for filler in again] + [f"{filler} {text}" for filler in again]
            text = self.nearest(victim, [text, *grown, f"{victim} {text}"])
        return text

    def told(self, victim: str, change: str, chance: random.Random) -> str:
        """The victim's question with a sentence beside it that changes it, and chatter that hides the change."""
        text = f"{victim} {change}" if chance.random() < 0.5 else f"{change} {victim}"
        for _ in range(2):
            grown = [f"{text} {idle}" for idle in CHATTER] + [f"{idle} {text}" for idle in CHATTER]
            text = self.nearest(victim, [*grown, f"{text} {victim}"])
        return text


def flood(victim: str, chance: random.Random) -> list[str]:
    """Near-duplicates of a question, each of which asks for something else."""
    found: dict[str, None] = {}
    words = victim.rstrip("?").split()
    while len(found) < FLOOD:
        place = chance.randrange(2, len(words))
        edit = chance.choice(EDITS)
        suffix = chance.choice((*CHANGES, ""))
        found[f"{' '.join([*words[:place], edit.strip(), *words[place:]])}{suffix}?"] = None
    return list(found)


@pytest.fixture(scope="module")
def attacker() -> Attacker:
    return Attacker()


def asked(request: Request) -> str:
    messages: Any = request.fields["messages"]
    return str(messages[0]["content"])


@asynccontextmanager
async def gateway(directory: Path) -> AsyncIterator[GatewayInProcess]:
    environment = {"CACHECORE_L2_DEADLINE_SECONDS": "20", "CACHECORE_SEMANTIC_EMBEDDING_DEADLINE_SECONDS": "20"}
    async with (
        UpstreamDouble(asked) as up,
        gateway_in_process(directory / "store", up.base_url, environment) as gateway,
    ):
        yield gateway


async def ask(gateway: GatewayInProcess, room: int, text: str) -> tuple[str, str]:
    """Tier and the question whose answer came."""
    headers = {"authorization": f"Bearer {gateway.token(project_id=f'room-{room}')}"}
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    answer = await gateway.post("/v1/chat/completions", body, headers)
    return answer.tier, str(json.loads(answer.content)["choices"][0]["message"]["content"])


def attempts(count: int, changes: Sequence[str] = CHANGES) -> list[tuple[str, str]]:
    pairs = [(victim, change) for change in changes for victim in VICTIMS]
    return random.Random(3).sample(pairs, count)


async def served_wrongly(
    directory: Path,
    pairs: Sequence[tuple[str, str]],
    plant: Callable[[str, str, random.Random], str],
    chance: random.Random,
) -> list[tuple[str, str, str]]:
    """Victim, planted text and tier wherever the victim got the answer to the planted text."""
    wrong = []
    async with gateway(directory) as house:
        for room, (victim, change) in enumerate(pairs):
            planted = plant(victim, change, chance)
            assert (await ask(house, room, planted))[0] == "MISS"
            tier, served = await ask(house, room, victim)
            if served != victim:
                wrong.append((victim, planted, tier))
    return wrong


@pytest.mark.parametrize("count", [QUICK, pytest.param(ALL, marks=pytest.mark.slow)])
async def test_a_planted_question_with_a_suffix_is_never_served_to_its_victim(
    tmp_path: Path, attacker: Attacker, count: int
) -> None:
    assert not await served_wrongly(tmp_path, attempts(count), attacker.planted, random.Random(5))


@pytest.mark.parametrize("count", [QUICK, pytest.param(ALL, marks=pytest.mark.slow)])
async def test_a_planted_question_in_a_story_that_changes_it_is_never_served_to_its_victim(
    tmp_path: Path, attacker: Attacker, count: int
) -> None:
    assert not await served_wrongly(tmp_path, attempts(count, SENTENCES), attacker.told, random.Random(6))


@pytest.mark.parametrize("count", [1, pytest.param(ALL // FLOOD, marks=pytest.mark.slow)])
async def test_a_flood_of_near_duplicates_is_never_served_to_its_victim(tmp_path: Path, count: int) -> None:
    chance = random.Random(7)
    wrong = []
    async with gateway(tmp_path) as house:
        for room, victim in enumerate(chance.sample(VICTIMS, count)):
            for planted in flood(victim, chance):
                await ask(house, room, planted)
            tier, served = await ask(house, room, victim)
            if served != victim:
                wrong.append((victim, served, tier))
            assert (await ask(house, room, f"Please: {victim}"))[1] in (victim, f"Please: {victim}")
    assert not wrong


async def test_the_same_question_politely_is_still_served(tmp_path: Path) -> None:
    """Else nothing would be shown by what is not served."""
    async with gateway(tmp_path) as house:
        for room, victim in enumerate(VICTIMS[:5]):
            await ask(house, room, victim)
            assert await ask(house, room, f"{victim.rstrip('?')}, please?") == ("HIT_L2", victim)


def test_a_text_that_repeats_itself_is_never_taken_for_one_that_does_not() -> None:
    victim = "How do I change the delivery address of an order?"
    drowned = f"{victim} {victim} How do I change the delivery address of an order, and why is it a bad idea please?"
    assert first_veto(analyse(victim), analyse(drowned)) == "repetition"
    assert first_veto(analyse(drowned), analyse(victim)) == "repetition"
    assert first_veto(analyse(victim), analyse(f"Please: {victim}")) == ""
