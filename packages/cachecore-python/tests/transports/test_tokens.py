from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from cachecore.transports.tokens import (
    EXPIRY_MARGIN_SECONDS,
    RENEWAL_PAUSE_SECONDS,
    AsyncRenewal,
    Renewal,
    TokenInUse,
)


def jwt(exp: float, name: str = "") -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"exp": exp, "name": name}).encode()).decode().rstrip("=")
    return f"e30.{payload}.c2ln"


def sync_provider(calls: list[int], token: str = "new") -> Callable[[], str]:
    def provider() -> str:
        calls.append(1)
        return token

    return provider


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_expires_soon_within_the_margin() -> None:
    clock = Clock()
    token = TokenInUse(jwt(clock.now + EXPIRY_MARGIN_SECONDS + 1), clock)
    assert not token.expires_soon()
    clock.now += 1
    assert token.expires_soon()


def test_an_opaque_token_never_expires() -> None:
    assert not TokenInUse("opaque", lambda: 1e12).expires_soon()


def test_earlier_tokens_stay_our_own() -> None:
    token = TokenInUse("one")
    for fresh in ("two", "three"):
        token.adopt(fresh)
    assert token.value == "three"
    assert all(map(token.is_own, ("one", "two", "three")))
    assert not token.is_own("four")


@pytest.mark.parametrize("answer", [None, b"t", "", "a b"])
def test_an_answer_that_is_no_token_is_logged_and_the_old_one_stays(
    answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    token = TokenInUse("old-secret")
    assert not Renewal(token, lambda: answer).replace("old-secret")
    assert token.value == "old-secret"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "secret" not in caplog.text


def test_after_a_failure_the_provider_is_left_alone_for_a_while() -> None:
    clock, calls = Clock(), 0

    def provider() -> str:
        nonlocal calls
        calls += 1
        raise OSError("no network")

    renewal = Renewal(TokenInUse("old", clock), provider)
    for _ in range(3):
        assert not renewal.replace("old")
    assert calls == 1
    clock.now += RENEWAL_PAUSE_SECONDS
    renewal.replace("old")
    assert calls == 2


def test_the_same_token_again_is_no_renewal() -> None:
    calls: list[int] = []
    renewal = Renewal(TokenInUse("old"), sync_provider(calls, "old"))
    assert not renewal.replace("old")
    assert not renewal.replace("old")
    assert len(calls) == 1


def test_without_a_provider_nothing_is_renewed() -> None:
    assert not Renewal(TokenInUse("old"), None).replace("old")


def test_eight_threads_renew_once() -> None:
    together = threading.Barrier(8)
    calls: list[int] = []
    renewal = Renewal(TokenInUse("old"), sync_provider(calls))
    results: list[bool] = []

    def work() -> None:
        together.wait(5)
        results.append(renewal.replace("old"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert results == [True] * 8
    assert len(calls) == 1


def async_provider(calls: list[int]) -> Callable[[], Any]:
    async def provider() -> str:
        calls.append(1)
        await asyncio.sleep(0)
        return "new"

    return provider


@pytest.mark.parametrize("make", [sync_provider, async_provider])
async def test_many_tasks_renew_once(make: Callable[[list[int]], Callable[[], Any]]) -> None:
    calls: list[int] = []
    renewal = AsyncRenewal(TokenInUse("old"), make(calls))
    assert await asyncio.wait_for(asyncio.gather(*(renewal.replace("old") for _ in range(20))), 5) == [True] * 20
    assert len(calls) == 1


async def test_an_async_provider_may_fail(caplog: pytest.LogCaptureFixture) -> None:
    async def provider() -> str:
        raise OSError

    assert not await AsyncRenewal(TokenInUse("old"), provider).replace("old")
    assert "OSError" in caplog.text
