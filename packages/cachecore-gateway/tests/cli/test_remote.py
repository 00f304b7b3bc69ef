"""Commands that talk to a gateway, where the gateway is missing, is something else, or refuses."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from cachecore_gateway.cli.exits import FAILED, MISUSED
from cachecore_gateway.testing import Fail, HtmlPage, ThreadedUpstreamDouble, UpstreamDouble

Cli = Callable[..., tuple[int, str, str]]
TOKEN = "canary-token-4711"
CALLS = [
    ("invalidate", "dep", "--token", TOKEN),
    ("stats", "--admin-token", TOKEN),
]


@pytest.fixture
def up() -> Iterator[ThreadedUpstreamDouble]:
    with UpstreamDouble.in_thread() as double:
        yield double


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_nobody_there(cli: Cli, call: tuple[str, ...]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        status, out, err = cli(*call, "--url", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (status, out) == (FAILED, "")
    assert "is the gateway running there?" in err
    assert TOKEN not in err


@pytest.mark.parametrize("url", ["localhost:8080", "http://", "nonsense", "http://[::1"])
def test_no_url(cli: Cli, url: str) -> None:
    status, _, err = cli("stats", "--admin-token", TOKEN, "--url", url)
    assert status == FAILED
    assert "No answer from" in err


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_something_else_there(cli: Cli, up: ThreadedUpstreamDouble, call: tuple[str, ...]) -> None:
    up.inject(HtmlPage())
    status, _, err = cli(*call, "--url", up.origin)
    assert status == FAILED
    assert "is that a CacheCore gateway?" in err


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_a_refusal_is_passed_on_in_its_own_words(cli: Cli, up: ThreadedUpstreamDouble, call: tuple[str, ...]) -> None:
    up.inject(Fail(403, message="You may not."))
    status, _, err = cli(*call, "--url", up.origin)
    assert status == FAILED
    assert "answered 403: You may not." in err


def test_the_token_travels_as_bearer(cli: Cli, up: ThreadedUpstreamDouble) -> None:
    cli("stats", "--admin-token", TOKEN, "--url", up.origin + "/")
    assert up.calls[0].request.path == "/admin/stats"
    assert up.calls[0].request.header("authorization") == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("call", "variable"), [(("invalidate", "dep"), "CACHECORE_TOKEN"), (("stats",), "ADMIN_TOKEN")]
)
def test_without_a_token_the_variable_is_named(cli: Cli, call: tuple[str, ...], variable: str) -> None:
    status, _, err = cli(*call)
    assert status == MISUSED
    assert variable in err


def test_url_and_tokens_come_from_the_environment(
    cli: Cli, up: ThreadedUpstreamDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHECORE_URL", up.origin)
    monkeypatch.setenv("ADMIN_TOKEN", TOKEN)
    cli("stats")
    assert up.calls[0].request.header("authorization") == f"Bearer {TOKEN}"


def test_an_empty_dep_is_not_sent(cli: Cli, up: ThreadedUpstreamDouble) -> None:
    assert cli("invalidate", "", "--token", TOKEN, "--url", up.origin)[0] == MISUSED
    assert up.call_count == 0
