"""Run the clients that are named, or all: ``scripts/test-clients [NAME …]``."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environments import ROOT, prepare
from real_model import real_model
from recordings import recorded
from snippets import SUFFIXES, snippets
from transcript import Line, problems, read
from world import World, open_world

from cachecore_gateway.testing import Cut

_RUN_SECONDS = 120.0
_ALL_FOUR = frozenset({"plain", "stream", "tool call", "structured output"})
_EXAMPLES = {
    "openai": ("openai", "openai_sdk.py"),
    "openai-2": ("openai-2", "openai_sdk.py"),
    "openai-node": ("openai-node", "openai_node.mjs"),
    "anthropic": ("anthropic", "anthropic_sdk.py"),
    "langchain-openai": ("langchain-openai", "langchain_openai_chat.py"),
    "llama-index": ("llama-index", "llama_index_llm.py"),
    "pydantic-ai": ("pydantic-ai", "pydantic_ai_agent.py"),
    "litellm": ("litellm", "litellm_completion.py"),
    "instructor": ("instructor", "instructor_extract.py"),
    "openai-agents": ("openai-agents", "openai_agents_run.py"),
    "curl": ("", "curl.sh"),
}
"""Name: environment and file in ``examples/``."""

_CHECKS = {
    "openai-equal-2": ("openai-2", "openai_equal.py"),
    "openai-equal-3": ("openai", "openai_equal.py"),
    "own-client-httpx": ("openai-2", "own_client.py"),
    "own-client-httpx2": ("openai", "own_client.py"),
    "published-wheel": ("published-wheel", "published_wheel.py"),
    "anthropic-equal": ("anthropic", "anthropic_equal.py"),
    "anthropic-errors": ("anthropic", "anthropic_errors.py"),
    "openai-streams-2": ("openai-2", "openai_streams.py"),
    "openai-streams-3": ("openai", "openai_streams.py"),
    "anthropic-streams": ("anthropic", "anthropic_streams.py"),
}
"""Name: environment and file in ``scripts/clients/checks/``; a check prints what it saw and fails by itself."""
_REAL_MODEL = "real-model"


def main() -> int:
    """Exit status: 0 when every client that was asked for passed."""
    names = [*_EXAMPLES, *_CHECKS, _REAL_MODEL]
    parser = argparse.ArgumentParser(prog="scripts/test-clients", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(names)}")
    parser.add_argument("--list", action="store_true", help="show the names")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(names))
    if unknown:
        parser.error(f"no such client: {', '.join(unknown)}; known are {', '.join(names)}")
    if asked.list:
        print("\n".join(names))
        return 0
    chosen = asked.names or names
    with open_world() as world:
        failed = [name for name in chosen if not _passes(name, world)]
    print(f"{len(chosen) - len(failed)} of {len(chosen)} passed" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def _passes(name: str, world: World) -> bool:
    began = time.monotonic()
    try:
        found = _problems(name, world)
    except subprocess.SubprocessError as error:
        output = getattr(error, "output", None) or ""
        found = [f"{error}\n{output[-3000:]}"]
    print(f"{'FAILED' if found else 'passed'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    for problem in found:
        print(f"  {problem}", flush=True)
    return not found


def _problems(name: str, world: World) -> list[str]:
    if name == _REAL_MODEL:
        return real_model()
    return _example(name, world) if name in _EXAMPLES else _check(name, world)


def _example(name: str, world: World) -> list[str]:
    environment, file = _EXAMPLES[name]
    variables = world.variables(f"example-{name}")
    world.upstream.reset()
    runs: list[tuple[Line, ...]] = []
    for _ in range(2):
        runs.append(read(_output(_command(environment, ROOT / "examples" / file), variables)))
    for line in runs[0]:
        print(f"  {line.what:<18} {line.status:<7} {str(line.result)[:90]}")
    return [*problems(runs[0], runs[1], _ALL_FOUR), *_snippet(name, environment, world)]


def _snippet(name: str, environment: str, world: World) -> list[str]:
    """What is wrong with the client's snippet in the documentation: it must miss, then hit."""
    language, code = snippets()[name]
    with tempfile.TemporaryDirectory(prefix="cachecore-snippet-") as place:
        path = Path(place) / f"snippet{SUFFIXES[language]}"
        path.write_text(code, encoding="utf-8")
        output = _output(_command(environment, path), world.variables(f"snippet-{name}"))
    statuses = re.findall(r"^(MISS|HIT_L1|HIT_L2|BYPASS|UNKNOWN)\b", output, re.MULTILINE)
    print(f"  {'snippet':<18} {' '.join(statuses)}")
    return [] if statuses == ["MISS", "HIT_L1"] else [f"the snippet in the documentation printed {output[-600:]!r}"]


def _check(name: str, world: World) -> list[str]:
    environment, file = _CHECKS[name]
    world.upstream.reset()
    world.upstream.answer_with(recorded)
    world.upstream.inject(Cut(after_chunks=4), when=lambda request: request.fields.get("model") == "cut-after-events")
    path = ROOT / "scripts" / "clients" / "checks" / file
    print(_output(_command(environment, path), world.variables(f"check-{name}")), end="")
    return []


def _command(environment: str, path: Path) -> list[str]:
    if not environment:
        return ["sh", str(path)]
    place = prepare(environment)
    if path.suffix == ".mjs":  # node looks for packages beside the file
        (place / path.name).write_bytes(path.read_bytes())
        return ["node", str(place / path.name)]
    return [str(place / "bin" / "python"), "-W", "ignore", str(path)]


def _output(command: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_RUN_SECONDS,
        check=True,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
