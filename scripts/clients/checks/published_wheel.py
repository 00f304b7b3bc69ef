"""The published wheel ``cachecore-python==0.1.0``, unmodified: MISS, HIT_L1 with deps, BYPASS, invalidation."""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import version

import httpx
from openai import AsyncOpenAI

import cachecore

URL, TOKEN = os.environ["CACHECORE_URL"], os.environ["CACHECORE_TOKEN"]
CLIENT = getattr(cachecore, "CachecoreClient", None) or cachecore.CacheCoreClient
DEP = getattr(cachecore, "Dep", None) or cachecore.DepDeclaration


async def main() -> None:
    assert version("cachecore-python") == "0.1.0"
    cc = CLIENT(gateway_url=URL, tenant_jwt=TOKEN)
    http = httpx.AsyncClient(transport=cc.transport)
    openai = AsyncOpenAI(base_url=f"{URL}/v1", api_key="unused", http_client=http, max_retries=0)

    async def ask(text: str) -> tuple[str, str | None]:
        messages = [{"role": "user", "content": text}]
        raw = await openai.chat.completions.with_raw_response.create(model="m", messages=messages)
        return raw.headers["x-cache"], raw.parse().choices[0].message.content

    with cc.request_context(deps=[DEP("table:products")]):
        first, second = await ask("Cheapest product?"), await ask("Cheapest product?")
    assert (first[0], second[0]) == ("MISS", "HIT_L1"), (first, second)
    assert first[1] == second[1]
    with cc.request_context(bypass=True):
        passed = await ask("Cheapest product?")
    assert passed[0] == "BYPASS", passed
    result = await cc.invalidate("table:products")
    with cc.request_context(deps=[DEP("table:products")]):
        after = await ask("Cheapest product?")
    print(
        f"  0.1.0: {first[0]}, {second[0]}, {passed[0]}; invalidate ok={result.ok} error={result.error!r}; {after[0]}"
    )
    assert result.ok is (after[0] == "MISS"), "what it reports must be what happened"
    await cc.aclose()


asyncio.run(main())
