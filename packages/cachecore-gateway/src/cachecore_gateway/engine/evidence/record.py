"""Counts of evidence in cells: per tenant, for the gateway, and for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.evidence import NO_EVIDENCE, Evidence, Source, Tally
from cachecore_gateway.core.ports import Cell

__all__ = ["EvidenceRecord", "Weighed"]

_GATEWAY = "l2.evidence"
_EVER = "l2.record"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is known after one more trial."""

    tenant: Evidence
    others: Tally
    """Sampled evidence of the gateway without the tenant that has the most errors in it."""


class EvidenceRecord:
    """Adds to the counts and reads them. Every method raises ``StoreUnavailable`` when it cannot."""

    def __init__(self, cells: Cell) -> None:
        self._cells = cells
        self._served: Counter[str] = Counter()

    def served(self, tenant_id: str) -> None:
        """A semantic hit was served; kept in memory until ``flush``."""
        self._served[tenant_id] += 1

    async def flush(self) -> None:
        """Put the hits served since the last time into the cells."""
        waiting, self._served = self._served, Counter()
        for tenant_id, count in waiting.items():
            await self._cells.add(_cell(tenant_id), {"served": count})
        if waiting:
            await self._cells.add(_GATEWAY, {"served": waiting.total()})
            await self._cells.add(_EVER, {"served": waiting.total()})

    async def add(self, tenant_id: str, source: Source, *, same: bool) -> Weighed:
        """One trial."""
        await self.flush()

        def one(value: JsonObject | None) -> JsonObject:
            return Evidence.of(value).plus(source, same=same).as_json()

        tenant = Evidence.of(await self._cells.change(_cell(tenant_id), one))

        def all_of_them(value: JsonObject | None) -> JsonObject:
            worst = _worse(value or {}, tenant_id, tenant.sampled)
            return {**Evidence.of(value).plus(source, same=same).as_json(), **worst}

        gateway = await self._cells.change(_GATEWAY, all_of_them)
        await self.count({f"{source.value}_trials": 1, f"{source.value}_errors": int(not same)})
        worst = Tally(_number(gateway.get("worst_trials")), _number(gateway.get("worst_errors")))
        return Weighed(tenant, Evidence.of(gateway).sampled - worst)

    async def count(self, amounts: Mapping[str, float]) -> None:
        """Add to the counts that are never forgotten."""
        await self._cells.add(_EVER, amounts)

    async def gateway(self) -> Evidence:
        """The gateway's evidence now."""
        return Evidence.of(await self._cells.read(_GATEWAY))

    async def ever(self) -> Mapping[str, int]:
        """Everything counted since the store was made."""
        return {name: _number(value) for name, value in (await self._cells.read(_EVER) or {}).items()}

    async def forget(self, tenant_id: str | None) -> None:
        """Begin anew for one tenant, or for the gateway."""
        await self._cells.write(_GATEWAY if tenant_id is None else _cell(tenant_id), NO_EVIDENCE.as_json())


def _worse(gateway: JsonObject, tenant_id: str, tally: Tally) -> JsonObject:
    """The tenant with the most errors, so that none can speak for all."""
    is_known = gateway.get("worst_tenant") == tenant_id
    if is_known or tally.errors > _number(gateway.get("worst_errors")):
        return {"worst_tenant": tenant_id, "worst_trials": tally.trials, "worst_errors": tally.errors}
    return {name: value for name, value in gateway.items() if name.startswith("worst_")}


def _cell(tenant_id: str) -> str:
    return f"l2.evidence.{tenant_id}"


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
