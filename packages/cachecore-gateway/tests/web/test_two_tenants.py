"""Two tenants do all that can be done, in any order, with the same questions: nothing of one reaches the other."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cachecore_gateway.testing import Request, UpstreamDouble
from cachecore_gateway.testing.gateway_in_process import GatewayInProcess, Replied, gateway_in_process

OPERATIONS = int(os.environ.get("CACHECORE_PROOF_TENANT_OPERATIONS", "3000"))
PATH = "/v1/chat/completions"
KEYS = {"one": "sk-one", "two": "sk-two"}
HITS = ("HIT_L1", "HIT_L1_STALE")
OTHER = {"one": "two", "two": "one"}
THINGS = ("harbour", "library", "station", "market", "garden", "museum")
QUESTIONS = [f"{what} the {thing}?" for thing in THINGS for what in ("When opens", "Who runs")]
DEPS = ("d:a", "d:b")
DEP_OF = {text: ("", *DEPS)[number % 3] for number, text in enumerate(QUESTIONS)}


class Tenants:
    """The operations, each of which checks what it sees."""

    def __init__(self, gateway: GatewayInProcess, up: UpstreamDouble, chance: random.Random) -> None:
        self.gateway = gateway
        self.up = up
        self.chance = chance
        self.headers = {name: {"authorization": f"Bearer {gateway.token(name)}"} for name in KEYS}
        self.seen: Counter[str] = Counter()
        self.entries: dict[str, str] = {}
        self.version = 0
        up.answer_with(self.answer)

    def answer(self, request: Request) -> str:
        """Tells whose key the provider saw, and the version of the data."""
        messages: Any = request.fields["messages"]
        return f"{request.header('authorization')} asked at {self.version}: {messages[0]['content']}"

    async def ask(self, tenant: str, text: str, dep: str = "", *, stream: bool = False, exact: bool = False) -> Replied:
        headers = dict(self.headers[tenant])
        if dep:
            headers["x-cachecore-deps"] = declared(dep)
        if exact:
            headers["x-cachecore-exact-only"] = "1"
        body = {"model": "m", "messages": [{"role": "user", "content": text}], "stream": stream}
        answer = await self.gateway.post(PATH, body, headers)
        assert (answer.status, answer.whole) == (200, True), answer.content[-500:]
        content = text_of(answer.content)
        assert content.startswith(f"Bearer {KEYS[tenant]} asked at "), (tenant, answer.tier, content)
        self.seen[answer.tier + (" collapsed" if "collapsed" in answer.headers["cache-status"] else "")] += 1
        if "x-cache-entry" in answer.headers:
            self.entries[tenant] = answer.headers["x-cache-entry"]
        return answer

    async def one_asks(self, tenant: str) -> None:
        text = self.chance.choice(QUESTIONS)
        dep = self.chance.choice(("", *DEPS)) if self.chance.random() < 0.05 else DEP_OF[text]
        reworded = self.chance.choice((*[text] * 9, f"Please: {text}", text.lower(), text.rstrip("?")))
        await self.ask(tenant, reworded, dep, stream=self.chance.random() < 0.3)

    async def both_ask_at_once(self, tenant: str) -> None:
        text = f"{self.chance.choice(QUESTIONS)} {self.chance.randrange(50)}"
        hold = self.up.hold()
        asking = [asyncio.create_task(self.ask(name, text, stream=n % 2 == 0)) for n in range(3) for name in KEYS]
        await asyncio.sleep(0)
        hold.release()
        await asyncio.wait_for(asyncio.gather(*asking), 20)
        self.up.clear_faults()

    async def invalidate(self, tenant: str) -> None:
        """The other's answer under the same dep stays; the own one is gone."""
        text = self.chance.choice([text for text, dep in DEP_OF.items() if dep])
        dep = DEP_OF[text]
        await self.gateway.house.engine.refreshed()  # one that was asked for under another dep may replace the entry
        for name in KEYS:
            await self.ask(name, text, dep, exact=True)
        theirs = await self.ask(OTHER[tenant], text, dep, exact=True)
        self.version += 1
        done = await self.gateway.post("/v1/invalidate", {"dep_id": dep}, self.headers[tenant])
        assert done.json()["ok"]
        again = await self.ask(OTHER[tenant], text, dep, exact=True)
        assert again.tier in HITS
        if theirs.tier != "HIT_L1_STALE":
            assert again.content == theirs.content
        assert f" at {self.version}: " in text_of((await self.ask(tenant, text, dep, exact=True)).content)

    async def list_deps(self, tenant: str) -> None:
        own = f"own:{tenant}:{self.chance.randrange(5)}"
        await self.ask(tenant, QUESTIONS[0], own)
        listed = await self.gateway.post("/v1/invalidate", {"prefix": "own:", "dry_run": True}, self.headers[tenant])
        names = {row["dep_id"] for row in listed.json()["results"]}
        assert names <= {f"own:{tenant}:{n}" for n in range(5)}

    async def report_the_others_answer(self, tenant: str) -> None:
        """A report about somebody else's entry does nothing to it."""
        text = self.chance.choice(QUESTIONS)
        before = await self.ask(OTHER[tenant], text, exact=True)
        report = {"entry": self.entries[OTHER[tenant]], "correct": False}
        said = await self.gateway.post("/v1/feedback", report, self.headers[tenant])
        assert said.status in (200, 404)
        assert said.status == 404 or said.json()["quarantined"] is False
        after = await self.ask(OTHER[tenant], text, exact=True)
        assert after.tier in HITS
        if before.tier != "HIT_L1_STALE":
            assert text_of(after.content) == text_of(before.content)

    async def time_passes(self, tenant: str) -> None:
        self.gateway.clock.advance(self.chance.choice((60, 1600, 3001)))


OPERATION_WEIGHTS = {
    Tenants.one_asks: 80,
    Tenants.both_ask_at_once: 3,
    Tenants.invalidate: 3,
    Tenants.list_deps: 3,
    Tenants.report_the_others_answer: 3,
    Tenants.time_passes: 1,
}


@pytest.mark.timeout(3600)
async def test_two_tenants_never_meet(tmp_path: Path) -> None:
    environment = {
        "CACHECORE_UPSTREAM_OPENAI_TENANT_KEYS": json.dumps(KEYS),
        "CACHECORE_L2_DEADLINE_SECONDS": "10",
        "CACHECORE_L2_MAX_FALSE_HIT_RATE": "1",
    }
    async with UpstreamDouble() as up, gateway_in_process(tmp_path / "s", up.base_url, environment) as gateway:
        tenants = Tenants(gateway, up, random.Random(20))
        chosen = tenants.chance.choices(list(OPERATION_WEIGHTS), weights=list(OPERATION_WEIGHTS.values()), k=OPERATIONS)
        for operation in chosen:
            await operation(tenants, tenants.chance.choice(tuple(KEYS)))
        tiers = {name.split()[0] for name in tenants.seen}
    assert tiers == {"MISS", "HIT_L1", "HIT_L1_STALE", "HIT_L2"}, "every way of being served was taken"
    assert tenants.seen["MISS collapsed"] > 0
    assert sum(tenants.seen.values()) >= OPERATIONS


def declared(dep: str) -> str:
    raw = json.dumps([{"dep_id": dep, "expected_hash": "v1"}]).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def text_of(content: bytes) -> str:
    if not content.startswith(b"data:"):
        return str(json.loads(content)["choices"][0]["message"]["content"])
    pieces = [json.loads(line[6:]) for line in content.decode().splitlines() if line.startswith("data: {")]
    return "".join(piece["choices"][0]["delta"].get("content") or "" for piece in pieces if piece["choices"])
