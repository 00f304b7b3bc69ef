"""Random operations over two processes' shares of one store, against plain dictionaries."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cachecore_gateway.core.dependencies import DepState, Snapshot, dep_state
from cachecore_gateway.core.entry import Entry
from cachecore_gateway.core.ports import Stores
from cachecore_gateway.testing.clock import FakeClock

from .conftest import BACKEND_PARAMS, BACKENDS
from .records_of import NOW, entry_of, key_of, vector_of

TENANTS = st.sampled_from(["t1", "t2"])
NAMES = st.integers(0, 5)
DEPS = st.sets(st.sampled_from(["a", "b", "c"]), max_size=3)
SIDES = st.integers(0, 1)


class StoreMachine(RuleBasedStateMachine):
    """The model: what was put last under each key, unless it was deleted or one of its deps was invalidated since."""

    backend = "embedded"

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.place = tempfile.TemporaryDirectory()
        self.clock = FakeClock(NOW)
        self.entries: dict[tuple[str, int], Entry] = {}
        self.started: dict[str, Snapshot] = {}
        self.serial = 0

    def run(self, work: Any) -> Any:
        """Run a coroutine to its end."""
        return self.loop.run_until_complete(asyncio.wait_for(work, 5))

    @initialize()
    def open(self) -> None:
        """Two shares of an empty store."""
        self.sides: list[Stores] = [self._open(), self._open()]

    @rule(tenant=TENANTS, side=SIDES)
    def begin_request(self, tenant: str, side: int) -> None:
        """A request starts and reads the generations."""
        self.started[tenant] = self.run(self.sides[side].ledger.snapshot(tenant, ["a", "b", "c"]))

    @rule(tenant=TENANTS, name=NAMES, deps=DEPS, side=SIDES, indexed=st.booleans())
    def store_answer(self, tenant: str, name: int, deps: set[str], side: int, indexed: bool) -> None:
        """It stores its answer, perhaps much later; everybody may see it."""
        started = self.started.get(tenant)
        if started is None:
            return
        self.serial += 1
        scope = f"scope-{tenant}" if indexed else ""
        entry = entry_of(
            (tenant, name), started, *sorted(deps), tenant=tenant, entry_id=f"id{self.serial}", scope=scope
        )
        self.run(self.sides[side].entries.put(entry, vector_of(1, name) if indexed else None))
        self.run(self.sides[side].entries.counts())
        now = self.run(self.sides[side].ledger.snapshot(tenant, deps))
        if dep_state(entry.tags, entry.epoch, (), now) is DepState.VALID:
            self.entries[tenant, name] = entry
        self._let_hot_copies_age()

    @rule(tenant=TENANTS, dep=st.sampled_from(["a", "b", "c"]), side=SIDES)
    def invalidate(self, tenant: str, dep: str, side: int) -> None:
        """Data changes."""
        carrying = [
            place
            for place, entry in self.entries.items()
            if place[0] == tenant and any(tag.dep_id == dep for tag in entry.tags)
        ]
        records = sum(1 + (self.entries.pop(place).meaning is not None) for place in carrying)
        (outcome,) = self.run(self.sides[side].ledger.invalidate(tenant, [(dep, "h")]))
        assert outcome.keys_deleted == records

    @rule(tenant=TENANTS, name=NAMES, side=SIDES)
    def delete(self, tenant: str, name: int, side: int) -> None:
        """Somebody reports a wrong answer."""
        known = self.entries.pop((tenant, name), None)
        assert self.run(self.sides[side].entries.delete(key_of((tenant, name)))) == (known is not None)

    @rule(side=SIDES)
    def restart(self, side: int) -> None:
        """A process ends and begins again."""
        self.run(self.sides[side].aclose())
        self.sides[side] = self._open()

    @rule(tenant=TENANTS, name=NAMES, side=SIDES)
    def look(self, tenant: str, name: int, side: int) -> None:
        """What is served is exactly what the model holds."""
        found = self.run(self.sides[side].entries.look([key_of((tenant, name))], tenant, ["a", "b", "c"]))
        entry = found.entries[0]
        if entry is not None and dep_state(entry.tags, entry.epoch, (), found.snapshot) is not DepState.VALID:
            entry = None
        assert entry == self.entries.get((tenant, name))

    @rule(tenant=TENANTS, side=SIDES)
    def search(self, tenant: str, side: int) -> None:
        """The index names exactly the entries that have a meaning."""
        found = self.run(self.sides[side].index.search(f"scope-{tenant}", "model-a", vector_of(1), 20, -1.0))
        expected = {e.key for place, e in self.entries.items() if place[0] == tenant and e.meaning is not None}
        assert {neighbour.key for neighbour in found} == expected
        assert len(found) == len(expected)

    @invariant()
    def counts_agree(self) -> None:
        """Counting agrees with the model."""
        if not hasattr(self, "sides"):
            return
        for tenant in ("t1", "t2"):
            counts = self.run(self.sides[0].entries.counts(tenant))
            mine = [entry for place, entry in self.entries.items() if place[0] == tenant]
            assert counts.entry_count == len(mine)
            assert counts.vector_count == sum(entry.meaning is not None for entry in mine)
            assert counts.dep_count == len({tag.dep_id for entry in mine for tag in entry.tags})

    def teardown(self) -> None:
        """Close everything."""
        for stores in getattr(self, "sides", []):
            self.run(stores.aclose())
        self.loop.close()
        self.place.cleanup()

    def _open(self) -> Stores:
        stores: Stores = self.run(BACKENDS[self.backend](Path(self.place.name), self.clock))
        return stores

    def _let_hot_copies_age(self) -> None:
        self.clock.advance(1.01)  # "soon" for other processes: a second at most


def _case(example_count: int, step_count: int) -> settings:
    return settings(
        max_examples=example_count,
        stateful_step_count=step_count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )


@pytest.mark.parametrize("backend", BACKEND_PARAMS)
@pytest.mark.parametrize(
    ("example_count", "step_count"),
    [(8, 30), pytest.param(60, 60, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_the_store_behaves_like_dictionaries(backend: str, example_count: int, step_count: int) -> None:
    machine = type("Machine", (StoreMachine,), {"backend": backend})
    run_state_machine_as_test(machine, settings=_case(example_count, step_count))
