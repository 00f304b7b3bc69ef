"""What is minted verifies, and says what was granted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cachecore_gateway.auth import AuthSettings, Grant, describe, dev_secret, mint
from cachecore_gateway.auth.token_authenticator import TokenAuthenticator
from cachecore_gateway.core.errors import NotAuthenticated, SettingError
from cachecore_gateway.core.identity import Permissions, Rate
from cachecore_gateway.testing import FakeClock

from .tokens import NOW, SECRET, authenticator, token

SETTINGS = AuthSettings(jwt_secret=SECRET)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
GRANTS = st.builds(
    Grant,
    NAMES,
    st.floats(1, 1e8),
    NAMES | st.just(""),
    NAMES | st.just(""),
    st.builds(Permissions.of, st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4)),
    st.none() | st.floats(0, 1e6),
    st.none() | st.floats(0, 1e6),
    st.none() | st.builds(Rate, st.integers(1, 10**9), st.floats(0.001, 1e6)),
)


@settings(max_examples=40)
@given(GRANTS)
def test_a_minted_token_says_what_was_granted(grant: Grant) -> None:
    made = mint(SETTINGS, grant, NOW)
    principal = TokenAuthenticator(SETTINGS, FakeClock(NOW)).verify(made)
    assert made.startswith(f"cc_live_{principal.token_id}.")
    assert principal.token_id
    assert abs(principal.expires_at - (NOW + grant.ttl_seconds)) <= 1
    assert (principal.tenant_id, principal.project_id) == (grant.tenant_id, grant.project_id)
    assert (principal.policy_version, principal.permissions) == (grant.policy_version, grant.permissions)
    assert (principal.fresh_seconds, principal.stale_seconds) == (grant.fresh_seconds, grant.stale_seconds)
    assert principal.rate == grant.rate


def test_audience_and_issuer_are_added() -> None:
    own = AuthSettings(jwt_secret=SECRET, audience="gw", issuer="me", algorithms=("HS512",))
    made = mint(own, Grant("acme", 60), NOW)
    assert TokenAuthenticator(own, FakeClock(NOW)).verify(made).tenant_id == "acme"


@pytest.mark.parametrize("ttl_seconds", [0, -1, float("nan")])
def test_a_lifetime_must_be_positive(ttl_seconds: float) -> None:
    with pytest.raises(SettingError, match="lifetime"):
        mint(SETTINGS, Grant("acme", ttl_seconds), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tenant_id": ""},
        {"tenant_id": "a\nb"},
        {"tenant_id": "t" * 129},
        {"project_id": " x"},
        {"rate": Rate(0)},
        {"fresh_seconds": -1.0},
        {"fresh_seconds": float("nan")},
        {"permissions": Permissions(("",))},
    ],
)
def test_nothing_is_minted_that_would_be_refused(wrong: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"tenant_id": "acme", "ttl_seconds": 60.0}
    with pytest.raises(NotAuthenticated):
        mint(SETTINGS, Grant(**(usual | wrong)), NOW)


def test_a_token_that_is_too_long_is_not_minted() -> None:
    with pytest.raises(SettingError, match="longer than"):
        mint(SETTINGS, Grant("acme", 60, permissions=Permissions(tuple(f"{n:0200}" for n in range(50)))), NOW)


def test_who_holds_only_a_public_key_mints_nothing() -> None:
    with pytest.raises(SettingError, match="issuer"):
        mint(AuthSettings(algorithms=("RS256",), jwks_url="https://issuer/keys"), Grant("acme", 60), NOW)


def test_tokens_and_secrets_differ_each_time() -> None:
    assert len({mint(SETTINGS, Grant("acme", 60), NOW) for _ in range(10)}) == 10
    assert len({dev_secret() for _ in range(10)}) == 10
    AuthSettings(jwt_secret=dev_secret())


def test_describe_reads_without_the_secret() -> None:
    described = describe("  " + mint(SETTINGS, Grant("acme", 60), NOW) + "\n")
    assert described.token_id
    assert described.header["alg"] == "HS256"
    assert described.claims["tenant_id"] == "acme"
    assert described.expires_at == NOW + 60
    assert not described.expired(NOW + 59)
    assert described.expired(NOW + 60)


@pytest.mark.parametrize("exp", [..., None, "soon", True, [], 10**400])
def test_describe_says_when_there_is_no_expiry(exp: Any) -> None:
    described = describe(token(exp=exp))
    assert described.expires_at is None
    assert described.expired(0)


@pytest.mark.parametrize("text", ["", "sk-abc", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.e30", "x" * 100_000])
def test_describe_refuses_what_is_no_token(text: str) -> None:
    with pytest.raises(NotAuthenticated):
        describe(text)


def test_a_minted_token_is_refused_under_another_secret() -> None:
    with pytest.raises(NotAuthenticated, match="signature"):
        authenticator(jwt_secret=dev_secret()).verify(mint(SETTINGS, Grant("acme", 60), NOW))
