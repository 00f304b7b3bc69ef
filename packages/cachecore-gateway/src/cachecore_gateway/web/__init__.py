"""The ASGI edge: the only place that knows HTTP and the wire format. Start at ``gateway.Gateway``."""

from .admin import Admin
from .admission import Doorkeeper
from .exchange import Exchange, Headers
from .feedback import FeedbackEndpoint
from .gateway import Gateway, Handler
from .head import Head
from .llm import LlmEndpoints, LlmParts
from .management import Management
from .probes import Probes
from .settings import WebSettings

__all__ = [
    "Admin",
    "Doorkeeper",
    "Exchange",
    "FeedbackEndpoint",
    "Gateway",
    "Handler",
    "Head",
    "Headers",
    "LlmEndpoints",
    "LlmParts",
    "Management",
    "Probes",
    "WebSettings",
]
