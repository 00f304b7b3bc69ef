"""The public names are a contract: this file changes only together with the version."""

from __future__ import annotations

import inspect
from importlib.metadata import requires, version

import pytest

import cachecore
import cachecore.errors
import cachecore.httpx2
import cachecore.testing

PAIRS = ["Client", "SyncClient", "Transport", "SyncTransport"]
ERRORS = ["Error", "AuthError", "RateLimitError"]


def test_top_level_names_are_fixed() -> None:
    classes = {prefix + name for prefix in ("Cachecore", "CacheCore") for name in PAIRS + ERRORS}
    values = {"CacheStatus", "CallRecord", "Dep", "DepDeclaration", "InvalidateResult", "Watch"}
    assert set(cachecore.__all__) == classes | values


def test_httpx2_names_are_fixed() -> None:
    assert set(cachecore.httpx2.__all__) == {prefix + name for prefix in ("Cachecore", "CacheCore") for name in PAIRS}


def test_testing_names_are_fixed() -> None:
    names = {"GatewayDouble", "Received", "Reply", "chat_completion", "numbered_chat", "streamed"}
    assert set(cachecore.testing.__all__) == names


@pytest.mark.parametrize("module", [cachecore, cachecore.errors, cachecore.httpx2, cachecore.testing])
def test_every_listed_name_exists(module: object) -> None:
    assert all(hasattr(module, name) for name in vars(module)["__all__"])


@pytest.mark.parametrize("name", PAIRS + ERRORS)
def test_the_older_spelling_is_the_same_object(name: str) -> None:
    assert getattr(cachecore, f"CacheCore{name}") is getattr(cachecore, f"Cachecore{name}")
    if name in ERRORS:
        assert getattr(cachecore.errors, f"CacheCore{name}") is getattr(cachecore, f"Cachecore{name}")


def test_dep_is_the_short_name_of_dep_declaration() -> None:
    assert cachecore.Dep is cachecore.DepDeclaration


@pytest.mark.parametrize("api", [cachecore, cachecore.httpx2])
@pytest.mark.parametrize("name", ["CachecoreClient", "CachecoreSyncClient"])
def test_signature_of_clients(api: object, name: str) -> None:
    parameters = inspect.signature(getattr(api, name)).parameters
    assert list(parameters) == ["gateway_url", "tenant_jwt", "timeout", "debug", "wrapped", "token_provider"]
    assert parameters["timeout"].default == 30.0
    assert parameters["debug"].default is False
    assert {name for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY} == set(parameters) - {
        "gateway_url",
        "tenant_jwt",
    }


@pytest.mark.parametrize("api", [cachecore, cachecore.httpx2])
@pytest.mark.parametrize("name", ["CachecoreTransport", "CachecoreSyncTransport"])
def test_signature_of_transports(api: object, name: str) -> None:
    parameters = inspect.signature(getattr(api, name)).parameters
    assert list(parameters) == ["jwt", "wrapped", "debug", "gateway_url", "token_provider"]
    assert all(p.kind is p.KEYWORD_ONLY for name, p in parameters.items() if name != "jwt")


def test_version_is_that_of_the_distribution() -> None:
    assert cachecore.__version__ == version("cachecore-python")


def test_httpx_is_the_only_requirement() -> None:
    unconditional = [line for line in requires("cachecore-python") or [] if "extra ==" not in line]
    assert [line.partition("<")[0].partition(">")[0].strip() for line in unconditional] == ["httpx"]


def test_errors_form_one_tree() -> None:
    assert issubclass(cachecore.CachecoreAuthError, cachecore.CachecoreError)
    assert issubclass(cachecore.CachecoreRateLimitError, cachecore.CachecoreError)
    assert cachecore.CachecoreRateLimitError("slow down").retry_after is None
