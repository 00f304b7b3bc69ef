"""Whole streams in the vendors' wire formats: stored, they are the plain answer; replayed, they say the same in order.

The recordings in ``streams/`` are written by hand after the vendors' API references: a stream (``.sse``) and the plain
answer of the same call (``.json``). ``scripts/test-clients`` reads the same ones through the vendors' SDKs.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cachecore_gateway.core.ports import ProtocolAdapter
from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import all_adapters
from cachecore_gateway.protocols.sse import EventParser

from .strategies import Json, joined
from .streams.sequences import INTERLEAVED, NOT_STORED, SEQUENCES

CALL = Call("m", stream=True, delivery={"stream_options": {"include_usage": True}})
STREAMS = sorted((Path(__file__).parent / "streams").glob("*/*.sse"))
ADAPTERS = {adapter.name: adapter for adapter in all_adapters().values()}


def adapter_of(path: Path) -> ProtocolAdapter:
    return ADAPTERS[path.parent.name]


def sequence(path: Path, stream: bytes) -> object:
    events = [json.loads(event.data) for event in EventParser().feed(stream) if event.data != b"[DONE]"]
    options = {"interleaved": name_of(path) in INTERLEAVED} if path.parent.name == "responses" else {}
    return SEQUENCES[path.parent.name](events, **options)


def plain(path: Path) -> Json:
    answer: Json = json.loads(path.with_suffix(".json").read_bytes())
    return answer


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", STREAMS, ids=name_of)
def test_a_recorded_stream_joins_to_the_plain_answer(path: Path) -> None:
    result = joined(adapter_of(path), [path.read_bytes()])
    assert result.body is not None, result.reason
    assert json.loads(result.body) == plain(path)
    assert (adapter_of(path).unusable(result.body) == "") is (name_of(path) not in NOT_STORED)


@pytest.mark.parametrize("path", STREAMS, ids=name_of)
def test_the_plain_answer_is_streamed_as_the_vendor_streams_it_up_to_chunking(path: Path) -> None:
    replayed = b"".join(adapter_of(path).replay(json.dumps(plain(path)).encode(), CALL))
    assert sequence(path, replayed) == sequence(path, path.read_bytes())
