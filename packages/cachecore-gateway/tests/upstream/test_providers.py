"""Paths find their provider and their URL, and cannot leave the base URL."""

from __future__ import annotations

import pytest

from cachecore_gateway.core.errors import InvalidRequest
from cachecore_gateway.upstream.providers import checked_path, is_anthropic, url_builder
from cachecore_gateway.upstream.settings import ProviderSettings


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions?a=%2F&b"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions?a=%2F&b"),
        ("https://api.openai.com", "https://api.openai.com/v1/chat/completions?a=%2F&b"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/chat/completions?a=%2F&b"),
        ("https://host/openai", "https://host/openai/v1/chat/completions?a=%2F&b"),
        ("https://host/openai/v1", "https://host/openai/v1/chat/completions?a=%2F&b"),
        ("https://host/v1beta/openai/", "https://host/v1beta/openai/chat/completions?a=%2F&b"),
        ("https://host/api/v3", "https://host/api/v3/chat/completions?a=%2F&b"),
    ],
)
def test_base_urls_are_read_as_sdks_read_them(base_url: str, expected: str) -> None:
    build = url_builder(ProviderSettings(base_url))
    assert str(build("/v1/chat/completions?a=%2F&b")) == expected


@pytest.mark.parametrize(
    ("path", "anthropic"),
    [
        ("/v1/messages", True),
        ("/v1/messages?beta=true", True),
        ("/v1/messages/count_tokens", True),
        ("/v1/messages/batches/x", True),
        ("/v1/messages2", False),
        ("/v1/chat/completions", False),
        ("/v1/threads/t/messages", False),
        ("/v1/models", False),
    ],
)
def test_messages_go_to_anthropic(path: str, anthropic: bool) -> None:
    assert is_anthropic(path) is anthropic


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/models/gpt-4.1",
        "/v1/models/a%2Fb",
        "/v1/files?x=../y",
        "/v1/models/..x",
        "/v1/a/...",
        "/v1?x",
    ],
)
def test_ordinary_paths_pass_as_they_are(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "v1/models",
        "/v2/models",
        "/v10/models",
        "/v1/../admin",
        "/v1/..",
        "/v1/./models",
        "/v1/a/%2e%2E/b",
        "/v1/.%2e/b",
        "/v1/..%2fb",
        "/v1/..%5Cb",
        "/v1/..\\b",
        "/v1/mo dels",
        "/v1/models\r\nHost: evil",
        "/v1/modèles",
        "/v1/models#part",
        "/v1/models?q=\x00",
        "http://evil/v1/models",
        "//evil/v1/models",
    ],
)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(InvalidRequest):
        checked_path(path)
