"""The four clients against a gateway double on a real port, and against gateways that misbehave."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

import cachecore
from cachecore import CachecoreAuthError, CachecoreError, CachecoreRateLimitError, Dep, InvalidateResult
from cachecore.testing import GatewayDouble, Reply
from cachecore.testing.loopback import serving
from cachecore.wire import decode_deps

CHAT = "/v1/chat/completions"


def chat(text: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def answering(*replies: Reply) -> Any:
    queue = list(replies)
    return serving(lambda method, path, headers, body: queue.pop(0) if len(queue) > 1 else queue[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_an_answer_lives_until_its_dependency_is_invalidated(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url + "/")
    http = flavour.http(client.transport)
    statuses = []
    for step in ("miss", "hit", "invalidated", "hit again"):
        if step == "invalidated":
            assert await flavour.done(client.invalidate("table:products")) == InvalidateResult("table:products", True)
        with client.request_context(deps=[Dep("table:products")]):
            await flavour.done(http.post(loopback.url + CHAT, json=chat("price?")))
        statuses.append(client.last_status.status)
    assert statuses == ["MISS", "HIT_L1", "MISS", "HIT_L1"]


async def test_invalidation_sends_token_dependency_and_hash(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url + "/v1")
    await flavour.done(client.invalidate("a", "v2"))
    await flavour.done(client.invalidate("a"))
    given, made = loopback.double.requests
    assert (given.method, given.path) == ("POST", "/v1/invalidate")
    assert given.headers["x-cachecore-token"] == "token-1"
    assert given.json() == {"dep_id": "a", "new_hash": "v2"}
    assert len(made.json()["new_hash"]) == 32


async def test_open_blocks_do_not_concern_management_calls(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    with client.request_context(deps=[Dep("a")], bypass=True), client.watch() as seen:
        assert (await flavour.done(client.invalidate("a"))).ok
    headers = loopback.double.requests[-1].headers
    assert headers["x-cachecore-token"] == "token-1"
    assert not {"x-cachecore-bypass", "x-cachecore-deps"} & set(headers)
    assert seen.calls == ()
    assert client.last_status.status == "UNKNOWN"


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(307, b"", {"Location": "https://elsewhere.test/"}), "https://elsewhere.test/"),
        (Reply(200, b"<html>welcome</html>"), "welcome"),
        (Reply.of_json({"ok": False, "error": "store is full"}), "store is full"),
        (Reply.of_error(401, "token expired"), "401: token expired"),
        (Reply.of_error(403, "read only"), "403: read only"),
        (Reply.of_error(429, "slow down"), "429: slow down"),
        (Reply(502, b""), "502"),
        (Reply(200, b"not gzip", {"Content-Encoding": "gzip"}), "DecodingError"),
    ],
)
async def test_what_the_gateway_does_wrong_is_a_result(flavour: Any, reply: Reply, says: str) -> None:
    with answering(reply) as url:
        client = flavour.client(url)
        result = await flavour.done(client.invalidate("a"))
        with pytest.raises(CachecoreError):
            await flavour.done(client.invalidate_or_raise("a"))
    assert (result.dep_id, result.ok) == ("a", False)
    assert says in result.error


async def test_the_raising_form_tells_errors_apart(flavour: Any) -> None:
    limited = Reply.of_error(429, "slow down", {"Retry-After": "2"})
    with answering(Reply.of_error(401, "no"), limited, Reply.of_json({"ok": True})) as url:
        client = flavour.client(url)
        with pytest.raises(CachecoreAuthError):
            await flavour.done(client.invalidate_or_raise("a"))
        with pytest.raises(CachecoreRateLimitError) as caught:
            await flavour.done(client.invalidate_or_raise("a"))
        assert caught.value.retry_after == 2.0
        assert (await flavour.done(client.invalidate_or_raise("a"))).ok


async def test_a_gateway_that_is_not_there_is_a_result(flavour: Any) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    client = flavour.client(url, timeout=5)
    result = await flavour.done(client.invalidate("a"))
    assert not result.ok
    assert url in result.error
    with pytest.raises(CachecoreError) as caught:
        await flavour.done(client.invalidate_or_raise("a"))
    assert caught.value.__cause__ is not None


async def test_a_gateway_that_does_not_answer_in_time_is_a_result(flavour: Any) -> None:
    release = threading.Event()

    def handle(*_: Any) -> Reply:
        release.wait(5)
        return Reply.of_json({"ok": True})

    with serving(handle) as url:
        result = await flavour.done(flavour.client(url, timeout=0.2).invalidate("a"))
        release.set()
    assert not result.ok
    assert "ReadTimeout" in result.error


async def test_an_error_that_echoes_the_token_is_quoted_without_it(flavour: Any) -> None:
    with answering(Reply.of_error(401, "bad token very-secret")) as url:
        result = await flavour.done(flavour.client(url, "very-secret").invalidate("a"))
    assert "very-secret" not in result.error
    assert "[token]" in result.error


async def test_a_token_that_occurs_in_the_confirmation_does_not_spoil_it(flavour: Any, loopback: Any) -> None:
    assert (await flavour.done(flavour.client(loopback.url, "t").invalidate("a"))).ok


async def test_wrong_arguments_raise_and_send_nothing(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    wrong: Any
    for wrong in (None, 1, b"a"):
        with pytest.raises(TypeError):
            await flavour.done(client.invalidate(wrong))
    with pytest.raises(ValueError):
        await flavour.done(client.invalidate(""))
    for wrong in ("table:products", None, ["a", 1]):
        with pytest.raises(TypeError):
            await flavour.done(client.invalidate_many(wrong))
    assert loopback.double.requests == ()


async def test_many_invalidations_keep_their_order_and_their_bound(flavour: Any) -> None:
    lock, under_way, most = threading.Lock(), 0, 0
    full = threading.Event()

    def handle(method: str, path: str, headers: Any, body: bytes) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way == 16:
                full.set()
        full.wait(5)
        with lock:
            under_way -= 1
        return Reply.of_json({"ok": json.loads(body)["dep_id"] != "dep-7"})

    ids = [f"dep-{number}" for number in range(50)]
    with serving(handle) as url:
        results = await flavour.done(flavour.client(url).invalidate_many(iter(ids)))
    assert [result.dep_id for result in results] == ids
    assert [result.dep_id for result in results if not result.ok] == ["dep-7"]
    assert most == 16


async def test_a_prefix_invalidates_all_that_begin_with_it(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    http = flavour.http(client.transport)
    seen = []
    for _ in range(2):
        for dep_id in ("table:a", "table:b", "doc:1"):
            with client.request_context(deps=[Dep(dep_id)]):
                await flavour.done(http.post(loopback.url + CHAT, json=chat(dep_id)))
            seen.append(client.last_status.status)
        assert await flavour.done(client.invalidate_prefix("table:")) == InvalidateResult("table:", True)
    assert seen == ["MISS", "MISS", "MISS", "MISS", "MISS", "HIT_L1"]
    assert loopback.double.requests[-1].json()["prefix"] == "table:"
    with pytest.raises(ValueError):
        await flavour.done(client.invalidate_prefix(""))


async def test_many_of_none_is_none(flavour: Any, loopback: Any) -> None:
    assert await flavour.done(flavour.client(loopback.url).invalidate_many([])) == []


async def test_closing_one_sdk_client_leaves_the_others_open(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    first, second = flavour.http(client.transport), flavour.http(client.transport)
    await flavour.done(first.post(loopback.url + CHAT, json=chat("hi")))
    await flavour.close(first)
    assert (await flavour.done(second.post(loopback.url + CHAT, json=chat("hi")))).status_code == 200
    assert (await flavour.done(client.invalidate("a"))).ok


async def test_closing_the_client_closes_everything_once_and_for_all(flavour: Any, loopback: Any) -> None:
    wrapped = flavour.pool()
    closed = flavour.spy_on_close(wrapped)
    client = flavour.client(loopback.url, wrapped=wrapped)
    http = flavour.http(client.transport)
    await flavour.done(http.get(loopback.url + "/v1/models"))
    await flavour.close(client)
    assert closed
    await flavour.close(client)
    with pytest.raises(RuntimeError, match="closed"):
        await flavour.done(http.get(loopback.url))
    with pytest.raises(RuntimeError, match="closed"):
        await flavour.done(client.invalidate("a"))


async def test_leaving_the_with_block_closes(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url)
    if flavour.is_async:
        async with client as entered:
            assert entered is client
    else:
        with client as entered:
            assert entered is client
    with pytest.raises(RuntimeError, match="closed"):
        await flavour.done(client.invalidate("a"))


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_timeout_that_is_none_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        cachecore.CachecoreClient("http://gateway.test", "token", timeout=timeout)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [((None, "t"), {}), ((b"http://g", "t"), {}), (("http://g", None), {}), (("http://g", "t"), {"timeout": "3"})],
)
def test_arguments_of_wrong_type_are_refused(arguments: Any, options: Any) -> None:
    with pytest.raises(TypeError):
        cachecore.CachecoreClient(*arguments, **options)


def test_repr_shows_the_gateway_and_no_token() -> None:
    client = cachecore.CachecoreSyncClient("http://gateway.test/v1", "very-secret")
    assert repr(client) == "CachecoreSyncClient('http://gateway.test')"
    client.close()


async def test_management_calls_renew_the_token_too(flavour: Any) -> None:
    double = GatewayDouble(tokens={"new": "tenant"})
    with serving(double.handle) as url:
        client = flavour.client(url, "old", token_provider=lambda: "new")
        assert (await flavour.done(client.invalidate("a"))).ok
    assert [received.headers["authorization"] for received in double.requests] == ["Bearer old", "Bearer new"]


async def test_a_client_makes_its_own_pool(flavour: Any, loopback: Any) -> None:
    client = flavour.client(loopback.url, wrapped=None)
    assert (await flavour.done(client.invalidate("a"))).ok


async def test_an_async_provider_serves_the_async_client(loopback: Any) -> None:
    double = GatewayDouble(tokens={"new": "tenant"})

    async def provider() -> str:
        await asyncio.sleep(0)
        return "new"

    with serving(double.handle) as url:
        async with cachecore.CachecoreClient(url, "old", token_provider=provider) as client:
            assert (await client.invalidate("a")).ok


async def test_two_clients_in_one_task_do_not_mix(flavour: Any, loopback: Any) -> None:
    one, other = flavour.client(loopback.url, "one"), flavour.client(loopback.url, "other")
    http = flavour.http(other.transport)
    with one.request_context(deps=[Dep("a")], bypass=True):
        await flavour.done(http.post(loopback.url + CHAT, json=chat("hi")))
    headers = loopback.double.requests[-1].headers
    assert headers["x-cachecore-token"] == "other"
    assert "x-cachecore-deps" not in headers
    assert (one.last_status.status, other.last_status.status) == ("UNKNOWN", "MISS")


def matched(double: GatewayDouble) -> int:
    """How many requests carried exactly the dependency that their text names."""
    asked = [(received.json()["messages"][0]["content"], received.headers) for received in double.requests]
    return sum(decode_deps(headers["x-cachecore-deps"]) == (Dep(text),) for text, headers in asked)


async def test_concurrent_tasks_send_their_own_dependencies(loopback: Any) -> None:
    client = cachecore.CachecoreClient(loopback.url, "token")
    async with client, httpx.AsyncClient(transport=client.transport) as http:

        async def ask(text: str) -> str:
            with client.request_context(deps=[Dep(text)], bypass=text.endswith("0")):
                await asyncio.sleep(0)
                await http.post(loopback.url + CHAT, json=chat(text))
            return client.last_status.status

        statuses = await asyncio.wait_for(asyncio.gather(*(ask(f"dep-{n}") for n in range(60))), 20)
    assert matched(loopback.double) == 60
    assert statuses == ["MISS" if n % 10 else "BYPASS" for n in range(60)]


def test_concurrent_threads_send_their_own_dependencies(loopback: Any) -> None:
    client = cachecore.CachecoreSyncClient(loopback.url, "token")
    with client, httpx.Client(transport=client.transport) as http:

        def ask(text: str) -> str:
            with client.request_context(deps=[Dep(text)], bypass=text.endswith("0")):
                http.post(loopback.url + CHAT, json=chat(text))
            return client.last_status.status

        with ThreadPoolExecutor(8) as threads:
            statuses = list(threads.map(ask, [f"dep-{n}" for n in range(60)]))
    assert matched(loopback.double) == 60
    assert statuses == ["MISS" if n % 10 else "BYPASS" for n in range(60)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_survives_several_event_loops(loopback: Any) -> None:
    client = cachecore.CachecoreClient(loopback.url, "token")
    assert [asyncio.run(client.invalidate("a")).ok for _ in range(3)] == [True] * 3
    asyncio.run(client.aclose())
    del client
    gc.collect()  # connections of loops that ended unclosed warn when they go; they shall do it here


def test_nothing_is_logged_at_warning_level_in_normal_use(loopback: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = cachecore.CachecoreSyncClient(loopback.url, "token")
    with client, httpx.Client(transport=client.transport) as http:
        http.post("https://api.openai.com" + CHAT, json=chat("hi"))
        client.invalidate("a")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
