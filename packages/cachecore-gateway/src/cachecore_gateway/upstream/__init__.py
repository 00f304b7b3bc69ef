"""The provider's side: which provider, whose key, one pooled client, and what may pass in either direction."""

from .document import fetch_document
from .http_upstream import HttpUpstream
from .judge_model import HttpJudgeModel, JudgeEndpoint
from .settings import ProviderSettings, UpstreamSettings

__all__ = [
    "HttpJudgeModel",
    "HttpUpstream",
    "JudgeEndpoint",
    "ProviderSettings",
    "UpstreamSettings",
    "fetch_document",
]
