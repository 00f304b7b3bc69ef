"""Typed event streams of responses, there and back."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI

from cachecore_gateway.core.request import Call
from cachecore_gateway.protocols import Responses
from cachecore_gateway.protocols.sse import EventParser, encoded_event

from .strategies import Json, checked, cut, cuts, joined, long_texts, names, sampled, texts, unknown

ADAPTER = Responses()
CALL = Call("m", stream=True)


@st.composite
def parts(draw: st.DrawFn) -> Json:
    """One content part of a message."""
    text = draw(st.one_of(texts, long_texts))
    if draw(st.integers(0, 3)) == 0:
        return {"type": "refusal", "refusal": text}
    size = draw(st.integers(1, 9))
    tokens = [text[start : start + size] for start in range(0, len(text), size)]
    row = {"logprob": -0.5, "bytes": [1], "top_logprobs": []}
    logprobs = draw(st.sampled_from([[], [{"token": token, **row} for token in tokens]]))
    citation = {"type": "url_citation", "start_index": 0, "end_index": 1, "title": "t", "url": "u"}
    annotations = draw(st.sampled_from([[], [citation], [citation, {**citation, "url": "v"}]]))
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": logprobs}


def item(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    done = {"type": st.just(kind), "id": names, "status": st.just("completed")}
    return st.fixed_dictionaries({**done, **fields})


_summaries = st.lists(st.builds(lambda text: {"type": "summary_text", "text": text}, long_texts), max_size=2)
_thoughts = st.lists(st.builds(lambda text: {"type": "reasoning_text", "text": text}, long_texts), max_size=2)
items = st.one_of(
    item("message", role=st.just("assistant"), content=st.lists(parts(), min_size=1, max_size=2)),
    item("function_call", call_id=names, name=names, arguments=long_texts),
    item("custom_tool_call", call_id=names, name=names, input=long_texts),
    item("mcp_call", name=names, server_label=names, arguments=long_texts, output=texts),
    item("code_interpreter_call", code=long_texts, container_id=names, outputs=st.just([])),
    item("reasoning", summary=_summaries, content=_thoughts, encrypted_content=st.one_of(st.none(), names)),
    item("web_search_call", action=st.just({"type": "search", "query": "q"})),
    item("x_unknown_call", x=texts),
)


@st.composite
def answers(draw: st.DrawFn, known: bool = False) -> Json:
    """A whole response. ``known``: no items that a typed SDK could not name."""
    output = draw(st.lists(items.filter(lambda found: not known or found["type"] != "x_unknown_call"), max_size=3))
    frame: Json = {
        "id": draw(names),
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": "m",
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "temperature": 1.0,
        "top_p": 1.0,
        "usage": {
            "input_tokens": 3,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 4,
            "output_tokens_details": {"reasoning_tokens": 1},
            "total_tokens": 7,
        },
    }
    return {**frame, **draw(unknown)}


def events(answer: Json) -> list[Json]:
    found = EventParser().feed(b"".join(ADAPTER.replay(json.dumps(answer).encode(), CALL)))
    values = [json.loads(event.data) for event in found]
    assert [event.name for event in found] == [value["type"] for value in values]
    return values


@checked
@given(answers(), cuts)
def test_a_replayed_stream_joins_to_the_stored_answer_wherever_it_is_cut(answer: Json, places: list[int]) -> None:
    stream = b"".join(ADAPTER.replay(json.dumps(answer).encode(), CALL))
    result = joined(ADAPTER, cut(stream, places))
    assert result.body is not None, result.reason
    assert json.loads(result.body) == answer


@checked
@given(answers())
def test_deltas_alone_say_what_the_items_say(answer: Json) -> None:
    """Whoever reads only deltas, as live displays do, gets every streamed text whole, under its item and place."""
    said: dict[tuple[Any, ...], str] = {}
    for value in events(answer):
        if value["type"].endswith(".delta"):
            place = (value["output_index"], value.get("content_index"), value.get("summary_index"))
            said[place] = said.get(place, "") + value["delta"]
    expected: dict[tuple[Any, ...], str] = {}
    for number, found in enumerate(answer["output"]):
        whole = found.get("arguments") or found.get("input") or found.get("code")
        if whole:
            expected[number, None, None] = whole
        for index, part in enumerate(found.get("content", [])):
            expected[number, index, None] = part.get("text") or part.get("refusal") or ""
        for index, part in enumerate(found.get("summary", [])):
            expected[number, None, index] = part["text"]
    assert said == {place: text for place, text in expected.items() if text}


@checked
@given(answers())
def test_events_are_numbered_and_everything_that_opens_closes(answer: Json) -> None:
    values = events(answer)
    assert [value["sequence_number"] for value in values] == [*range(len(values))]
    kinds = [value["type"] for value in values]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds[-1] == "response.completed"
    assert values[0]["response"]["output"] == []
    assert values[0]["response"]["usage"] is None
    open_items: list[int] = []
    for value in values[2:-1]:
        if value["type"] == "response.output_item.added":
            open_items.append(value["output_index"])
        assert open_items == [value["output_index"]]
        if value["type"] == "response.output_item.done":
            open_items.remove(value["output_index"])
            assert value["item"] == answer["output"][value["output_index"]]
    assert open_items == []


@sampled
@given(answers(known=True))
def test_the_sdk_reads_from_the_stream_what_it_reads_from_the_plain_answer(answer: Json) -> None:
    raw = json.dumps(answer).encode()

    def serve(request: httpx.Request) -> httpx.Response:
        if json.loads(request.content).get("stream"):
            body = b"".join(ADAPTER.replay(raw, CALL))
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)
        return httpx.Response(200, headers={"content-type": "application/json"}, content=raw)

    with httpx.Client(transport=httpx.MockTransport(serve)) as http:
        client = OpenAI(api_key="none", base_url="http://gateway.test/v1", http_client=http)
        plain = client.responses.create(model="m", input="q")
        with client.responses.stream(model="m", input="q") as stream:
            accumulated = stream.get_final_response()
    assert accumulated.output_text == plain.output_text
    assert without_parsed(accumulated.to_dict()) == without_parsed(plain.to_dict())


def without_parsed(value: object) -> object:
    """The SDK's accumulator adds ``parsed`` members and nulls."""
    if isinstance(value, list):
        return [without_parsed(member) for member in value]
    if not isinstance(value, dict):
        return value
    added = ("parsed", "parsed_arguments")
    return {name: without_parsed(member) for name, member in value.items() if name not in added and member is not None}


def event(kind: str, **members: Any) -> bytes:
    return encoded_event({"type": kind, **members}, kind)


MESSAGE: Json = {"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": "Hello"}]}
WHOLE: Json = {"object": "response", "id": "resp_1", "status": "completed", "output": [MESSAGE]}
BEGIN = event("response.created", response={**WHOLE, "status": "in_progress", "output": []})
ITEM = event("response.output_item.done", output_index=0, item=MESSAGE)


def test_the_last_event_is_the_answer() -> None:
    result = joined(ADAPTER, [BEGIN, event("response.new_kind"), ITEM, event("response.completed", response=WHOLE)])
    assert json.loads(result.body or b"") == WHOLE


def test_an_output_that_the_last_event_leaves_out_is_taken_from_the_items() -> None:
    result = joined(ADAPTER, [BEGIN, ITEM, event("response.completed", response={**WHOLE, "output": []})])
    assert json.loads(result.body or b"") == WHOLE


def test_a_stream_whose_events_carry_no_numbers_is_joined_all_the_same() -> None:
    """As llama.cpp's server sends it: neither ``sequence_number`` nor ``output_index``."""
    items: list[Json] = [{"type": "reasoning", "id": "rs_1"}, {"type": "message", "id": "msg_1", "content": []}]
    answer: Json = {"id": "resp_1", "object": "response", "status": "completed", "output": items}
    for output in (items, []):
        events: list[Json] = [{"type": "response.output_item.done", "item": item} for item in items]
        events.append({"type": "response.completed", "response": {**answer, "output": output}})
        found = joined(ADAPTER, [encoded_event(one) for one in events])
        assert json.loads(found.body or b"null") == answer


def test_an_incomplete_response_is_joined_but_unusable() -> None:
    cut_off = {**WHOLE, "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    result = joined(ADAPTER, [BEGIN, event("response.incomplete", response=cut_off)])
    assert result.body is not None
    assert ADAPTER.unusable(result.body) == "truncated"
    assert events(cut_off)[-1]["type"] == "response.incomplete"


@pytest.mark.parametrize(
    ("pieces", "reason", "ended"),
    [
        ([BEGIN, ITEM], "no-end-event", False),
        ([BEGIN, ITEM, event("response.completed", response=WHOLE)[:-9]], "cut-inside-event", False),
        ([BEGIN, event("response.failed", response={**WHOLE, "status": "failed"})], "response-failed", True),
        ([BEGIN, event("error", code="server_error", message="no")], "error-event", True),
        ([encoded_event({"error": {"message": "no"}})], "error-event", True),
        ([BEGIN, b"data: x\n\n", event("response.completed", response=WHOLE)], "malformed-event", True),
        ([encoded_event({"id": 1}), event("response.completed", response=WHOLE)], "wrong-object", True),
        ([event("response.completed", response=None)], "wrong-object", True),
        (
            [
                event("response.output_item.done", output_index="0", item=MESSAGE),
                event("response.completed", response=WHOLE),
            ],
            "wrong-item",
            True,
        ),
    ],
)
def test_a_stream_that_is_not_whole_is_not_stored(pieces: list[bytes], reason: str, ended: bool) -> None:
    joiner = ADAPTER.joiner()
    for piece in pieces:
        joiner.feed(piece)
    assert joiner.ended is ended
    result = joiner.finish()
    assert (result.body, result.reason) == (None, reason)


def test_what_is_no_response_is_passed_on_as_one_event() -> None:
    assert [*ADAPTER.replay(b'{"error":{}}', CALL)] == [b'data: {"error":{}}\n\n']


def of_item(item: Json) -> list[Json]:
    return events({**WHOLE, "output": [item]})[2:-2]


@pytest.mark.parametrize(
    ("item", "stages"),
    [
        ({"type": "web_search_call", "status": "completed"}, ["in_progress", "searching", "completed"]),
        ({"type": "web_search_call", "status": "failed"}, ["in_progress", "searching"]),
        (
            {"type": "code_interpreter_call", "status": "completed", "code": "1"},
            ["in_progress", "code.delta", "code.done", "interpreting", "completed"],
        ),
        (
            {"type": "mcp_call", "status": "completed", "arguments": "{}", "error": None},
            ["in_progress", "arguments.delta", "arguments.done", "completed"],
        ),
        ({"type": "mcp_call", "status": "failed", "arguments": ""}, ["in_progress", "arguments.done", "failed"]),
        ({"type": "mcp_list_tools", "error": "unreachable"}, ["in_progress", "failed"]),
        ({"type": "mcp_list_tools", "error": None}, ["in_progress", "completed"]),
    ],
)
def test_hosted_tools_report_their_stages_around_what_they_were_told(item: Json, stages: list[str]) -> None:
    name = f"response.{item['type']}"
    kinds = [value["type"] for value in of_item({"id": "i", **item})[1:]]
    assert [kind.removeprefix(name).lstrip("._") for kind in kinds] == stages


@pytest.mark.parametrize(
    ("item", "opened"),
    [
        ({"type": "web_search_call", "action": {"query": "q"}}, {"type": "web_search_call"}),
        ({"type": "image_generation_call", "result": "iVBO"}, {"type": "image_generation_call"}),
        (
            {"type": "file_search_call", "queries": ["q"], "results": [{}]},
            {"type": "file_search_call", "queries": [], "results": None},
        ),
        ({"type": "mcp_call", "name": "f", "output": "4"}, {"type": "mcp_call", "name": "f", "output": None}),
        ({"type": "mcp_list_tools", "tools": [{}]}, {"type": "mcp_list_tools", "tools": []}),
    ],
)
def test_a_tool_s_item_opens_without_its_result(item: Json, opened: Json) -> None:
    found = events({**WHOLE, "output": [{"id": "i", "status": "completed", **item}]})
    assert found[2]["item"] == {"id": "i", "status": "in_progress", **opened}


@pytest.mark.parametrize("tokens", [None, ["It is", " blue", " [a]", ".", " Or", " red", " [b]", "", "."]])
def test_annotations_come_where_their_text_ends(tokens: list[str] | None) -> None:
    text = "It is blue [a]. Or red [b]."
    ends = [text.index("[a]") + 3, text.index("[b]") + 3, None]
    part: Json = {"type": "output_text", "text": text, "annotations": [{"end_index": end} for end in ends]}
    rows = [{"token": token} for token in tokens or []]
    said, places, shares = "", [], []
    for value in of_item({**MESSAGE, "content": [{**part, "logprobs": rows}]}):
        if value["type"].endswith("text.delta"):
            said += value["delta"]
            shares += value["logprobs"]
        if value["type"].endswith("annotation.added"):
            places.append(said)
    assert places == [text[: ends[0]], text[: ends[1]], text]
    assert (said, shares) == (text, rows)
