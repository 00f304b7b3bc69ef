"""The provider's side of the stream checks: the recordings of the protocol tests, served as they are."""

from __future__ import annotations

import json

from environments import ROOT

from cachecore_gateway.testing import Reply, Request, json_reply

__all__ = ["STREAMS", "recorded"]

STREAMS = ROOT / "packages" / "cachecore-gateway" / "tests" / "protocols" / "streams"
_PREFIX = "recorded/"
_SHAPES = {
    "/v1/chat/completions": "chat_completions",
    "/v1/responses": "responses",
    "/v1/messages": "messages",
}
_HEADERS = (("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache"))


def recorded(request: Request) -> Reply | None:
    """The recording that a model of the name ``recorded/NAME`` gives, streamed or plain; no other model has one."""
    name = str(request.fields.get("model"))
    if not name.startswith(_PREFIX):
        return None
    path = STREAMS / _SHAPES[request.path] / name.removeprefix(_PREFIX)
    if not request.fields.get("stream"):
        return json_reply(json.loads(path.with_suffix(".json").read_bytes()))
    events = path.with_suffix(".sse").read_bytes().split(b"\n\n")
    return Reply(200, _HEADERS, tuple(event + b"\n\n" for event in events if event), streamed=True)
