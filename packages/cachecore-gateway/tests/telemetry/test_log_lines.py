"""Log lines: one object each, and no way for a secret to get in."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from cachecore_gateway.core.errors import StoreUnavailable
from cachecore_gateway.core.ports import UpstreamCalled
from cachecore_gateway.telemetry import LogFormat, LogLevel, TelemetrySettings, configure_logging, dep_label
from cachecore_gateway.telemetry.log_lines import LineFormatter
from cachecore_gateway.telemetry.request_log import QUIET_SECONDS, FaultLog, RequestLog
from cachecore_gateway.testing import FakeClock
from cachecore_gateway.testing.observations import miss

CANARY = "tell-nobody-4711"


class Lines:
    """What a handler with our formatter wrote."""

    def __init__(self, form: LogFormat) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(LineFormatter(form))

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def objects(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found = Lines(LogFormat.JSON)
    root = logging.getLogger()
    level = root.level
    root.addHandler(found.handler)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(found.handler)
    root.setLevel(level)


def test_a_line_is_one_object_with_time_level_logger_and_message(lines: Lines) -> None:
    logging.getLogger("cachecore.web").warning("said %d\nthings", 2, extra={"part": "index", "count": 3})
    (line,) = lines.objects
    assert line.pop("time")
    expected = {"level": "warning", "logger": "cachecore.web", "message": "said 2 things", "part": "index", "count": 3}
    assert line == expected


def test_fields_that_are_not_listed_are_left_out(lines: Lines) -> None:
    logging.getLogger("cachecore.web").warning("x", extra={"prompt": CANARY, "body": CANARY, "authorization": CANARY})
    assert CANARY not in lines.text


def test_of_an_exception_only_class_and_stack_are_written(lines: Lines) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("cachecore.web").exception("it broke")
    (line,) = lines.objects
    assert CANARY not in lines.text
    assert line["exception"] == "ValueError"
    assert "test_log_lines.py" in str(line["stack"])


def test_arguments_of_other_libraries_are_left_out(lines: Lines) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %s", CANARY)
    logging.getLogger("aiohttp.client").error(f"first line\n{CANARY}")
    assert CANARY not in lines.text
    assert [line["message"] for line in lines.objects] == ["Task exception was never retrieved", "first line"]


@pytest.mark.parametrize(
    "secret",
    [
        "cc_live_abc123.eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJ0In0.c2lnbmF0dXJl",
        "eyJhbGciOiJIUzI1NiJ9.eyJ0ZW5hbnQiOiJ0In0.c2lnbmF0dXJl",
        "sk-proj-0123456789abcdef",
        "Bearer some-opaque-credential",
        "https://user:password1@example.org/",
    ],
)
def test_credentials_are_blotted_out_wherever_they_stand(lines: Lines, secret: str) -> None:
    logging.getLogger("cachecore.web").warning("got %s there", secret, extra={"error": secret})
    kept = lines.text
    assert "[removed]" in kept
    for part in (secret, "c2lnbmF0dXJl", "0123456789abcdef", "some-opaque-credential", "password1"):
        assert part not in kept


def test_a_request_line_says_where_the_answer_came_from(lines: Lines) -> None:
    RequestLog(FakeClock()).answered(miss())
    (line,) = lines.objects
    assert (line["tier"], line["reason"], line["tenant"], line["status"]) == ("MISS", "absent", "acme", 200)
    assert line["milliseconds"] == 700.0


def test_faults_are_not_said_again_within_the_period(lines: Lines) -> None:
    clock = FakeClock()
    log = FaultLog(clock)
    for _ in range(4):
        log.fault("index", StoreUnavailable("The index does not answer."))
    log.fault("embedder", StoreUnavailable("Another part."))
    clock.advance(QUIET_SECONDS)
    log.fault("index", StoreUnavailable("The index does not answer."))
    assert [(line["part"], line["count"]) for line in lines.objects] == [("index", 1), ("embedder", 1), ("index", 4)]


def test_the_text_of_a_foreign_error_is_not_written(lines: Lines) -> None:
    FaultLog(FakeClock()).fault("index", ValueError(CANARY))
    assert CANARY not in lines.text
    assert lines.objects[0]["error"] == "ValueError"


def test_a_call_without_an_answer_is_said_one_with_an_answer_is_not(lines: Lines) -> None:
    log = FaultLog(FakeClock())
    log.upstream_called(UpstreamCalled("chat_completions", 500, "", 0.1, "miss"))
    log.upstream_called(UpstreamCalled("chat_completions", 0, "no_connection", 0.1, "miss"))
    assert [line["error"] for line in lines.objects] == ["no_connection"]


def test_text_lines_hold_the_same_fields() -> None:
    record = logging.makeLogRecord({"name": "cachecore.web", "levelname": "INFO", "msg": "hello", "part": "index"})
    line = LineFormatter(LogFormat.TEXT).format(record)
    assert line.endswith("info    cachecore.web: hello part=index")


def test_a_dep_is_named_by_its_hash() -> None:
    assert dep_label("customer:4711") == dep_label("customer:4711")
    assert len(dep_label("customer:4711")) == 12
    assert "4711" not in dep_label("customer:4711")


def test_logging_is_set_up_for_the_whole_process() -> None:
    root, uvicorn = logging.getLogger(), logging.getLogger("uvicorn.error")
    before = (list(root.handlers), root.level)
    try:
        configure_logging(TelemetrySettings(log_level=LogLevel.ERROR))
        assert [type(handler.formatter) for handler in root.handlers] == [LineFormatter]
        assert root.level == logging.ERROR
        assert not logging.getLogger("uvicorn.access").propagate
        assert uvicorn.propagate
    finally:
        root.handlers[:], root.level = before[0], before[1]
