"""The judge over real sockets: what is sent, what counts as an answer, and how failures are told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cachecore_gateway.core.errors import UpstreamError
from cachecore_gateway.testing import Answer, BadJson, Delay, Fail, Fault, Hangup, HugeBody, ToolCall, UpstreamDouble
from cachecore_gateway.upstream import HttpJudgeModel, JudgeEndpoint, UpstreamSettings


@pytest.fixture
async def double() -> AsyncIterator[UpstreamDouble]:
    async with UpstreamDouble() as double:
        yield double


async def asked(double: UpstreamDouble, *, api_key: str = "sk-judge", timeout_seconds: float = 5.0) -> str:
    endpoint = JudgeEndpoint(double.base_url, "judge-1", api_key, timeout_seconds)
    model = await HttpJudgeModel.open(endpoint, UpstreamSettings())
    try:
        return await model.ask("Compare.", "a and b")
    finally:
        await model.aclose()


async def test_the_answers_text_comes_back(double: UpstreamDouble) -> None:
    double.answer_with("same")
    assert await asked(double) == "same"
    (call,) = double.calls
    assert (call.path, call.request.header("authorization")) == ("/v1/chat/completions", "Bearer sk-judge")
    assert call.request.fields == {
        "model": "judge-1",
        "messages": [{"role": "system", "content": "Compare."}, {"role": "user", "content": "a and b"}],
    }


async def test_without_a_key_none_is_sent(double: UpstreamDouble) -> None:
    double.answer_with("same")
    await asked(double, api_key="")
    assert double.calls[0].request.header("authorization") is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fail(401), "judge_key"),
        (Fail(403), "judge_key"),
        (Fail(400), "judge_refused"),
        (Fail(422), "judge_refused"),
        (Fail(429), "judge_status"),
        (Fail(500), "judge_status"),
        (Fail(302), "judge_status"),
        (Hangup(), "judge_down"),
        (BadJson(), "judge_shape"),
        (HugeBody(), "judge_shape"),
    ],
)
async def test_every_failure_has_its_code(double: UpstreamDouble, fault: Fault, code: str) -> None:
    double.inject(fault)
    with pytest.raises(UpstreamError) as raised:
        await asked(double)
    assert raised.value.error_code == code
    assert "sk-judge" not in str(raised.value)


async def test_an_answer_without_text_is_no_answer(double: UpstreamDouble) -> None:
    double.answer_with(Answer(tool_calls=(ToolCall("verdict"),)))
    with pytest.raises(UpstreamError) as raised:
        await asked(double)
    assert raised.value.error_code == "judge_shape"


async def test_a_slow_judge_is_given_up(double: UpstreamDouble) -> None:
    double.inject(Delay(head_seconds=5.0))
    with pytest.raises(UpstreamError) as raised:
        await asked(double, timeout_seconds=0.05)
    assert raised.value.error_code == "judge_timeout"


def test_the_key_never_shows() -> None:
    assert "sk-secret" not in repr(JudgeEndpoint("http://judge", "m", "sk-secret"))
