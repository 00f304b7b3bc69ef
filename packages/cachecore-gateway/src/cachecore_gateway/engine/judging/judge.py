"""One question to the judge: within the budget, counted, its word read strictly."""

from __future__ import annotations

from cachecore_gateway.core.ports import Clock, JudgeModel, Observer

from ..budget import HourlyBudget
from ..metered import MeteredCalls
from .prompts import Opinion, read_opinion

__all__ = ["Judge", "Opinion"]


class Judge:
    """Asks the model."""

    def __init__(self, model: JudgeModel, budget: HourlyBudget, observer: Observer, clock: Clock) -> None:
        self._model = model
        self._budget = budget
        self._metered = MeteredCalls(observer, clock)

    async def opinion(self, instructions: str, material: str) -> Opinion:
        """The model's word on ``material``.

        Raises:
            StoreUnavailable: the budget cannot be read.
            GatewayError: the model gave no answer; the question counts against the budget all the same.
        """
        if not await self._budget.take():
            return Opinion.NOT_ASKED
        asked = self._model.ask(instructions, material)
        return read_opinion(await self._metered.made(asked, lambda _: 200, protocol="judge", purpose="judge"))

    async def left(self) -> int:
        """Questions left in this hour."""
        return await self._budget.left()
