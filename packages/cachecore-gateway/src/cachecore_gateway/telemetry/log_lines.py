"""Log lines, one JSON object each, that cannot tell a secret.

What is written: the time, the level, the logger, the message of our own loggers and the fields of ``extra`` that are in
``FIELDS``. Of an exception only its class and its stack (file, line, function) are written, because its text may quote
whatever was being worked on. Of other libraries' lines only the first line of the template is written, without its
arguments. Credentials are blotted out of whatever is left.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from hashlib import sha256

from .settings import LogFormat, TelemetrySettings

__all__ = ["FIELDS", "LineFormatter", "configure_logging", "dep_label"]

FIELDS = frozenset(
    {
        *("tier", "reason", "protocol", "model", "tenant", "status", "milliseconds", "similarity", "stream"),
        *("collapsed", "saved_input_tokens", "saved_output_tokens", "part", "error", "code", "purpose", "verdict"),
        *("guard", "dep", "count", "worker", "address", "path"),
    }
)
"""Names that ``extra=`` may carry into a line; every other one is left out."""

_TRUSTED = ("cachecore", "cachecore_gateway", "uvicorn")
_LONGEST = 2000
_CREDENTIAL = re.compile(
    r"cc_live_[^\s\"']+"
    r"|eyJ[\w-]{5,}(?:\.[\w-]*){1,2}"
    r"|\b(?:sk|pk|rk|key)-[\w-]{8,}"
    r"|(?i:bearer|basic|x-api-key:|x-cachecore-token:)\s+[^\s\"',]+"
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"
)


class LineFormatter(logging.Formatter):
    """Formats a record as the module says, in JSON or in text."""

    def __init__(self, form: LogFormat) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """One line, without its end."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _clean(_message(record)),
        }
        line |= {name: _value(value) for name, value in record.__dict__.items() if name in FIELDS}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["stack"] = [
                f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        if self._form is LogFormat.JSON:
            return json.dumps(line, ensure_ascii=False)
        return _text(line)


def configure_logging(settings: TelemetrySettings) -> None:
    """Send every log line of the process to standard error in our form. Replaces what was configured before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(settings.log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.value.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = name != "uvicorn.access"


def dep_label(dep_id: str) -> str:
    """How a dep id may appear in a log: the first 12 hex digits of its SHA-256."""
    return sha256(dep_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".", 1)[0] in _TRUSTED:
        return record.getMessage()
    return str(record.msg).split("\n", 1)[0]


def _clean(text: str) -> str:
    return _CREDENTIAL.sub("[removed]", text.replace("\n", " ")[:_LONGEST])


def _value(value: object) -> object:
    return value if value is None or isinstance(value, (bool, int, float)) else _clean(str(value))


def _time(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"


def _text(line: dict[str, object]) -> str:
    shown = f"{line.pop('time')} {line.pop('level')!s:7} {line.pop('logger')}: {line.pop('message')}"
    return shown + "".join(f" {name}={value}" for name, value in line.items())
