"""Settings are refused where they are made, and never show a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.core.errors import SettingError
from cachecore_gateway.upstream import ProviderSettings, UpstreamSettings


def test_the_defaults_are_the_providers_own_addresses() -> None:
    settings = UpstreamSettings()
    assert settings.openai.base_url == "https://api.openai.com/v1"
    assert settings.anthropic.base_url == "https://api.anthropic.com"
    assert not settings.anonymous_upstream_key


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.openai.com/v1",
        "ftp://api.openai.com",
        "https://",
        "https://user:secret@api.openai.com/v1",
        "https://api.openai.com/v1?key=secret",
        "https://api.openai.com/v1#part",
        "https://api.openai.com:99999/v1",
        "https://api.openai.com:0/v1",
        "https://api openai.com/v1",
        "https://[::1/v1",
    ],
)
@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_base_url_that_cannot_work_is_refused_by_name(url: str, provider: str) -> None:
    wrong: dict[str, Any] = {provider: ProviderSettings(url)}
    with pytest.raises(SettingError, match=rf"upstream\.{provider}\.base_url") as caught:
        UpstreamSettings(**wrong)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("key", ["with space", "line\nend", "ключ", "k" * 5000])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key: str) -> None:
    for provider in (
        ProviderSettings("https://host", api_key=key),
        ProviderSettings("https://host", tenant_keys={"t": key}),
        ProviderSettings("https://host", project_keys={"t": {"p": key}}),
    ):
        with pytest.raises(SettingError, match=r"upstream\.openai") as caught:
            UpstreamSettings(openai=provider)
        assert key not in caught.value.message


@pytest.mark.parametrize(
    "name",
    [
        "connect_timeout_seconds",
        "head_timeout_seconds",
        "idle_timeout_seconds",
        "total_timeout_seconds",
        "wait_timeout_seconds",
        "keep_idle_seconds",
        "max_connections",
        "max_decoded_bytes",
        "max_head_line_bytes",
    ],
)
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_numbers_must_be_positive(name: str, value: float) -> None:
    wrong: dict[str, Any] = {name: value}
    with pytest.raises(SettingError, match=rf"upstream\.{name}"):
        UpstreamSettings(**wrong)


def test_waiting_may_be_forbidden_but_not_negative() -> None:
    assert UpstreamSettings(max_waiting=0).max_waiting == 0
    with pytest.raises(SettingError, match="max_waiting"):
        UpstreamSettings(max_waiting=-1)


def test_a_missing_authority_file_and_a_bad_proxy_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="tls_ca_file"):
        UpstreamSettings(tls_ca_file=tmp_path / "absent.pem")
    with pytest.raises(SettingError, match="proxy_url") as caught:
        UpstreamSettings(proxy_url="socks5://user:secret@host:1")
    assert "secret" not in caught.value.message


def test_repr_shows_no_key_and_no_proxy_password() -> None:
    provider = ProviderSettings("https://host", "sk-1", {"t": "sk-2"}, {"t": {"p": "sk-3"}})
    shown = repr(UpstreamSettings(openai=provider, proxy_url="http://u:pw@host:3128"))
    assert "sk-" not in shown
    assert "pw" not in shown
    assert list(provider.all_keys()) == ["sk-1", "sk-2", "sk-3"]
