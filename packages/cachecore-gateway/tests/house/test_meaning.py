"""The semantic tier by the front door: a document with questions, rewordings, exact-only."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from itertools import permutations
from typing import Any

import httpx
import pytest

from cachecore_gateway.testing.gateway_process import GatewayProcess

PARAGRAPHS = (
    "The harbour of Lindholm was dug in 1871 and widened twice, in 1904 and in 1962, when the ferries grew.",
    "Ships of up to 9 metres draught may enter at any tide; deeper ones wait for high water at the outer roads.",
    "The pilot boards two miles west of the light; boats under 20 metres may come in without one by daylight.",
    "Fees are paid at the office on the north quay, which is open from 8 to 17 on weekdays and closed in July.",
    "Fuel is sold at the south pier. Fresh water is free of charge, electricity costs four crowns a day.",
    "In winter the inner basin freezes about one year in five, and the town's breaker keeps a lane open.",
)
DEPS = urlsafe_b64encode(b'[{"dep_id": "doc:1", "expected_hash": "v1"}]').decode().rstrip("=")
DOCUMENT = "\n\n".join(PARAGRAPHS * 3)
QUESTIONS = (
    "When was the harbour dug?",
    "How deep may a ship be to enter at any tide?",
    "Where does the pilot board?",
    "When is the office open?",
    "What does electricity cost?",
    "Where is fuel sold?",
    "How often does the inner basin freeze?",
    "Who keeps a lane open in winter?",
)


def reworded(question: str) -> list[str]:
    return [f"Please: {question}", question.lower(), question.rstrip("?"), f"{question.rstrip('?')}, please?"]


@pytest.fixture
def ask(gateway: GatewayProcess) -> Any:
    with httpx.Client(base_url=gateway.url, timeout=20) as client:

        def post(text: str, tenant: str, **headers: str) -> httpx.Response:
            body = {"model": "m", "messages": [{"role": "user", "content": text}]}
            token = gateway.token(tenant)
            return client.post(
                "/v1/chat/completions", json=body, headers={"authorization": f"Bearer {token}", **headers}
            )

        yield post


def prompt(question: str) -> str:
    return f"{DOCUMENT}\n\n{question}"


def test_a_document_with_eight_questions_gives_no_wrong_hit_and_rewordings_hit(ask: Any) -> None:
    assert len(DOCUMENT.split()) > 300
    asked: dict[str, str] = {}
    for question in QUESTIONS:
        answer = ask(prompt(question), "documents")
        assert answer.headers["x-cache"] == "MISS", question
        asked[answer.json()["id"]] = question
    served = 0
    for question in QUESTIONS:
        for other in reworded(question):
            answer = ask(prompt(other), "documents")
            if answer.headers["x-cache"] == "HIT_L2":
                assert asked[answer.json()["id"]] == question, other
                assert 0.5 < float(answer.headers["x-cache-similarity"]) <= 1
                served += 1
            asked.setdefault(answer.json()["id"], question)
    assert served >= 0.9 * len(QUESTIONS) * 4


def test_another_document_is_another_scope(ask: Any) -> None:
    ask(prompt(QUESTIONS[0]), "editions")
    changed = prompt(QUESTIONS[0]).replace("1871", "1872")
    assert ask(changed, "editions").headers["x-cache"] == "MISS"


def test_small_differences_that_change_the_answer_are_misses(ask: Any) -> None:
    family = (
        "How do I get from Oslo to Bergen?",
        "How do I get from Bergen to Oslo?",
        "How do I not get from Oslo to Bergen?",
    )
    for one, two in permutations(family, 2):
        tenant = f"traps-{hash((one, two)) % 10**8}"
        ask(one, tenant)
        assert ask(two, tenant).headers["x-cache"] == "MISS", (one, two)


def test_exact_only_is_honoured(ask: Any) -> None:
    ask("What is the capital of Norway?", "exact")
    assert ask("what is the capital of norway", "exact", **{"x-cachecore-exact-only": "1"}).headers["x-cache"] == "MISS"


def test_what_is_remembered_of_two_texts_outlives_no_invalidation_and_no_complaint(gateway: GatewayProcess) -> None:
    headers = {"authorization": f"Bearer {gateway.token('remembers')}", "x-cachecore-deps": DEPS}
    with httpx.Client(base_url=gateway.url, timeout=20, headers=headers) as client:

        def ask(text: str) -> httpx.Response:
            body = {"model": "m", "messages": [{"role": "user", "content": text}]}
            return client.post("/v1/chat/completions", json=body)

        stored, reworded = "How do I open the harbour gate?", "please, how do i open the harbour gate"
        first = [ask(text).headers["x-cache"] for text in (stored, reworded, reworded)]
        client.post("/v1/invalidate", json={"dep_id": "doc:1"})
        second = [ask(text).headers["x-cache"] for text in (reworded, stored, stored)]
        complaint = {"entry": ask(stored).headers["x-cache-entry"], "correct": False}
        assert client.post("/v1/feedback", json=complaint).status_code == 200
        last = ask(stored).headers["x-cache"]
    assert first == ["MISS", "HIT_L2", "HIT_L2"]
    assert second == ["MISS", "HIT_L2", "HIT_L2"]
    assert last == "MISS"


def test_history_must_be_equal(gateway: GatewayProcess) -> None:
    def chat(first: str) -> dict[str, Any]:
        turns = [("user", first), ("assistant", "Yes."), ("user", "And what does the second one cost?")]
        return {"model": "m", "messages": [{"role": role, "content": text} for role, text in turns]}

    headers = {"authorization": f"Bearer {gateway.token('history')}"}
    with httpx.Client(base_url=gateway.url, timeout=20, headers=headers) as client:
        one = client.post("/v1/chat/completions", json=chat("Do you sell tents and stoves?"))
        two = client.post("/v1/chat/completions", json=chat("Do you sell boots and skis?"))
    assert (one.headers["x-cache"], two.headers["x-cache"]) == ("MISS", "MISS")


def test_a_turn_that_the_instructions_work_on_is_matched_exactly(gateway: GatewayProcess) -> None:
    def chat(text: str) -> dict[str, Any]:
        system = {"role": "system", "content": "Translate everything the user says into Dutch."}
        return {"model": "m", "messages": [system, {"role": "user", "content": text}]}

    headers = {"authorization": f"Bearer {gateway.token('translator')}"}
    with httpx.Client(base_url=gateway.url, timeout=20, headers=headers) as client:
        texts = ("Where is the nearest station?", "where is the nearest station", "Where is the nearest station?")
        seen = [client.post("/v1/chat/completions", json=chat(text)).headers["x-cache"] for text in texts]
    assert seen == ["MISS", "MISS", "HIT_L1"]
