"""Whose key pays, and that no other key or token travels."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.errors import NotAuthenticated
from cachecore_gateway.core.identity import Principal
from cachecore_gateway.upstream.keys import KeyRing
from cachecore_gateway.upstream.providers import ANTHROPIC, OPENAI
from cachecore_gateway.upstream.settings import ProviderSettings

FULL = ProviderSettings(
    "https://host", "sk-default", {"acme": "sk-acme"}, {"acme": {"web": "sk-web"}, "other": {"web": "sk-other-web"}}
)
NO_KEYS = ProviderSettings("https://host")


def principal(tenant: str = "acme", project: str = "") -> Principal:
    return Principal(tenant, expires_at=2e9, project_id=project)


def ring(settings: ProviderSettings = FULL, *, anonymous_key: bool = False) -> KeyRing:
    return KeyRing(OPENAI, settings, anonymous_key=anonymous_key)


@pytest.mark.parametrize(
    ("caller", "key"),
    [
        (principal("acme", "web"), "sk-web"),
        (principal("acme", "app"), "sk-acme"),
        (principal("acme"), "sk-acme"),
        (principal("other", "web"), "sk-other-web"),
        (principal("other"), "sk-default"),
        (principal("third", "web"), "sk-default"),
    ],
)
def test_project_before_tenant_before_default(caller: Principal, key: str) -> None:
    picked = ring().pick(caller, b"Bearer sk-callers-own", ())
    assert (picked.header, picked.value) == ("authorization", f"Bearer {key}")


def test_anthropic_keys_travel_as_x_api_key() -> None:
    picked = KeyRing(ANTHROPIC, FULL, anonymous_key=False).pick(principal(), b"", ())
    assert (picked.header, picked.value) == ("x-api-key", "sk-acme")


@pytest.mark.parametrize("caller", [principal(), None])
def test_without_a_configured_key_the_callers_own_travels_unchanged(caller: Principal | None) -> None:
    picked = ring(NO_KEYS).pick(caller, b"Bearer sk-own", ((b"authorization", b"Bearer sk-own"),))
    assert (picked.header, picked.value) == ("authorization", "Bearer sk-own")


@pytest.mark.parametrize(
    ("api", "value", "headers", "expected"),
    [
        (ANTHROPIC, b"sk-ant", (), ("x-api-key", "sk-ant")),
        (ANTHROPIC, b"Bearer oauth", (), ("authorization", "Bearer oauth")),
        (ANTHROPIC, b"sk-ant", ((b"x-api-key", b"sk-ant"),), ("x-api-key", "sk-ant")),
        (OPENAI, b"sk-x", (), ("authorization", "Bearer sk-x")),
        (OPENAI, b"Basic abc", (), ("authorization", "Basic abc")),
        (OPENAI, b"azure", ((b"api-key", b"azure"),), ("api-key", "azure")),
    ],
)
def test_the_callers_key_keeps_its_form(
    api: object, value: bytes, headers: tuple[tuple[bytes, bytes], ...], expected: tuple[str, str]
) -> None:
    assert api in (OPENAI, ANTHROPIC)
    keys = KeyRing(OPENAI if api is OPENAI else ANTHROPIC, NO_KEYS, anonymous_key=False)
    picked = keys.pick(principal(), value, headers)
    assert (picked.header, picked.value) == expected


@pytest.mark.parametrize("own", [b"", b"  ", b"Bearer cc_live_a.b.c.d", b"cc_live_a.b.c.d", b"Bearer CC_LIVE_x"])
def test_no_key_at_all_is_a_clear_401(own: bytes) -> None:
    with pytest.raises(NotAuthenticated, match="OPENAI_API_KEY") as caught:
        ring(NO_KEYS).pick(principal(), own, ())
    assert caught.value.error_code == "no_provider_key"
    assert ring(NO_KEYS).credential(principal(), own) == ""


def test_anonymous_callers_get_the_operators_key_only_where_it_is_lent() -> None:
    with pytest.raises(NotAuthenticated, match="anonymous_upstream_key"):
        ring().pick(None, b"", ())
    assert ring().pick(None, b"Bearer own", ()).value == "Bearer own"
    assert ring(anonymous_key=True).pick(None, b"", ()).value == "Bearer sk-default"


def test_a_key_that_is_not_ascii_is_refused_without_showing_it() -> None:
    with pytest.raises(NotAuthenticated, match="non-ASCII") as caught:
        ring(NO_KEYS).pick(principal(), "Bearer ключ".encode(), ())
    assert "ключ" not in caught.value.message


def test_credentials_are_equal_for_equal_keys_however_sent() -> None:
    own = ring(NO_KEYS)
    assert own.credential(None, b"Bearer sk-default") == ring().credential(principal("third"), b"")
    assert own.credential(None, b"bearer  sk-default ") == own.credential(None, b"sk-default")
    assert own.credential(None, b"Bearer a") != own.credential(None, b"Bearer b")
    assert ring().credential(principal(), b"Bearer a") == ring().credential(principal(), b"Bearer b")
    assert "sk-default" not in own.credential(None, b"Bearer sk-default")


def test_keys_do_not_show() -> None:
    picked = ring().pick(principal(), b"", ())
    assert "sk-" not in repr(picked)
    assert picked.credential not in repr(picked)
    assert "sk-" not in repr(ring())
