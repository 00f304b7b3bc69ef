"""What can go wrong at an upstream, as values that combine: `up.inject(Delay(head_seconds=1), Fail(503))`."""

from .coding import BadGzip, Gzip, GzipBomb
from .content import BadEvents, BadJson, EmptyBody, Fail, HtmlPage, HugeBody, WrongContentType
from .delivery import (
    CloseAfter,
    Cut,
    Delay,
    GarbageHead,
    Hangup,
    Held,
    NoLength,
    Reset,
    Sliced,
    SlowBody,
    WrongLength,
)
from .events import Comments, CrlfEvents, ErrorEvent, NoDone, NoFinishReason
from .fault import Fault, Stage, apply_all
from .headers import SPOOFED_HEADERS, AddHeaders, DuplicateHeaders, SpoofedHeaders
from .rules import FaultRules, Rule, Scope

__all__ = [
    "SPOOFED_HEADERS",
    "AddHeaders",
    "BadEvents",
    "BadGzip",
    "BadJson",
    "CloseAfter",
    "Comments",
    "CrlfEvents",
    "Cut",
    "Delay",
    "DuplicateHeaders",
    "EmptyBody",
    "ErrorEvent",
    "Fail",
    "Fault",
    "FaultRules",
    "GarbageHead",
    "Gzip",
    "GzipBomb",
    "Hangup",
    "Held",
    "HtmlPage",
    "HugeBody",
    "NoDone",
    "NoFinishReason",
    "NoLength",
    "Reset",
    "Rule",
    "Scope",
    "Sliced",
    "SlowBody",
    "SpoofedHeaders",
    "Stage",
    "WrongContentType",
    "WrongLength",
    "apply_all",
]
