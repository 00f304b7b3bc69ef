"""Unsafe and impossible settings stop the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.core.errors import SettingError

from .tokens import SECRET


def test_a_secret_of_32_bytes_is_enough() -> None:
    settings = AuthSettings(jwt_secret=SECRET)
    assert settings.algorithms == ("HS256",)
    assert settings.is_symmetric
    assert SECRET not in repr(settings)


def test_a_shorter_secret_needs_dev() -> None:
    with pytest.raises(SettingError, match="CACHECORE_JWT_SECRET") as caught:
        AuthSettings(jwt_secret=SECRET[:-1])
    assert "token_urlsafe" in caught.value.message
    assert SECRET[:-1] not in caught.value.message
    assert AuthSettings(jwt_secret="short", dev=True).jwt_secret == "short"


def test_letters_are_not_bytes() -> None:
    assert AuthSettings(jwt_secret="ü" * 16).jwt_secret


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "auth.jwt_secret"),
        ({"jwt_secret": SECRET + "\n"}, "white space"),
        ({"jwt_secret": SECRET, "jwks_url": "https://issuer/keys"}, "auth.jwt_secret"),
        ({"jwt_secret": SECRET, "algorithms": ()}, "auth.algorithms"),
        ({"jwt_secret": SECRET, "algorithms": ("none",)}, "auth.algorithms"),
        ({"jwt_secret": SECRET, "algorithms": ("hs256",)}, "auth.algorithms"),
        ({"jwt_secret": SECRET, "algorithms": ("HS256", "RS256")}, "auth.algorithms"),
        ({"jwt_secret": SECRET, "algorithms": ("RS256",)}, "auth.public_key_pem"),
        ({"algorithms": ("RS256",)}, "auth.public_key_pem"),
        ({"algorithms": ("RS256",), "public_key_pem": "x", "jwks_file": Path("y")}, "auth.public_key_pem"),
        ({"algorithms": ("RS256",), "jwks_url": "http://issuer/keys"}, "auth.jwks_url"),
        ({"algorithms": ("RS256",), "jwks_url": "file:///keys"}, "auth.jwks_url"),
        ({"algorithms": ("RS256",), "jwks_url": "https://"}, "auth.jwks_url"),
        ({"algorithms": ("RS256",), "jwks_url": "https://[::1"}, "auth.jwks_url"),
        ({"jwt_secret": SECRET, "leeway_seconds": -1}, "auth.leeway_seconds"),
        ({"jwt_secret": SECRET, "leeway_seconds": 301}, "auth.leeway_seconds"),
        ({"jwt_secret": SECRET, "leeway_seconds": float("nan")}, "auth.leeway_seconds"),
        ({"jwt_secret": SECRET, "max_token_bytes": 0}, "auth.max_token_bytes"),
        ({"jwt_secret": SECRET, "remembered_count": 0}, "auth.remembered_count"),
        ({"jwt_secret": SECRET, "max_fresh_seconds": -1.0}, "auth.max_fresh_seconds"),
        ({"jwt_secret": SECRET, "max_stale_seconds": float("inf")}, "auth.max_stale_seconds"),
        ({"jwt_secret": SECRET, "jwks_refresh_seconds": 0.0}, "auth.jwks_refresh_seconds"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        AuthSettings(**settings)


def test_a_key_set_on_loopback_may_be_plain_http() -> None:
    assert AuthSettings(algorithms=("ES256",), jwks_url="http://127.0.0.1:9/keys").jwks_url
