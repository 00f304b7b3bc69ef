"""Callers who come again."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.controls import NO_CONTROLS
from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.testing import FakeClock
from cachecore_gateway.web.callers import Caller, identify
from cachecore_gateway.web.head import Head
from cachecore_gateway.web.visitors import Visitors

NOW = 1_700_000_000.0


class Keys:
    """An authenticator whose tokens are ``cc_live_TENANT-SECONDS``, good for so long."""

    def __init__(self, clock: FakeClock) -> None:
        self.generation = 0
        self.verified: list[str] = []
        self._clock = clock

    def looks_like_token(self, credential: str) -> bool:
        return credential.startswith("cc_live_")

    def verify(self, token: str) -> Principal:
        self.verified.append(token)
        tenant, _, seconds = token.removeprefix("cc_live_").partition("-")
        if NOW + float(seconds) <= self._clock.now():
            raise NotAuthenticated("expired")
        return Principal(tenant, NOW + float(seconds))


def head(**fields: str) -> Head:
    raw = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in fields.items())
    return Head("POST", "/v1/chat/completions", b"", "127.0.0.1", raw, dict(raw))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def keys(clock: FakeClock) -> Keys:
    return Keys(clock)


@pytest.fixture
def visitors(keys: Keys, clock: FakeClock) -> Visitors:
    return Visitors(keys, clock)


def come(visitors: Visitors, keys: Keys, one: Head) -> None:
    visitors.note(one, identify(one, keys), NO_CONTROLS)


def test_equal_heads_are_one_visitor_and_others_are_not(visitors: Visitors, keys: Keys) -> None:
    one = head(authorization="Bearer cc_live_acme-60", x_cachecore_deps="abc")
    come(visitors, keys, one)

    found = visitors.recall(head(authorization="Bearer cc_live_acme-60", x_cachecore_deps="abc").raw)
    assert found is not None
    assert found.returns
    assert found is visitors.recall(one.raw)
    assert found.caller.principal is not None
    assert found.caller.principal.tenant_id == "acme"
    for other in (
        head(authorization="Bearer cc_live_acme-61", x_cachecore_deps="abc"),
        head(authorization="Bearer cc_live_acme-60", x_cachecore_deps="abd"),
        head(authorization="Bearer cc_live_acme-60"),
        head(x_cachecore_deps="abc", authorization="Bearer cc_live_acme-60"),
    ):
        assert visitors.recall(other.raw) is None


def test_nobody_is_remembered_past_the_first_of_his_tokens_to_expire(
    visitors: Visitors, keys: Keys, clock: FakeClock
) -> None:
    one = head(authorization="Bearer cc_live_acme-60", x_cachecore_token="cc_live_acme-30")
    come(visitors, keys, one)
    clock.advance(29.0)
    assert visitors.recall(one.raw) is not None
    clock.advance(1.0)
    assert visitors.recall(one.raw) is None
    with pytest.raises(NotAuthenticated):
        identify(one, keys)


def test_changed_keys_make_everybody_a_stranger(visitors: Visitors, keys: Keys) -> None:
    one = head(authorization="Bearer cc_live_acme-60")
    come(visitors, keys, one)
    keys.generation += 1
    assert visitors.recall(one.raw) is None


def test_callers_without_a_token_are_not_remembered(visitors: Visitors) -> None:
    one = head(authorization="Bearer sk-own")
    visitors.note(one, Caller(None, True, b"Bearer sk-own"), NO_CONTROLS)
    assert visitors.recall(one.raw) is None
