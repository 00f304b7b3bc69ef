"""Secrets: by reference in the file, never shown, handed to workers in a private file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.config import (
    WORKER_VARIABLE,
    SettingProblems,
    Settings,
    all_leaves,
    dump,
    handed_over,
    load,
    restore,
    settings_for_worker,
)

CANARY = "canary-4711-canary-4711-canary-4711"
TOML = """
[server]
port = 8181
admin_token = "file:admin.txt"
[limits]
anonymous = "3/7"
[upstream.openai]
api_key = "env:MY_KEY"
[upstream.openai.tenant_keys]
acme = "env:ACME_KEY"
[upstream.anthropic.project_keys.acme]
billing = "file:billing.txt"
[prices.m]
input_usd = 1
output_usd = 2
[l2]
preset = "strict"
"""
ENVIRON = {"CACHECORE_JWT_SECRET": f"jwt-{CANARY}", "MY_KEY": f"sk-{CANARY}", "ACME_KEY": f"acme-{CANARY}"}

Load = Callable[..., Settings]


@pytest.fixture
def load_it(tmp_path: Path) -> Load:
    (tmp_path / "admin.txt").write_text(f"adm-{CANARY}\n")
    (tmp_path / "billing.txt").write_text(f"bill-{CANARY}")

    def load_toml(toml: str = TOML, **environ: str) -> Settings:
        (tmp_path / "c.toml").write_text(toml)
        return load(str(tmp_path / "c.toml"), ENVIRON | environ, dev=False)

    return load_toml


def test_references_are_looked_up_beside_the_file_and_in_the_environment(load_it: Load) -> None:
    settings = load_it()
    assert settings.web.admin_token == f"adm-{CANARY}"
    assert settings.upstream.openai.api_key == f"sk-{CANARY}"
    assert settings.upstream.openai.tenant_keys == {"acme": f"acme-{CANARY}"}
    assert settings.upstream.anthropic.project_keys == {"acme": {"billing": f"bill-{CANARY}"}}


def test_no_secret_is_shown(load_it: Load) -> None:
    assert CANARY not in repr(load_it())


def test_every_field_that_holds_a_key_is_left_out_of_repr() -> None:
    suspicious = {
        leaf.name
        for leaf in all_leaves()
        if leaf.name.endswith(("key", "keys", "token", "secret", "password", ".proxy_url", ".redis_url"))
        and not leaf.name.endswith("anonymous_upstream_key")
    }
    assert suspicious == {leaf.name for leaf in all_leaves() if leaf.secret}
    assert len(suspicious) >= 9


@pytest.mark.parametrize(
    "toml",
    [
        f"[server]\nadmin_token = '{CANARY}'",
        f"[upstream.openai]\napi_key = '{CANARY}'",
        f"[upstream.openai.tenant_keys]\nacme = '{CANARY}'",
        f"[upstream.openai.project_keys.acme]\nbilling = '{CANARY}'",
        f"[upstream.openai]\napi_key = ['{CANARY}']",
        f"[upstream.openai.tenant_keys]\nacme = ['{CANARY}']",
    ],
)
def test_a_secret_in_the_file_is_refused_without_being_quoted(load_it: Load, toml: str) -> None:
    with pytest.raises(SettingProblems) as caught:
        load_it(toml)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:NOBODY_SET_THIS", "NOBODY_SET_THIS, which is not set"),
        ("file:nowhere.txt", "cannot be read"),
        ("file:empty.txt", "is empty"),
    ],
)
def test_a_reference_that_leads_nowhere_says_so(load_it: Load, tmp_path: Path, reference: str, said: str) -> None:
    (tmp_path / "empty.txt").write_text("\n")
    with pytest.raises(SettingProblems, match=said):
        load_it(f"[upstream.openai]\napi_key = '{reference}'")


def test_a_variable_may_refer_to_a_file(load_it: Load, tmp_path: Path) -> None:
    assert load_it("", ADMIN_TOKEN="file:admin.txt").web.admin_token == f"adm-{CANARY}"


def test_what_is_handed_over_is_equal(load_it: Load) -> None:
    settings = load_it()
    assert restore(dump(settings)) == settings
    plain = load_it("")
    assert restore(dump(plain)) == plain


def test_workers_find_the_settings_in_a_private_file(load_it: Load, tmp_path: Path) -> None:
    settings = load_it()
    with handed_over(settings, tmp_path):
        path = Path(os.environ[WORKER_VARIABLE])
        assert path.stat().st_mode & 0o777 == 0o600
        assert settings_for_worker() == settings
        assert not any(CANARY in value for value in os.environ.values())
    assert not path.exists()
    assert WORKER_VARIABLE not in os.environ


def test_a_worker_that_nobody_started_reads_the_environment() -> None:
    assert settings_for_worker(ENVIRON | {"CACHECORE_PORT": "81"}).server.port == 81


@pytest.mark.parametrize("text", ["{}x", "[]", '{"no.such": 1}'])
def test_settings_of_another_version_are_refused(text: str) -> None:
    with pytest.raises(SettingProblems, match="another version"):
        restore(text)


def test_lost_settings_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingProblems, match="cannot be read"):
        settings_for_worker({WORKER_VARIABLE: str(tmp_path / "gone.json")})
