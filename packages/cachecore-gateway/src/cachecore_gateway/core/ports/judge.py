"""A language model that is asked for a verdict, off the path of requests."""

from __future__ import annotations

from typing import Protocol

__all__ = ["JudgeModel"]


class JudgeModel(Protocol):
    """The operator's model for verdicts."""

    async def ask(self, instructions: str, material: str) -> str:
        """The text of its answer to ``material`` under ``instructions``.

        Raises:
            UpstreamError: it gave no usable answer, or none in time.
            Overloaded, NotAuthenticated: it refuses for now, or for good.
        """
