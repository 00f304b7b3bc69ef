"""Streams as sequences in which chunking no longer shows: two streams that say the same in other pieces are equal.

Standard library only: the checks that run inside the vendors' environments read it, too. Events are JSON objects,
from the wire or dumped by an SDK. What a stream says first and corrects later is left out where it is said first
(``_PROVISIONAL``): nobody keeps it, the vendors' accumulators included.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

__all__ = ["INTERLEAVED", "NOT_STORED", "SEQUENCES", "chat_sequence", "message_sequence", "response_sequence"]

Json: TypeAlias = dict[str, Any]

INTERLEAVED = frozenset(
    {"chat_completions/interleaved_tools", "chat_completions/choices_logprobs", "responses/interleaved"}
)
"""Recordings whose choices, calls or items come by turns. A replay sends one after the other."""
NOT_STORED = frozenset({"responses/incomplete", "messages/refusal"})
"""Recordings of answers that are cut off or filtered: always a miss."""

_CONSTANT = frozenset({"id", "type", "role", "format", "index"})
_FRAME = ("id", "object", "created", "model", "service_tier", "system_fingerprint")
_PROVISIONAL = ("service_tier", "encrypted_content")


def chat_sequence(chunks: Iterable[Json]) -> Json:
    """Frames in order, what each delta continues in order of its first piece, and of other members the last value."""
    frames: list[Json] = []
    others: Json = {}
    choices: dict[int, Json] = {}
    ends: dict[int, Json] = {}
    for chunk in chunks:
        frame: Json = {name: chunk.get(name) for name in (*_FRAME, "usage")}
        frame["has_choices"] = bool(chunk["choices"])
        if frame not in frames[-1:]:
            frames.append(frame)
        known = {*_FRAME, "usage", "choices", "obfuscation"}
        others |= {name: value for name, value in chunk.items() if name not in known and value is not None}
        for choice in chunk["choices"]:
            _take_choice(choices.setdefault(choice["index"], {}), choice)
            left = {name: value for name, value in choice.items() if name not in ("index", "delta", "logprobs")}
            ends.setdefault(choice["index"], {}).update(left)
    listed = {index: [*lanes.items()] for index, lanes in sorted(choices.items())}
    return {"frames": frames, "others": others, "choices": listed, "ends": ends}


def response_sequence(events: Iterable[Json], *, interleaved: bool = False) -> list[Json]:
    """Events without numbers and padding, neighbouring deltas of one text merged; by item where they came by turns."""
    kept = [_without_numbers(event) for event in events]
    if interleaved:
        middle = sorted(kept[2:-1], key=lambda event: event["output_index"])
        kept = [*kept[:2], *middle, kept[-1]]
    return _merged(kept, _continues_text, _add_text)


def message_sequence(events: Iterable[Json]) -> list[Json]:
    """Events without pings, neighbouring deltas of one kind merged; usage as it stands at the end."""
    kept: list[Json] = [deepcopy(event) for event in events if event["type"] != "ping"]
    usage: Json = {}
    for event in kept:
        if event["type"] == "message_start":
            usage |= event["message"].pop("usage")
        if event["type"] == "message_delta":
            event["usage"] = {name: value for name, value in (usage | event["usage"]).items() if value is not None}
    merged = _merged(kept, _continues_block, _add_to_block)
    for event in merged:
        if text := event.get("delta", {}).get("partial_json"):
            event["delta"]["partial_json"] = json.loads(text)
    return merged


SEQUENCES: dict[str, Callable[..., Any]] = {
    "chat_completions": chat_sequence,
    "responses": response_sequence,
    "messages": message_sequence,
}


def _take_choice(lanes: Json, choice: Json) -> None:
    for name, value in choice["delta"].items():
        if name in ("tool_calls", "reasoning_details"):
            for row in value or []:
                _extend(lanes, f"{name}[{row['index']}]", row)
        else:
            _extend(lanes, name, value)
    for name, rows in (choice.get("logprobs") or {}).items():
        _extend(lanes, f"logprobs.{name}", rows)


def _extend(lanes: Json, name: str, value: Any) -> None:
    if value is None or value == "":
        return
    lanes[name] = _joined(name, lanes[name], value) if name in lanes else value


def _joined(name: str, earlier: Any, later: Any) -> Any:
    if isinstance(earlier, dict):
        names = {**earlier, **later}
        return {
            key: _joined(key, earlier[key], later[key]) if key in earlier and key in later else names[key]
            for key in names
        }
    return later if name in _CONSTANT or not isinstance(earlier, str | list) else earlier + later


def _without_numbers(event: Json) -> Json:
    kept: Json = {name: value for name, value in event.items() if name not in ("sequence_number", "obfuscation")}
    provisional = {
        "response.created": "response",
        "response.in_progress": "response",
        "response.output_item.added": "item",
    }
    if inner := provisional.get(event["type"]):
        kept[inner] = {name: value for name, value in event[inner].items() if name not in _PROVISIONAL}
    return kept


_PLACE = ("type", "item_id", "output_index", "content_index", "summary_index")


def _continues_text(earlier: Json, later: Json) -> bool:
    same_place = all(earlier.get(name) == later.get(name) for name in _PLACE)
    return same_place and str(later["type"]).endswith(".delta")


def _add_text(earlier: Json, later: Json) -> Json:
    result = {**earlier, **later, "delta": earlier["delta"] + later["delta"]}
    if "logprobs" in later:
        result["logprobs"] = earlier["logprobs"] + later["logprobs"]
    return result


def _continues_block(earlier: Json, later: Json) -> bool:
    if not earlier["type"] == later["type"] == "content_block_delta" or earlier["index"] != later["index"]:
        return False
    return bool(earlier["delta"]["type"] == later["delta"]["type"] != "citations_delta")


def _add_to_block(earlier: Json, later: Json) -> Json:
    delta = {
        name: value if name == "type" else earlier["delta"][name] + value for name, value in later["delta"].items()
    }
    return {**earlier, "delta": delta}


def _merged(
    events: Sequence[Json], continues: Callable[[Json, Json], bool], add: Callable[[Json, Json], Json]
) -> list[Json]:
    result: list[Json] = []
    for event in events:
        if result and continues(result[-1], event):
            result[-1] = add(result[-1], event)
        else:
            result.append(event)
    return result
