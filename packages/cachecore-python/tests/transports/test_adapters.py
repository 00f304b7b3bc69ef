"""The four transports, over real loopback connections wherever a connection matters."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from cachecore import Dep
from cachecore.testing import Received, Reply
from cachecore.testing.loopback import serving
from cachecore.wire import decode_deps

CHAT = "/v1/chat/completions"
BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
PROVIDER = "https://api.openai.com" + CHAT


class Journal:
    """A server that remembers what it received and answers from a list, then with an empty 200."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.received: list[Received] = []

    def handle(self, method: str, path: str, headers: Any, body: bytes) -> Reply:
        self.received.append(Received(method, path, {name.lower(): value for name, value in headers.items()}, body))
        return self.replies.pop(0) if self.replies else Reply.of_json({})

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        with serving(self.handle) as url:
            yield url

    def header(self, name: str) -> str | None:
        return self.received[-1].headers.get(name)


async def test_the_token_reaches_the_gateway_and_stays_off_the_callers_request(flavour: Any) -> None:
    journal = Journal()
    with journal.served() as url:
        http = flavour.http(flavour.client(url).transport)
        request = http.build_request("POST", url + CHAT, json=BODY, headers={"Authorization": "Bearer sk-own"})
        response = await flavour.done(http.send(request))
    assert journal.header("x-cachecore-token") == "token-1"
    assert journal.header("authorization") == "Bearer sk-own"
    assert "x-cachecore-token" not in response.request.headers
    assert response.request is request


@pytest.mark.parametrize(("mount", "path"), [("", CHAT), ("/v1", CHAT), ("/team/cache/", "/team/cache" + CHAT)])
async def test_a_providers_default_origin_is_answered_by_the_gateway(flavour: Any, mount: str, path: str) -> None:
    journal = Journal()
    with journal.served() as url:
        http = flavour.http(flavour.client(url + mount).transport)
        response = await flavour.done(http.post(PROVIDER + "?beta=1", json=BODY, headers={"X-Api-Key": "sk-own"}))
    assert response.status_code == 200
    received = journal.received[-1]
    assert received.path == path + "?beta=1"
    assert received.json() == BODY
    assert received.headers["host"] == url.removeprefix("http://")
    assert (received.headers["x-cachecore-token"], received.headers["x-api-key"]) == ("token-1", "sk-own")


async def test_a_foreign_origin_gets_the_request_as_it_was_and_one_warning(
    flavour: Any, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal()
    with journal.served() as url:
        client = flavour.client("http://gateway.test")
        http = flavour.http(client.transport)
        with client.request_context(deps=[Dep("a")]), client.watch() as seen:
            for _ in range(3):
                await flavour.done(http.post(url + CHAT, json=BODY, headers={"Authorization": "Bearer sk-own"}))
    headers = journal.received[-1].headers
    assert not [name for name, value in headers.items() if "cachecore" in name or "token-1" in value]
    assert headers["authorization"] == "Bearer sk-own"
    warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert url in warnings[0]
    assert "http://gateway.test" in warnings[0]
    assert seen.calls == ()


async def test_our_token_used_as_an_api_key_does_not_reach_a_foreign_origin(flavour: Any) -> None:
    journal = Journal()
    with journal.served() as url:
        http = flavour.http(flavour.client("http://gateway.test").transport)
        headers = {"Authorization": "Bearer token-1", "X-Api-Key": "token-1", "X-Cachecore-Token": "token-1"}
        await flavour.done(http.get(url, headers=headers))
    assert "token-1" not in str(journal.received[-1].headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_origin_does_not_carry_the_token(flavour: Any, status: int) -> None:
    stranger = Journal()
    with stranger.served() as elsewhere:
        gateway = Journal(Reply(status, b"", {"Location": elsewhere + "/v1/stolen"}))
        with gateway.served() as url:
            client = flavour.client(url)
            http = flavour.http(client.transport, follow_redirects=True)
            with client.request_context(deps=[Dep("secret-dep")]):
                await flavour.done(http.post(url + CHAT, json=BODY))
    assert gateway.header("x-cachecore-token") == "token-1"
    assert stranger.received[-1].path == "/v1/stolen"
    assert "token-1" not in str(stranger.received[-1].headers)
    assert stranger.header("x-cachecore-deps") is None


async def test_a_redirect_within_the_gateway_keeps_the_token(flavour: Any) -> None:
    gateway = Journal(Reply(307, b"", {"Location": "/v1/there"}))
    with gateway.served() as url:
        http = flavour.http(flavour.client(url).transport, follow_redirects=True)
        await flavour.done(http.post(PROVIDER, json=BODY))
    assert [received.headers.get("x-cachecore-token") for received in gateway.received] == ["token-1"] * 2
    assert gateway.received[-1].path == "/v1/there"


async def test_a_transport_made_by_hand_stays_with_the_first_origin(flavour: Any) -> None:
    one, other = Journal(), Journal()
    with one.served() as here, other.served() as there:
        http = flavour.http(flavour.transport())
        await flavour.done(http.get(here))
        await flavour.done(http.get(there))
    assert one.header("x-cachecore-token") == "token-1"
    assert other.header("x-cachecore-token") is None


async def test_a_transport_made_by_hand_never_tells_a_provider(flavour: Any) -> None:
    seen: list[Any] = []

    def note(request: Any) -> int:
        seen.append(request)
        return 200

    transport = flavour.transport(wrapped=flavour.mock(note))
    await flavour.done(flavour.http(transport).post(PROVIDER, json=BODY))
    assert "x-cachecore-token" not in seen[0].headers
    assert str(seen[0].url) == PROVIDER


async def test_a_transport_made_by_hand_can_be_told_its_gateway(flavour: Any) -> None:
    journal = Journal()
    with journal.served() as url:
        transport = flavour.transport(gateway_url=url)
        with transport.request_context(deps=[Dep("a")]), transport.watch() as seen:
            await flavour.done(flavour.http(transport).post(PROVIDER, json=BODY))
    assert decode_deps(journal.header("x-cachecore-deps") or "") == (Dep("a"),)
    assert len(seen.calls) == 1


async def test_bypass_moves_the_token_and_drops_it_as_a_key(flavour: Any) -> None:
    journal = Journal()
    with journal.served() as url:
        client = flavour.client(url)
        http = flavour.http(client.transport, headers={"Authorization": "Bearer token-1"})
        with client.request_context(bypass=True):
            await flavour.done(http.post(url + CHAT, json=BODY))
    assert journal.header("x-cachecore-token") is None
    assert journal.header("authorization") is None
    assert journal.header("x-cachecore-bypass") == "token-1"


async def test_debug_logs_one_line_a_request_without_secrets(flavour: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="cachecore")
    with Journal(Reply.of_json({}, headers={"X-Cache": "HIT_L2", "X-Cache-Similarity": "0.9312"})).served() as url:
        http = flavour.http(flavour.client(url, debug=True).transport)
        await flavour.done(http.post(f"{url}{CHAT}?key=hidden", json=BODY))
        quiet = flavour.http(flavour.client(url).transport)
        await flavour.done(quiet.post(url + CHAT, json=BODY))
    (line,) = [record.getMessage() for record in caplog.records if record.name == "cachecore"]
    assert "HIT_L2" in line
    assert "0.9312" in line
    assert CHAT in line
    assert "token-1" not in line
    assert "hidden" not in line


async def test_the_status_of_the_last_call_needs_no_response(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    http = flavour.http(client.transport)
    assert client.last_status.status == "UNKNOWN"
    with client.watch() as seen:
        for _ in range(2):
            await flavour.done(http.post(loopback.url + CHAT, json=BODY))
    assert [call.status.status for call in seen.calls] == ["MISS", "HIT_L1"]
    assert seen.last == client.last_status
    assert seen.last_call is not None
    assert (seen.last_call.entry, seen.last_call.http_status) == ("entry-1", 200)
    assert (seen.last_call.method, seen.last_call.path) == ("POST", CHAT)


async def test_streams_pass_through_piece_by_piece(flavour: Any, loopback: Any) -> None:
    http = flavour.http(flavour.client(loopback.url).transport)
    request = http.build_request("POST", loopback.url + CHAT, json=BODY | {"stream": True})
    response = await flavour.done(http.send(request, stream=True))
    lines = [line async for line in response.aiter_lines()] if flavour.is_async else list(response.iter_lines())
    await flavour.close(response)
    events = [line for line in lines if line]
    assert len(events) > 3
    assert events[-1] == "data: [DONE]"


async def test_a_refused_token_is_renewed_and_the_request_sent_again(flavour: Any) -> None:
    gateway = Journal(Reply.of_error(401, "expired"))
    with gateway.served() as url:
        client = flavour.client(url, "old", token_provider=lambda: "new")
        headers = {"Authorization": "Bearer old"}
        response = await flavour.done(flavour.http(client.transport).post(url + CHAT, json=BODY, headers=headers))
    assert response.status_code == 200
    assert [received.headers["x-cachecore-token"] for received in gateway.received] == ["old", "new"]
    assert [received.headers["authorization"] for received in gateway.received] == ["Bearer old", "Bearer new"]
    assert gateway.received[1].json() == BODY


async def test_a_token_refused_twice_is_the_callers_401(flavour: Any) -> None:
    gateway = Journal(*[Reply.of_error(401, "no")] * 5)
    with gateway.served() as url:
        client = flavour.client(url, "old", token_provider=lambda: "new")
        response = await flavour.done(flavour.http(client.transport).post(url + CHAT, json=BODY))
    assert response.status_code == 401
    assert len(gateway.received) == 2


async def test_a_body_that_can_be_read_once_is_not_sent_twice_but_the_next_has_the_new_token(flavour: Any) -> None:
    async def pieces() -> Any:
        yield b"{}"

    gateway = Journal(Reply.of_error(401, "expired"))
    with gateway.served() as url:
        http = flavour.http(flavour.client(url, "old", token_provider=lambda: "new").transport)
        content = pieces() if flavour.is_async else iter([b"{}"])
        refused = await flavour.done(http.post(url + CHAT, content=content, headers={"Content-Length": "2"}))
        accepted = await flavour.done(http.get(url))
    assert (refused.status_code, accepted.status_code) == (401, 200)
    assert [received.headers["x-cachecore-token"] for received in gateway.received] == ["old", "new"]


async def test_a_foreign_401_renews_nothing(flavour: Any, caplog: pytest.LogCaptureFixture) -> None:
    def provider() -> str:
        raise AssertionError("nobody asked the gateway")

    with Journal(Reply.of_error(401, "who?")).served() as url:
        client = flavour.client("http://gateway.test", token_provider=provider)
        response = await flavour.done(flavour.http(client.transport).get(url))
    assert response.status_code == 401
    assert "provider failed" not in caplog.text


async def test_closing_a_transport_made_by_hand_closes_what_it_wraps(flavour: Any) -> None:
    wrapped = flavour.mock(lambda _: 200)
    closed = flavour.spy_on_close(wrapped)
    await flavour.close(flavour.client("http://gateway.test", wrapped=wrapped).transport)
    assert closed == []
    await flavour.close(flavour.transport(wrapped=wrapped))
    assert len(closed) == 1
