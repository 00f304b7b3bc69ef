"""``--dev``: works with nothing configured, on this machine alone."""

from __future__ import annotations

import pytest

from cachecore_gateway.config import SettingProblems, dump, is_loopback, load, restore


def test_nothing_need_be_configured_and_nothing_is_shared_between_starts() -> None:
    first, second = load(None, {}, dev=True), load(None, {}, dev=True)
    assert first.upstream.anonymous_upstream_key
    assert len(first.web.admin_token) >= 32
    assert first.web.admin_token != second.web.admin_token
    assert len(first.auth.jwt_secret) >= 32
    assert first.auth.jwt_secret != second.auth.jwt_secret


def test_a_short_secret_is_good_enough_for_a_trial() -> None:
    assert load(None, {"CACHECORE_JWT_SECRET": "short"}, dev=True).auth.jwt_secret == "short"


def test_other_algorithms_need_no_throwaway_secret() -> None:
    environ = {"CACHECORE_AUTH_ALGORITHMS": "RS256", "CACHECORE_AUTH_JWKS_URL": "https://issuer.example/keys"}
    assert load(None, environ, dev=True).auth.jwt_secret == ""


def test_what_development_allows_reaches_the_workers() -> None:
    settings = load(None, {"CACHECORE_JWT_SECRET": "short"}, dev=True)
    assert restore(dump(settings)) == settings


def test_what_is_configured_stays() -> None:
    environ = {"ADMIN_TOKEN": "mine", "CACHECORE_UPSTREAM_ANONYMOUS_UPSTREAM_KEY": "false"}
    settings = load(None, environ, dev=True)
    assert settings.web.admin_token == "mine"
    assert not settings.upstream.anonymous_upstream_key


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_only_loopback_is_listened_on(host: str) -> None:
    with pytest.raises(SettingProblems, match="loopback only"):
        load(None, {"CACHECORE_HOST": host}, dev=True)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
