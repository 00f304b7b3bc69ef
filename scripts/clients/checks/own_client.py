"""Our own client against a real gateway, without ``base_url``: sync and async, with the HTTP library of the SDK."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI

from cachecore import Dep

if int(openai.__version__.partition(".")[0]) >= 3:
    import httpx2 as http_library

    from cachecore.httpx2 import CachecoreClient, CachecoreSyncClient
else:
    import httpx as http_library

    from cachecore import CachecoreClient, CachecoreSyncClient

URL, TOKEN = os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"]
DEPS = [Dep("table:products", "v1")]


def question(text: str) -> Any:
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]}


def sync_side() -> list[str]:
    seen = []
    with CachecoreSyncClient(URL, TOKEN) as cc, http_library.Client(transport=cc.transport) as http:
        client = OpenAI(http_client=http, max_retries=0)

        def ask(**more: Any) -> Any:
            answer = client.chat.completions.create(**question("sync: cheapest product?"), **more)
            seen.append(cc.last_status.status)
            return answer

        with cc.request_context(deps=DEPS):
            assert ask() == ask()
            streamed = "".join(chunk.choices[0].delta.content or "" for chunk in ask(stream=True))
            seen.append(cc.last_status.status)
            assert streamed == ask().choices[0].message.content
        with cc.request_context(bypass=True):
            ask()
        assert cc.invalidate("table:products").ok
        with cc.request_context(deps=DEPS):
            ask()
    return seen


async def async_side() -> list[str]:
    seen = []
    async with CachecoreClient(URL, TOKEN) as cc, http_library.AsyncClient(transport=cc.transport) as http:
        client = AsyncOpenAI(http_client=http, max_retries=0)

        async def ask(**more: Any) -> Any:
            answer = await client.chat.completions.create(**question("async: cheapest product?"), **more)
            seen.append(cc.last_status.status)
            return answer

        with cc.request_context(deps=DEPS):
            assert await ask() == await ask()
            streamed = "".join([chunk.choices[0].delta.content or "" async for chunk in await ask(stream=True)])
            seen.append(cc.last_status.status)
            assert streamed == (await ask()).choices[0].message.content
        with cc.request_context(bypass=True):
            await ask()
        results = await cc.invalidate_many(["table:products", "doc:1"])
        assert [result.ok for result in results] == [True, True]
        with cc.request_context(deps=DEPS):
            await ask()
    return seen


async def refused() -> str:
    """A bad token: an outcome, no exception."""
    async with CachecoreClient(URL, TOKEN[:-4] + "abcd") as cc:
        result = await cc.invalidate("table:products")
    assert result.ok is False
    return str(result.error)


WANTED = ["MISS", "HIT_L1", "HIT_L1", "HIT_L1", "HIT_L1", "BYPASS", "MISS"]
for statuses in (sync_side(), asyncio.run(async_side())):
    assert statuses == WANTED, statuses
print(f"  {http_library.__name__} under openai {openai.__version__}: sync and async {' '.join(WANTED)}")
print(f"  a bad token: ok=False, {asyncio.run(refused())[:80]!r}")
