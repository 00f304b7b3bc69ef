"""One question to the judge: within the budget, counted, its word read strictly."""

from __future__ import annotations

from cachecore_gateway.core.errors import GatewayError
from cachecore_gateway.core.ports import Clock, JudgeModel, Observer, UpstreamCalled

from ..budget import HourlyBudget
from .prompts import Opinion, read_opinion

__all__ = ["Judge", "Opinion"]


class Judge:
    """Asks the model."""

    def __init__(self, model: JudgeModel, budget: HourlyBudget, observer: Observer, clock: Clock) -> None:
        self._model = model
        self._budget = budget
        self._observer = observer
        self._clock = clock

    async def opinion(self, instructions: str, material: str) -> Opinion:
        """The model's word on ``material``.

        Raises:
            StoreUnavailable: the budget cannot be read.
            GatewayError: the model gave no answer; the question counts against the budget all the same.
        """
        if not await self._budget.take():
            return Opinion.NOT_ASKED
        began, status, code = self._clock.monotonic(), 0, ""
        try:
            said = await self._model.ask(instructions, material)
            status = 200
        except GatewayError as error:
            code = error.error_code
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._observer.upstream_called(UpstreamCalled("judge", status, code, seconds, "judge"))
        return read_opinion(said)

    async def left(self) -> int:
        """Questions left in this hour."""
        return await self._budget.left()
