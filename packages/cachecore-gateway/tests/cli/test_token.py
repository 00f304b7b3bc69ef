"""``cachecore token``."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.auth import AuthSettings
from cachecore_gateway.auth.token_authenticator import TokenAuthenticator
from cachecore_gateway.cli.exits import DONE, FAILED, MISUSED
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.identity import Permissions, Principal, Rate
from cachecore_gateway.testing import FakeClock

SECRET = "0123456789abcdef0123456789abcdef"
Cli = Callable[..., tuple[int, str, str]]


def verified(token: str, **settings: str) -> Principal:
    authenticator = TokenAuthenticator(AuthSettings(jwt_secret=SECRET, **settings), FakeClock(now=time.time()))  # type: ignore[arg-type]  # texts only
    return authenticator.verify(token.strip())


def test_a_token_names_its_tenant_and_its_end(cli: Cli) -> None:
    status, out, err = cli("token", "--tenant", "acme", "--ttl", "60")
    assert (status, err) == (DONE, "")
    principal = verified(out)
    assert principal.tenant_id == "acme"
    assert 0 < principal.expires_at - time.time() <= 60
    assert out.count(".") == 2


def test_every_claim_can_be_given(cli: Cli) -> None:
    _, out, _ = cli(
        *("token", "--tenant", "acme", "--ttl", "60", "--project", "p", "--policy-version", "7", "--role", "b"),
        *("--role", "a", "--scope", "s", "--fresh-ttl", "5", "--stale-window", "2", "--rate", "10/3"),
        *("--l2", "strict", "--id"),
    )
    principal = verified(out)
    assert out.startswith("cc_live_")
    assert principal.token_id == out.removeprefix("cc_live_").partition(".")[0]
    assert (principal.project_id, principal.policy_version) == ("p", "7")
    assert principal.permissions == Permissions(("a", "b"), ("s",))
    assert (principal.fresh_seconds, principal.stale_seconds) == (5.0, 2.0)
    assert principal.rate == Rate(10, 3.0)
    assert principal.preset is Preset.STRICT


def test_a_rate_without_seconds_is_per_minute(cli: Cli) -> None:
    _, out, _ = cli("token", "--tenant", "acme", "--ttl", "60", "--rate", "10")
    assert verified(out).rate == Rate(10, 60.0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ttl", "60"], "--tenant and --ttl"),
        (["--tenant", "t"], "--tenant and --ttl"),
        (["--tenant", "", "--ttl", "60"], "--tenant and --ttl"),
        (["--tenant", "t" * 200, "--ttl", "60"], "tenant_id"),
        (["--tenant", "t", "--ttl", "0"], "lifetime"),
        (["--tenant", "t", "--ttl", "nan"], "lifetime"),
        (["--tenant", "t", "--ttl", "soon"], "--ttl"),
        (["--tenant", "t", "--ttl", "60", "--rate", "often"], "--rate"),
        (["--tenant", "t", "--ttl", "60", "--rate", "0"], "rate_limit"),
        (["--tenant", "t", "--ttl", "60", "--fresh-ttl", "-1"], "fresh_ttl_secs"),
    ],
)
def test_what_no_gateway_would_take_is_not_made(cli: Cli, arguments: list[str], said: str) -> None:
    status, out, err = cli("token", *arguments)
    assert (status, out) == (MISUSED, "")
    assert said in err
    assert "Traceback" not in err


def test_without_a_secret_it_says_how_to_make_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CACHECORE_JWT_SECRET")
    status, out, err = cli("token", "--tenant", "t", "--ttl", "60")
    assert (status, out) == (MISUSED, "")
    assert "CACHECORE_JWT_SECRET" in err
    monkeypatch.setenv("CACHECORE_JWT_SECRET", "short-4711")
    status, out, err = cli("token", "--tenant", "t", "--ttl", "60")
    assert (status, out) == (MISUSED, "")
    assert "4711" not in err


def test_the_configuration_shapes_the_token(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[auth]\naudience = "gateway"\nissuer = "me"\njwt_secret = "file:secret"')
    (tmp_path / "secret").write_text(SECRET + "\n")
    monkeypatch.delenv("CACHECORE_JWT_SECRET")
    status, out, _ = cli("token", "--tenant", "t", "--ttl", "60", "--config", str(tmp_path / "c.toml"))
    assert status == DONE
    assert verified(out, audience="gateway", issuer="me").tenant_id == "t"
    monkeypatch.setenv("CACHECORE_CONFIG", str(tmp_path / "c.toml"))
    assert verified(cli("token", "--tenant", "t", "--ttl", "60")[1], audience="gateway").tenant_id == "t"


def test_a_variable_of_the_section_counts_too(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHECORE_AUTH_AUDIENCE", "gateway")
    assert verified(cli("token", "--tenant", "t", "--ttl", "60")[1], audience="gateway").tenant_id == "t"


def test_looking_into_a_token_shows_claims_and_end(cli: Cli) -> None:
    _, token, _ = cli("token", "--tenant", "acme", "--ttl", "60", "--id")
    status, out, _ = cli("token", "inspect", token.strip())
    assert status == DONE
    shown = json.loads(out[: out.index("}\nGood") + 1])
    assert shown["claims"]["tenant_id"] == "acme"
    assert shown["header"]["alg"] == "HS256"
    assert shown["id"] == token.removeprefix("cc_live_").partition(".")[0]
    assert "Good until" in out
    assert "signature was not checked" in out


def test_a_token_is_read_from_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token, _ = cli("token", "--tenant", "acme", "--ttl", "60")
    monkeypatch.setattr("sys.stdin", io.StringIO(token))
    status, out, _ = cli("token", "inspect", "-")
    assert status == DONE
    assert '"acme"' in out


def test_an_expired_token_is_a_failure(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token, _ = cli("token", "--tenant", "acme", "--ttl", "60")
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    status, out, _ = cli("token", "inspect", token.strip())
    assert status == FAILED
    assert "Expired at" in out


def test_what_is_no_token_is_named_so(cli: Cli) -> None:
    status, out, err = cli("token", "inspect", "rubbish")
    assert (status, out) == (FAILED, "")
    assert "not of the form" in err
    assert cli("token", "inspect")[0] == MISUSED
    assert cli("token", "look", "x")[0] == MISUSED
