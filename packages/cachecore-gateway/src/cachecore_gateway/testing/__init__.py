"""An upstream double: a real HTTP server on loopback that stands in for an LLM provider and can do everything wrong.

    async with UpstreamDouble() as up:
        client = openai.AsyncOpenAI(base_url=up.base_url, api_key="any")
        up.inject(Delay(head_seconds=0.2), Fail(503, retry_after=1), times=2)
        ...
        await up.wait_for_calls(3)
        assert up.calls[0].request.header("authorization") == "Bearer any"

It answers in the shapes of the OpenAI and Anthropic APIs, plain and streamed; each answer names the number of its call.
`answer_with` scripts answers, `inject` puts faults in force, `hold` keeps answers back until the test goes on, `calls`
and `journal` tell what was received. `UpstreamDouble.in_thread()` is the same for code without an event loop.
`FakeClock` is a clock under the control of a test; `DemoModel` is the small model of `cachecore demo`.
"""

from .answers import Answer, Script, Scripted, ToolCall
from .clock import FakeClock
from .faults import (
    SPOOFED_HEADERS,
    AddHeaders,
    BadEvents,
    BadGzip,
    BadJson,
    CloseAfter,
    Comments,
    CrlfEvents,
    Cut,
    Delay,
    DuplicateHeaders,
    EmptyBody,
    ErrorEvent,
    Fail,
    Fault,
    GarbageHead,
    Gzip,
    GzipBomb,
    Hangup,
    Held,
    HtmlPage,
    HugeBody,
    NoDone,
    NoFinishReason,
    NoLength,
    Reset,
    Rule,
    Sliced,
    SlowBody,
    SpoofedHeaders,
    WrongContentType,
    WrongLength,
)
from .hold import Hold
from .journal import Call, Journal, Outcome
from .model import DEMO_MODEL_NAME, DemoModel, demo_model_server, demo_model_server_in_thread
from .reply import ErrorShape, Reply, json_reply
from .request import Request
from .threaded import ThreadedUpstreamDouble
from .upstream import UpstreamDouble

__all__ = [
    "DEMO_MODEL_NAME",
    "SPOOFED_HEADERS",
    "AddHeaders",
    "Answer",
    "BadEvents",
    "BadGzip",
    "BadJson",
    "Call",
    "CloseAfter",
    "Comments",
    "CrlfEvents",
    "Cut",
    "Delay",
    "DemoModel",
    "DuplicateHeaders",
    "EmptyBody",
    "ErrorEvent",
    "ErrorShape",
    "Fail",
    "FakeClock",
    "Fault",
    "GarbageHead",
    "Gzip",
    "GzipBomb",
    "Hangup",
    "Held",
    "Hold",
    "HtmlPage",
    "HugeBody",
    "Journal",
    "NoDone",
    "NoFinishReason",
    "NoLength",
    "Outcome",
    "Reply",
    "Request",
    "Reset",
    "Rule",
    "Script",
    "Scripted",
    "Sliced",
    "SlowBody",
    "SpoofedHeaders",
    "ThreadedUpstreamDouble",
    "ToolCall",
    "UpstreamDouble",
    "WrongContentType",
    "WrongLength",
    "demo_model_server",
    "demo_model_server_in_thread",
    "json_reply",
]
