"""Good tokens and what they say; how long they are remembered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Permissions, Principal, Rate
from cachecore_gateway.core.ports import Authenticator
from cachecore_gateway.testing import FakeClock

from .tokens import CLAIMS, HEADER, NOW, SECRET, authenticator, raw, token


def test_it_is_an_authenticator() -> None:
    port: Authenticator = authenticator()
    assert port.verify(token()) == Principal("acme", NOW + 3600.0)


def test_the_prefixed_form_carries_its_id() -> None:
    assert authenticator().verify(f"cc_live_my-id_1.{token()}").token_id == "my-id_1"


def test_an_id_that_is_signed_must_be_the_one_in_front() -> None:
    signed = token(cc_id="one")
    assert authenticator().verify(f"cc_live_one.{signed}").token_id == "one"
    assert authenticator().verify(signed).token_id == ""
    with pytest.raises(NotAuthenticated, match="cc_id"):
        authenticator().verify(f"cc_live_two.{signed}")


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"project_id": "web"}, {"project_id": "web"}),
        ({"project_id": None}, {"project_id": ""}),
        ({"policy_version": "v3"}, {"policy_version": "v3"}),
        ({"policy_version": 3}, {"policy_version": "3"}),
        ({"policy_version": 3.5}, {"policy_version": "3.5"}),
        ({"fresh_ttl_secs": 60}, {"fresh_seconds": 60.0}),
        ({"fresh_ttl_secs": 0, "stale_window_secs": 0.5}, {"fresh_seconds": 0.0, "stale_seconds": 0.5}),
        ({"fresh_ttl_secs": 10**9}, {"fresh_seconds": 30 * 86400.0}),
        ({"stale_window_secs": 10**9}, {"stale_seconds": 30 * 86400.0}),
        ({"rate_limit": 100}, {"rate": Rate(100, 60.0)}),
        ({"rate_limit": 100.0}, {"rate": Rate(100, 60.0)}),
        ({"rate_limit": {"requests": 5}}, {"rate": Rate(5, 60.0)}),
        ({"rate_limit": {"requests": 5, "seconds": 1.5}}, {"rate": Rate(5, 1.5)}),
        ({"rate_limit": None}, {"rate": None}),
        ({"l2": "strict"}, {"preset": Preset.STRICT}),
        ({"l2": "off"}, {"preset": Preset.OFF}),
        ({"tenant_id": "Übung 日本 @ x/y"}, {"tenant_id": "Übung 日本 @ x/y"}),
        ({"tenant_id": "t" * 128}, {"tenant_id": "t" * 128}),
        ({"exp": NOW + 0.5}, {"expires_at": NOW + 0.5}),
        ({"nbf": NOW + 10, "iat": NOW + 10}, {}),
        ({"aud": ["other"], "iss": "anybody", "sub": 5, "unknown": {"x": []}}, {}),
    ],
)
def test_claims_become_the_principal(claims: dict[str, Any], expected: dict[str, Any]) -> None:
    principal = authenticator().verify(token(**claims))
    usual = {"tenant_id": "acme", "expires_at": NOW + 3600.0}
    assert principal == Principal(**{**usual, **expected})


@pytest.mark.parametrize(
    ("claims", "roles", "scope"),
    [
        ({"permissions": {"roles": ["b", "a", "a"], "scope": ["s"]}}, ("a", "b"), ("s",)),
        ({"permissions": {"roles": ["a"]}}, ("a",), ()),
        ({"permissions": {}}, (), ()),
        ({"permissions": ["read", "write"]}, (), ("read", "write")),
        ({"permissions": "write read"}, (), ("read", "write")),
        ({"roles": ["a"], "scope": "read write"}, ("a",), ("read", "write")),
        ({"roles": "admin", "scope": ["read"]}, ("admin",), ("read",)),
        ({"permissions": {"roles": ["a"], "scope": "x y"}, "roles": "b", "scope": "z"}, ("a", "b"), ("x", "y", "z")),
        ({"permissions": None, "roles": None, "scope": None}, (), ()),
        ({"scope": ""}, (), ()),
    ],
)
def test_every_grant_counts(claims: dict[str, Any], roles: tuple[str, ...], scope: tuple[str, ...]) -> None:
    assert authenticator().verify(token(**claims)).permissions == Permissions(roles, scope)


def test_audience_and_issuer_count_where_configured() -> None:
    strict = authenticator(audience="cachecore", issuer="https://issuer")
    good: dict[str, Any] = {"aud": ["x", "cachecore"], "iss": "https://issuer"}
    assert strict.verify(token(good | CLAIMS)).tenant_id == "acme"
    wrongs: list[dict[str, Any]] = [{"aud": "x"}, {"aud": ...}, {"aud": []}, {"iss": "https://other"}, {"iss": ...}]
    for wrong in wrongs:
        with pytest.raises(NotAuthenticated, match=r"aud|iss"):
            strict.verify(token(good | CLAIMS | wrong))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_other_mac_algorithms_by_configuration(algorithm: str) -> None:
    made = raw(b'{"alg":"%b"}' % algorithm.encode(), b'{"tenant_id":"a","exp":%d}' % (NOW + 9), algorithm=algorithm)
    assert authenticator(algorithms=(algorithm,)).verify(made).tenant_id == "a"
    with pytest.raises(NotAuthenticated, match="alg"):
        authenticator().verify(made)


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt"])
def test_usual_types_are_accepted(kind: str) -> None:
    assert authenticator().verify(token(header={**HEADER, "typ": kind, "kid": "key-1"})).tenant_id == "acme"


def test_a_token_is_bad_at_its_expiry_and_after_though_remembered() -> None:
    clock = FakeClock(NOW)
    auth, good = authenticator(clock), token()
    auth.verify(good)
    clock.advance(3599)
    assert auth.verify(good).tenant_id == "acme"
    clock.advance(1)
    for _ in range(2):
        with pytest.raises(NotAuthenticated, match="expired") as caught:
            auth.verify(good)
        assert caught.value.error_code == "token_expired"


def test_a_wall_clock_that_jumps_ahead_ends_remembered_tokens() -> None:
    clock = FakeClock(NOW)
    auth, good = authenticator(clock), token()
    auth.verify(good)
    clock.step_wall(3600)
    with pytest.raises(NotAuthenticated):
        auth.verify(good)


def test_a_second_look_costs_no_cryptography(monkeypatch: pytest.MonkeyPatch) -> None:
    auth, good = authenticator(), token()
    first = auth.verify(good)
    monkeypatch.setattr("cachecore_gateway.auth.token_authenticator.parse_compact", None)
    assert auth.verify(good) is first


def test_memory_is_bounded_and_bad_tokens_push_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    auth = authenticator(remembered_count=3)
    good = [token(tenant_id=f"t{number}") for number in range(4)]
    for each in good:
        auth.verify(each)
    for number in range(100):
        with pytest.raises(NotAuthenticated):
            auth.verify(good[3][:-2] + f"{number:02}")
    monkeypatch.setattr("cachecore_gateway.auth.token_authenticator.parse_compact", None)
    assert [auth.verify(each).tenant_id for each in good[1:]] == ["t1", "t2", "t3"]
    with pytest.raises(TypeError):
        auth.verify(good[0])


async def test_health_and_closing() -> None:
    auth = authenticator()
    await auth.open()
    health = await auth.health()
    assert (health.part, health.ok) == ("auth", True)
    assert SECRET not in health.detail
    await auth.aclose()


@pytest.mark.parametrize(
    ("credential", "is_token"),
    [
        ("cc_live_", True),
        ("CC_LIVE_x.y", True),
        ("cc_live_anything at all", True),
        ("eyJhbGciOiJub25lIn0.e30.", True),
        ("eyJhbGciOiJIUzI1NiJ9.broken", True),
        ("ewogICJhbGciOiAiSFMyNTYiCn0.e30.x", True),
        ("IHsiYWxnIjoiSFMyNTYifQ.e30.x", True),
        ("eyJ" + "a" * 100_000 + ".e30.x", True),
        ("e30.e30.x", True),
        ("sk-proj-abc", False),
        ("sk-ant-api03-abc.def", False),
        ("gsk_abc", False),
        ("", False),
        (".", False),
        ("eyJhbGciOiJIUzI1NiJ9", False),
        ("hf.abc", False),
    ],
)
def test_what_is_meant_to_be_a_token(credential: str, is_token: bool) -> None:
    assert authenticator().looks_like_token(credential) is is_token


@given(st.text(max_size=200))
def test_any_text_is_refused_or_taken_for_no_token_without_another_error(text: str) -> None:
    auth = authenticator()
    auth.looks_like_token(text)
    with pytest.raises(NotAuthenticated):
        auth.verify(text)
