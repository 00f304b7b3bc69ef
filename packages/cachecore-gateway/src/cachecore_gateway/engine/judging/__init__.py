"""The asynchronous judge: near misses are put to a model of the operator's choice, off the path of requests.

Start at ``desk.JudgeDesk``.
"""

from .desk import JudgeDesk
from .judge import Judge
from .queue import NearMiss

__all__ = ["Judge", "JudgeDesk", "NearMiss"]
