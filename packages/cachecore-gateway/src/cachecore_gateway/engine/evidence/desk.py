"""The one place where evidence arrives: from users, from re-checks, from comparisons in shadow."""

from __future__ import annotations

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.evidence import Source, is_refuted
from cachecore_gateway.core.shadow import GATEWAY, ShadowCause, ShadowState

from ..budget import HourlyBudget
from ..parts import Parts
from .record import EvidenceRecord, Weighed
from .summary import Summary
from .switch import ShadowSwitch

__all__ = ["EvidenceDesk"]


class EvidenceDesk:
    """Counts evidence and switches the tier by it."""

    def __init__(self, parts: Parts) -> None:
        self._settings = parts.settings.meaning
        self._observer = parts.observer
        self._clock = parts.clock
        self.record = EvidenceRecord(parts.stores.cells)
        self.switch = ShadowSwitch(parts)
        self.rechecks = HourlyBudget(parts.stores.cells, parts.clock, "recheck", self._settings.recheck_per_hour)

    async def cause(self, tenant_id: str) -> ShadowCause | None:
        """Why the tier only watches for this tenant; ``None``: it serves."""
        return await self.switch.cause(tenant_id)

    async def weigh(self, tenant_id: str, source: Source, *, same: bool, begun_at: float) -> None:
        """One trial, on a lookup at ``begun_at`` (seconds since the epoch); none if the tier was switched on since, or
        served before already and this worker had not heard of it.

        Where it settles the matter, the tier changes to shadow or back, for all workers.
        """
        try:
            state = await self.switch.state(longest_age=0.0)
            if not state.admits(tenant_id, begun_at):
                return
            if source is Source.SHADOW and state.cause(tenant_id, configured=self._settings.shadow) is None:
                return
            weighed = await self.record.add(tenant_id, source, same=same)
            if source is Source.SHADOW and await self._compared(tenant_id, same=same):
                return
            for subject in self._refuted(tenant_id, weighed):
                await self._trip(subject, tenant_id, begun_at)
        except StoreUnavailable as error:
            self._observer.fault("evidence", error)

    async def saved_in_shadow(self, usage: Usage) -> None:
        """The answer to a lookup in shadow would have been right, and have saved this."""
        amounts = {
            "shadow_saved_answers": 1,
            "shadow_saved_input_tokens": usage.input_tokens,
            "shadow_saved_output_tokens": usage.output_tokens,
        }
        await self.record.count(amounts)

    async def speak(self, *, shadow: bool) -> ShadowState:
        """The operator switches the gateway. Back to serving begins with new evidence.

        Raises:
            StoreUnavailable: nothing was switched.
        """
        before = await self.switch.state()
        after = await self.switch.speak(shadow=shadow)
        await self._begin_anew(before, after)
        if not shadow:
            await self.record.forget(None)
        return after

    async def summary(self, judge_waiting_count: int | None = None, judge_left: int = 0) -> Summary:
        """All that is known; ``None`` for the judge's queue: there is no judge.

        Raises:
            StoreUnavailable: the counts cannot be read.
        """
        await self.record.flush()
        state = await self.switch.state()
        return Summary(
            evidence=await self.record.gateway(),
            ever=await self.record.ever(),
            limit=self._settings.max_false_hit_rate,
            cause=state.cause(GATEWAY, configured=self._settings.shadow),
            shadow_tenant_count=sum(subject != GATEWAY for subject in state.trips),
            recheck_left=await self.rechecks.left(),
            judge_on=judge_waiting_count is not None,
            judge_waiting_count=judge_waiting_count or 0,
            judge_left=judge_left,
        )

    async def aclose(self) -> None:
        """Write down the hits that were counted last."""
        try:
            await self.record.flush()
        except StoreUnavailable as error:
            self._observer.fault("evidence", error)

    def _refuted(self, tenant_id: str, weighed: Weighed) -> list[str]:
        """The tenant, by its own evidence; the gateway, by that of the others, so that no tenant speaks for all."""
        limit, least = self._settings.max_false_hit_rate, self._settings.min_trial_count
        own = (weighed.tenant.sampled, weighed.tenant.reported)
        found = [tenant_id] if any(is_refuted(tally, limit, least) for tally in own) else []
        return [*found, GATEWAY] if is_refuted(weighed.others, limit, least) else found

    async def _trip(self, subject: str, tenant_id: str, begun_at: float) -> None:
        """Switch the subject off, unless it was switched on again while the evidence was weighed."""
        now = self._clock.now()

        def stepped(state: ShadowState) -> ShadowState:
            return state.tripped(subject, now) if state.admits(tenant_id, begun_at) else state

        if subject not in (await self.switch.state()).trips:
            await self.switch.change(stepped)

    async def _compared(self, tenant_id: str, *, same: bool) -> bool:
        """Count a comparison for the runs it belongs to; did one of them end, so that its subject serves again?"""
        before = await self.switch.state()
        if not {GATEWAY, tenant_id} & set(before.trips):
            return False
        limit, now = self._settings.max_false_hit_rate, self._clock.now()
        after = await self.switch.change(lambda state: state.compared(tenant_id, limit, same=same, now=now))
        return await self._begin_anew(before, after)

    async def _begin_anew(self, before: ShadowState, after: ShadowState) -> bool:
        """Old evidence of what serves again is forgotten: it would only switch it off once more."""
        lifted = set(before.trips) - set(after.trips)
        for subject in lifted:
            await self.record.forget(None if subject == GATEWAY else subject)
        return bool(lifted)
