"""The demonstration model."""

from __future__ import annotations

import httpx
import pytest

from cachecore_gateway.testing import DEMO_MODEL_NAME, DemoModel, demo_model_server, demo_model_server_in_thread
from cachecore_gateway.testing.knowledge import KNOWLEDGE
from cachecore_gateway.testing.model import NOTHING_KNOWN, seconds_for


@pytest.fixture
def model() -> DemoModel:
    return DemoModel(pace=0)


def asked(text: str, **more: object) -> dict[str, object]:
    return {"model": DEMO_MODEL_NAME, "messages": [{"role": "user", "content": text}], **more}


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("How long does delivery to Germany take?", "2 to 3 working days"),
        ("How long does shipping to Austria take?", "3 to 5 working days"),
        ("Do you ship to France?", "Other countries are not served"),
        ("Can I send an article back?", "within 30 days"),
        ("What is your return policy?", "within 30 days"),
        ("When do I get my money back?", "within 7 days"),
        ("How much is the Aurora lamp?", "79 euros"),
        ("How much does the Trail lantern cost?", "45 euros"),
        ("Is the Trail lantern waterproof?", "not waterproof"),
        ("I forgot my password, please help!", "Forgot password"),
        ("When is the shop open?", "10 am"),
        ("What does HIT_L1 mean?", "exact tier"),
        ("What does HIT_L2 mean?", "semantic tier"),
        ("How long are answers cached?", "3,000 seconds"),
        ("What happens with concurrent requests?", "singleflight"),
    ],
)
def test_different_questions_get_the_facts_they_ask_for(model: DemoModel, question: str, fact: str) -> None:
    assert fact in model.answer_to(question)


@pytest.mark.parametrize("question", ["Who won the world cup in 1998?", "What is the capital of France?", "hello", ""])
def test_what_it_does_not_know_it_says(model: DemoModel, question: str) -> None:
    assert model.answer_to(question) == NOTHING_KNOWN
    assert "demonstration model" in NOTHING_KNOWN


def test_every_answer_is_a_passage_word_for_word(model: DemoModel) -> None:
    texts = {passage.text for passage in KNOWLEDGE}
    assert all(model.answer_to(passage.text) == passage.text for passage in KNOWLEDGE)
    assert len(texts) == len({passage.topic for passage in KNOWLEDGE}) == len(KNOWLEDGE)


def test_a_changed_fact_changes_its_answer_and_no_other(model: DemoModel) -> None:
    before = model.answer_to("How much is the Aurora lamp?")
    model.update("returns", "You can return any article within 60 days of delivery.")
    assert "60 days" in model.answer_to("What is your return policy?")
    assert model.answer_to("How much is the Aurora lamp?") == before


def test_only_known_topics_can_be_changed(model: DemoModel) -> None:
    with pytest.raises(KeyError, match="returns"):
        model.update("weather", "Sunny.")


def test_answers_take_as_long_as_those_of_a_small_hosted_model() -> None:
    times = [seconds_for(passage.text) for passage in KNOWLEDGE]
    assert min(times) >= 0.3
    assert max(times) <= 0.6
    assert len(set(times)) > 1


async def test_it_answers_in_every_shape_plain_and_streamed() -> None:
    question = "How much is the Aurora lamp?"
    bodies: dict[str, dict[str, object]] = {
        "/v1/chat/completions": asked(question),
        "/v1/messages": asked(question, max_tokens=99),
        "/v1/responses": {"model": "m", "input": question},
        "/v1/completions": {"model": "m", "prompt": question},
    }
    async with (
        demo_model_server(DemoModel(pace=0)) as up,
        httpx.AsyncClient(base_url=up.origin, trust_env=False) as client,
    ):
        for path, body in bodies.items():
            for stream in (False, True):
                answer = await client.post(path, json={**body, "stream": stream})
                assert answer.status_code == 200
                assert "79" in answer.text


async def test_a_plain_answer_waits_as_long_as_a_stream_takes(model: DemoModel) -> None:
    async with demo_model_server() as up, httpx.AsyncClient(base_url=up.origin, trust_env=False) as client:
        for stream in (False, True):
            await client.post("/v1/chat/completions", json=asked("What is CacheCore?", stream=stream))
    least = 0.9 * seconds_for(model.answer_to("What is CacheCore?"))
    assert all(call.ended_at is not None and call.ended_at - call.started_at >= least for call in up.calls)


async def test_json_is_answered_where_json_is_asked_for() -> None:
    wanted = asked("How much is the Aurora lamp?", response_format={"type": "json_object"})
    async with (
        demo_model_server(DemoModel(pace=0)) as up,
        httpx.AsyncClient(base_url=up.origin, trust_env=False) as client,
    ):
        answer = (await client.post("/v1/chat/completions", json=wanted)).json()
    assert '{"answer": "The Aurora' in answer["choices"][0]["message"]["content"]


def test_in_a_thread_it_lists_itself_and_refuses_what_providers_refuse() -> None:
    with (
        demo_model_server_in_thread(DemoModel(pace=0)) as up,
        httpx.Client(base_url=up.origin, trust_env=False) as client,
    ):
        assert [model["id"] for model in client.get("/v1/models").json()["data"]] == [DEMO_MODEL_NAME]
        assert client.post("/v1/chat/completions", content=b"{").status_code == 400
