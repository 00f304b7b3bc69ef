"""The typed event stream of /v1/responses: every item, part and delta opens and closes in order, numbered from 0."""

from __future__ import annotations

from collections.abc import Iterator

from ..reply import event
from .answer import pieces
from .fields import items, mapping, text

Json = dict[str, object]


def events(begun: Json, output: list[Json], whole: Json) -> list[bytes]:
    """All events of one response, from its first state `begun` over its items to the whole one."""
    return [
        event({"type": members["type"], "sequence_number": number, **members}, text(members["type"]))
        for number, members in enumerate(_all(begun, output, whole))
    ]


def _all(begun: Json, output: list[Json], whole: Json) -> Iterator[Json]:
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(output):
        yield from _message(index, item) if item["type"] == "message" else _function_call(index, item)
    yield {"type": f"response.{whole['status']}", "response": whole}


def _message(index: int, item: Json) -> Iterator[Json]:
    empty = {**item, "status": "in_progress", "content": []}
    yield {"type": "response.output_item.added", "output_index": index, "item": empty}
    for place, part in enumerate(items(item["content"])):
        where: Json = {"item_id": item["id"], "output_index": index, "content_index": place}
        yield from _part(where, dict(mapping(part)))
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _part(where: Json, part: Json) -> Iterator[Json]:
    is_text = part["type"] == "output_text"
    member, name = ("text", "response.output_text") if is_text else ("refusal", "response.refusal")
    more: Json = {"logprobs": []} if is_text else {}
    yield {"type": "response.content_part.added", **where, "part": {**part, member: ""}}
    for piece in pieces(text(part[member])):
        yield {"type": f"{name}.delta", **where, "delta": piece, **more}
    yield {"type": f"{name}.done", **where, member: part[member], **more}
    yield {"type": "response.content_part.done", **where, "part": part}


def _function_call(index: int, item: Json) -> Iterator[Json]:
    where: Json = {"item_id": item["id"], "output_index": index}
    empty = {**item, "status": "in_progress", "arguments": ""}
    yield {"type": "response.output_item.added", "output_index": index, "item": empty}
    name = "response.function_call_arguments"
    for piece in pieces(text(item["arguments"])):
        yield {"type": f"{name}.delta", **where, "delta": piece}
    yield {"type": f"{name}.done", **where, "name": item["name"], "arguments": item["arguments"]}
    yield {"type": "response.output_item.done", "output_index": index, "item": item}
