"""Rate limits over several gateways."""

from __future__ import annotations

import asyncio

import pytest

from cachecore_gateway.core.identity import Rate

from ..servers import Server
from .conftest import Gateway

pytestmark = pytest.mark.services


async def test_three_gateways_admit_together_what_one_may(shared: Server, gateway: Gateway) -> None:
    gateways = [await gateway(shared) for _ in range(3)]
    rate = Rate(100, 60.0)
    admissions = await asyncio.gather(*(gateways[n % 3].limiter.admit("acme", rate) for n in range(400)))
    assert sum(admission.allowed for admission in admissions) == 100
    assert sorted(admission.remaining for admission in admissions if admission.allowed) == list(range(100))
    refused = next(admission for admission in admissions if not admission.allowed)
    assert refused.remaining == 0
    assert 0 < refused.retry_after_seconds <= refused.reset_seconds <= 60.0
    assert (await gateways[0].limiter.admit("other", rate)).allowed


async def test_no_window_holds_more_than_the_rate(shared: Server, gateway: Gateway) -> None:
    limiter = (await gateway(shared)).limiter
    rate, admitted, loop = Rate(5, 0.25), [], asyncio.get_running_loop()
    began = loop.time()
    while loop.time() - began < 1.2:
        asked = loop.time()
        admission = await limiter.admit("acme", rate)
        if admission.allowed:
            admitted.append((asked, loop.time()))
        else:
            assert admission.retry_after_seconds > 0
            await asyncio.sleep(admission.retry_after_seconds / 4)
    assert len(admitted) >= 15
    for first, sixth in zip(admitted, admitted[5:], strict=False):
        assert sixth[1] - first[0] >= 0.25


async def test_after_the_told_wait_a_request_is_admitted(shared: Server, gateway: Gateway) -> None:
    limiter = (await gateway(shared)).limiter
    rate = Rate(3, 0.3)
    while (admission := await limiter.admit("acme", rate)).allowed:
        pass
    await asyncio.sleep(admission.retry_after_seconds)
    assert (await limiter.admit("acme", rate)).allowed


async def test_a_lowered_rate_holds_at_once(shared: Server, gateway: Gateway) -> None:
    limiter = (await gateway(shared)).limiter
    for _ in range(10):
        assert (await limiter.admit("acme", Rate(20, 60.0))).allowed
    assert not (await limiter.admit("acme", Rate(5, 60.0))).allowed
    assert (await limiter.admit("acme", Rate(20, 60.0))).allowed


async def test_without_a_server_everybody_is_admitted_and_health_says_so(own: Server, gateway: Gateway) -> None:
    limiter = (await gateway(own)).limiter
    assert (await limiter.health()).ok
    own.kill()
    for _ in range(20):
        assert (await limiter.admit("acme", Rate(1, 60.0))).allowed
    assert not (await limiter.health()).ok
