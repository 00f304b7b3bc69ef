"""Write the pages of docs/reference that are made from the code they describe; --check only compares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from reference_core import api_page, lookup_page

from cachecore_gateway.cli.commands import COMMANDS
from cachecore_gateway.cli.exits import MEANINGS
from cachecore_gateway.config import FIXED_VARIABLES, OTHER_VARIABLES, Leaf, all_leaves
from cachecore_gateway.config.leaves import meanings_of
from cachecore_gateway.core.identity import Rate
from cachecore_gateway.telemetry import METRICS

ROOT = Path(__file__).parent.parent
GENERATED = "<!-- Made by ./scripts/docs; do not edit. -->\n"

SETTINGS_HEAD = """# Settings

A setting comes from, each outweighing the one before: its default, the TOML file (`cachecore serve --config FILE`, or
`CACHECORE_CONFIG`), the environment, an option of the command line. Whatever is unknown, of the wrong type or out of
range is an error, and all errors are said at once. `cachecore doctor` checks them without serving.

- In the file a setting stands in the table before its last dot: `server.port` is `port` under `[server]`.
- Every setting has a variable, `CACHECORE_` and its name in capitals with `_` for each dot; some have a short one, too.
  An empty variable is not set. Lists have commas, tables are JSON, a rate is `100/60`: requests, a slash, seconds.
- **Secrets** do not stand in the file: write `"env:NAME"` or `"file:PATH"` (relative to the file), or set the variable.
- Times are in seconds, sizes in bytes.

```toml
[server]
port = 8080
workers = 2

[cache]
fresh_seconds = 600

[upstream.openai]
api_key = "env:OPENAI_API_KEY"

[upstream.openai.tenant_keys]
acme = "file:keys/acme"

[prices."gpt-4o-mini*"]
input_usd = 0.15
output_usd = 0.60
```
"""

METRICS_HEAD = """# Metrics

`GET /metrics` is in Prometheus' text form and shows the sum over all workers of one gateway, whichever of them answers;
counters start at 0 with each start of the gateway. Tenants, models and dependencies are never labels. The share of
requests that the cache answered over five minutes:

```promql
1 - sum(rate(cachecore_requests_total{tier="MISS"}[5m])) / sum(rate(cachecore_requests_total{tier!="BYPASS"}[5m]))
```
"""


COMMANDS_HEAD = """# Commands

`cachecore COMMAND --help` says the same. `python -m cachecore_gateway` is the same command. Commands that talk to a
gateway find it by `--url` or `CACHECORE_URL`. The exit status is one of:
"""


def settings_page() -> str:
    """All settings, one table of the file after the other."""
    lines = [GENERATED, SETTINGS_HEAD]
    tables: dict[str, list[Leaf]] = {}
    for leaf in all_leaves():
        tables.setdefault(leaf.name.rpartition(".")[0] or leaf.name, []).append(leaf)
    for table, leaves in tables.items():
        lines += [f"## `[{table}]`\n", "| setting | type | default | variable | meaning |", "|---|---|---|---|---|"]
        lines += [row for leaf in leaves for row in (_row(leaf), *_inner_rows(leaf))]
        lines.append("")
    lines += ["## Short variables\n", "| variable | setting |", "|---|---|"]
    lines += [f"| `{variable}` | `{name}` |" for variable, name in FIXED_VARIABLES.items()]
    lines += ["", "## Other variables\n", "| variable | meaning |", "|---|---|"]
    lines += [f"| `{variable}` | {meaning} |" for variable, meaning in OTHER_VARIABLES.items()]
    return "\n".join(lines) + "\n"


def metrics_page() -> str:
    """All metrics, in the order of the table."""
    lines = [GENERATED, METRICS_HEAD, "| metric | kind | labels | unit | meaning |", "|---|---|---|---|---|"]
    for metric in METRICS.values():
        labels = ", ".join(f"`{label}`" for label in metric.labels) or "–"
        lines.append(f"| `{metric.name}` | {metric.kind.value} | {labels} | {metric.unit or '–'} | {metric.meaning} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command with its arguments, and the exit statuses."""
    lines = [GENERATED, COMMANDS_HEAD, "| status | meaning |", "|---|---|"]
    lines += [f"| {status} | {meaning} |" for status, meaning in MEANINGS.items()]
    for name, command in COMMANDS.items():
        parser = argparse.ArgumentParser(add_help=False)
        command.add_arguments(parser)
        lines += ["", f"## `cachecore {name}`\n", f"{command.summary[:1].upper()}{command.summary[1:]}.\n"]
        lines += _arguments(name, parser)
        if parser.epilog:
            lines += ["", parser.epilog]
    return "\n".join(lines) + "\n"


def _arguments(name: str, parser: argparse.ArgumentParser) -> list[str]:
    """The table of a command's arguments, or one table for each of its kinds."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            kinds: dict[str, argparse.ArgumentParser] = action.choices
            titles = {choice.dest: choice.help for choice in action._choices_actions}
            return [
                line
                for kind, inner in kinds.items()
                for line in (f"### `cachecore {name} {kind}`\n", f"{titles[kind]}\n", *_arguments(name, inner), "")
            ]
    rows = [f"| {_argument(action)} | {action.help} |" for action in parser._actions if action.dest != "help"]
    return ["| argument | meaning |", "|---|---|", *rows]


PAGES = {
    ROOT / "docs/explanation/lookup.md": lookup_page,
    ROOT / "docs/reference/http-api.md": api_page,
    ROOT / "docs/reference/commands.md": commands_page,
    ROOT / "docs/reference/settings.md": settings_page,
    ROOT / "docs/reference/metrics.md": metrics_page,
}


def main(arguments: list[str]) -> int:
    """Exit status: with --check 1 when a page is not what it would be."""
    stale = [path for path, page in PAGES.items() if not path.exists() or path.read_text("utf-8") != page()]
    for path in stale:
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} is out of date; run ./scripts/docs")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PAGES[path](), "utf-8")
            print(f"{name} written")
    return 1 if stale and "--check" in arguments else 0


def _row(leaf: Leaf) -> str:
    variables = "<br>".join(f"`{variable}`" for variable in leaf.variables)
    default = "–" if leaf.secret else f"`{_shown(leaf.default)}`" if _shown(leaf.default) else "–"
    cells = (f"`{leaf.name}`", _type(leaf), default, variables, leaf.meaning.replace("``", "`").replace("|", "\\|"))
    return f"| {' | '.join(cells)} |"


def _argument(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    names = ", ".join(f"`{name}`" for name in action.option_strings)
    return f"{names} `{value}`" if names and value else names or f"`{value}`"


def _inner_rows(leaf: Leaf) -> Iterator[str]:
    """The settings inside a table of tables."""
    inner = get_args(leaf.type)[-1] if get_origin(leaf.type) is Mapping else None
    if not (isinstance(inner, type) and is_dataclass(inner)):
        return
    meanings, hints = meanings_of(inner), get_type_hints(inner)
    for one in fields(inner):
        yield f"| `{leaf.name}.<name>.{one.name}` | {_kind(hints[one.name])} | – | – | {meanings[one.name]} |"


def _type(leaf: Leaf) -> str:
    return f"{_kind(leaf.type)}, secret" if leaf.secret else _kind(leaf.type)


def _kind(kind: Any) -> str:
    if isinstance(kind, UnionType):
        return " or ".join(_kind(part) for part in get_args(kind) if part is not type(None)) + ", or nothing"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    simple = {bool: "true or false", int: "whole number", float: "number", str: "text", Path: "path", Rate: "rate"}
    if kind in simple:
        return simple[kind]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(kind))
    return "list" if get_origin(kind) is tuple else "table"


def _shown(default: object) -> str:
    match default:
        case None | "" | () | {}:
            return ""
        case bool():
            return str(default).lower()
        case Enum():
            return str(default.value)
        case Rate(requests, seconds):
            return f"{requests}/{seconds:g}"
        case float():
            return f"{default:g}" if default < 1e6 else f"{default:.0f}"
        case tuple():
            return ", ".join(map(str, default))
        case _:
            return str(default)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
