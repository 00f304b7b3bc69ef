"""Random operations over two gateways' shares of one server that is killed, emptied, restored, frozen, demoted, full.

Whatever happens, nobody is served what was fetched before an acknowledged invalidation.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from cachecore_gateway.core.dependencies import DepState, Snapshot, dep_state
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.stores.redis import RedisStores
from cachecore_gateway.testing.clock import FakeClock

from ..eventually import eventually
from ..records_of import NOW, entry_of, key_of
from ..servers import Server
from .conftest import PATIENT

pytestmark = pytest.mark.services

T = TypeVar("T")
DEP_IDS = ("a", "b")
TENANTS = st.sampled_from(["t1", "t2"])
NAMES = st.integers(0, 2)
SIDES = st.integers(0, 1)


@dataclass(frozen=True)
class Begun:
    """A request under way: the generations that it read, then the data that it fetched."""

    started: Snapshot
    body: bytes


def demote(client: Any) -> None:
    """As a failover would, and back."""
    client.replicaof("127.0.0.1", "1")
    client.replicaof("NO", "ONE")


def lose_a_ledger(client: Any) -> None:
    """As an ``allkeys-…`` policy would."""
    for name in client.keys("*:g")[:1]:
        client.delete(name)


TROUBLES: Mapping[str, Callable[[FaultMachine], None]] = {
    "killed, comes back empty": lambda machine: machine.restart(restored=False),
    "killed, comes back as saved": lambda machine: machine.restart(restored=True),
    "saved": lambda machine: machine.outside(lambda client: client.save()),
    "frozen": lambda machine: machine.freeze(),
    "flushed": lambda machine: machine.outside(lambda client: client.flushall()),
    "functions flushed": lambda machine: machine.outside(lambda client: client.script_flush()),
    "disconnected": lambda machine: machine.outside(lambda client: client.client_kill_filter(_type="normal")),
    "robbed of a ledger": lambda machine: machine.outside(lose_a_ledger),
    "demoted": lambda machine: machine.outside(demote),
    "full": lambda machine: machine.outside(lambda client: client.config_set("maxmemory", 1)),
}


class FaultMachine(RuleBasedStateMachine):
    """The model: per tenant and dep the data's version now, and the newest one that was acknowledged."""

    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.server = Server("valkey")
        self.server.start()
        self.frozen = False
        self.version: Counter[tuple[str, str]] = Counter()
        self.acknowledged: Counter[tuple[str, str]] = Counter()
        self.begun: dict[str, list[Begun]] = {"t1": [], "t2": []}
        self.serial = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What ``work`` returns, ``None`` where the store cannot be used now."""
        with contextlib.suppress(StoreUnavailable):
            return self.loop.run_until_complete(asyncio.wait_for(work, 10))
        self.seen["unavailable"] += 1
        return None

    @initialize()
    def open(self) -> None:
        patient = replace(PATIENT, call_timeout_seconds=0.1, invalidate_timeout_seconds=0.3, search_timeout_seconds=0.2)
        opened = [self.run(RedisStores.open(self.server.url, patient, FakeClock(NOW))) for _ in range(2)]
        self.sides = [stores for stores in opened if stores is not None]

    @rule(tenant=TENANTS, side=SIDES)
    def begin_request(self, tenant: str, side: int) -> None:
        started = self.run(self.sides[side].ledger.snapshot(tenant, DEP_IDS))
        if started is not None:
            data = {"tenant": tenant, **{dep: self.version[tenant, dep] for dep in DEP_IDS}}
            self.begun[tenant] = [Begun(started, json.dumps(data).encode()), *self.begun[tenant]][:4]

    @rule(tenant=TENANTS, name=NAMES, side=SIDES, which=st.integers(0, 3))
    def store_answer(self, tenant: str, name: int, side: int, which: int) -> None:
        """Perhaps much later, perhaps after all that went wrong meanwhile."""
        if which < len(self.begun[tenant]):
            self.serial += 1
            begun = self.begun[tenant][which]
            what = (tenant, name)
            entry = entry_of(what, begun.started, *DEP_IDS, tenant=tenant, body=begun.body, entry_id=f"i{self.serial}")
            self.run(self.sides[side].entries.put(entry, None))

    @rule(tenant=TENANTS, dep=st.sampled_from(DEP_IDS), side=SIDES)
    def change(self, tenant: str, dep: str, side: int) -> None:
        """Data changes; only an invalidation that was acknowledged binds."""
        self.version[tenant, dep] += 1
        if self.run(self.sides[side].ledger.invalidate(tenant, [(dep, "h")])) is not None:
            self.acknowledged[tenant, dep] = self.version[tenant, dep]

    @rule(tenant=TENANTS, name=NAMES)
    def look_everywhere(self, tenant: str, name: int) -> None:
        for stores in self.sides:
            found = self.run(stores.entries.look([key_of((tenant, name))], tenant, DEP_IDS))
            entry = found.entries[0] if found is not None else None
            if found is None or entry is None:
                continue
            if dep_state(entry.tags, entry.epoch, (), found.snapshot) is DepState.VALID:
                self.seen["hit"] += 1
                body = json.loads(entry.answer.body)
                assert body["tenant"] == tenant
                assert all(body[dep] >= self.acknowledged[tenant, dep] for dep in DEP_IDS)

    @rule(tenant=TENANTS, name=NAMES, side=SIDES)
    def ask(self, tenant: str, name: int, side: int) -> None:
        """A miss from its beginning to its end, then its hit."""
        self.begin_request(tenant, side)
        self.store_answer(tenant, name, side, 0)
        self.look_everywhere(tenant, name)

    @rule(what=st.sampled_from(sorted(TROUBLES)), heals=st.booleans())
    def trouble(self, what: str, heals: bool) -> None:
        if self.frozen:
            self.thaw()
        self.seen[what] += 1
        TROUBLES[what](self)
        if heals:
            self.recover()

    @rule(tenant=TENANTS, name=NAMES, side=SIDES)
    def lose_a_change(self, tenant: str, name: int, side: int) -> None:
        """An invalidation is acknowledged, then the server is killed, and what comes back never heard of it."""
        self.seen["lost a change"] += 1
        self.recover()
        self.ask(tenant, name, side)
        self.outside(lambda client: client.save())
        self.change(tenant, "a", side)
        self.restart(restored=True)
        self.recover()

    @rule()
    def recover(self) -> None:
        """Trouble ends, and within 5 s both gateways use the server again."""
        self.thaw()
        self.outside(lambda client: client.config_set("maxmemory", 0))
        for stores in self.sides:
            assert self.loop.run_until_complete(eventually(partial(usable, stores)))
        for tenant in self.begun:
            for name in range(3):
                self.look_everywhere(tenant, name)

    def restart(self, *, restored: bool) -> None:
        """Kill it; it comes back empty, or as it was saved at some earlier time."""
        self.server.kill()
        if not restored:
            self.server.forget()
        self.server.start()

    def freeze(self) -> None:
        self.frozen = True
        self.server.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.frozen = False
        self.server.signal(signal.SIGCONT)

    def outside(self, work: Callable[[Any], Any]) -> None:
        with contextlib.closing(self.server.client()) as client:
            work(client)

    def teardown(self) -> None:
        self.thaw()
        for stores in getattr(self, "sides", []):
            self.run(stores.aclose())
        self.loop.close()
        self.server.close()


async def usable(stores: RedisStores) -> bool:
    """Does it answer?"""
    with contextlib.suppress(StoreUnavailable):
        await stores.ledger.snapshot("t1", ())
        return bool(await stores.ledger.invalidate("unused", [("x", "h")]))
    return False


@pytest.mark.parametrize(
    ("example_count", "step_count"),
    [
        pytest.param(5, 20, marks=pytest.mark.timeout(120)),
        pytest.param(60, 80, marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
    ],
)
def test_no_trouble_of_the_server_brings_an_invalidated_answer_back(example_count: int, step_count: int) -> None:
    FaultMachine.seen.clear()
    case = settings(
        max_examples=example_count,
        stateful_step_count=step_count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
        phases=[Phase.generate],  # a failure would be shrunk by starting servers for minutes
    )
    run_state_machine_as_test(FaultMachine, settings=case)
    assert FaultMachine.seen["hit"] > example_count
    assert FaultMachine.seen["lost a change"] > 0
    assert any(what in FaultMachine.seen for what in TROUBLES)
