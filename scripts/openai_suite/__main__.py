"""openai-python's tests of the API resources: directly, through the gateway, and through it again from the cache."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from xml.etree import ElementTree

from parts import HOME, mock_server, python, source, specification

from cachecore_gateway.testing.gateway_process import GatewayProcess, free_port

_RESOURCES = ("chat", "test_completions.py", "test_embeddings.py", "test_models.py", "test_responses.py", "responses")
_FORMATS = ("query-array", "form-array", "query-object", "form-object")
_SEED = 8
"""With this seed the mock's chat completions and responses are whole answers, not truncated or filtered ones."""
_SUITE_SECONDS = 900.0
_START_SECONDS = 60.0


def main() -> int:
    """Exit status: 0 when the same tests pass in all three runs, and there are some."""
    parser = argparse.ArgumentParser(prog="scripts/test-openai-suite", description=__doc__)
    parser.add_argument("checkout", nargs="?", type=Path, help="of openai-python; default: its newest sdist")
    checkout = parser.parse_args().checkout
    HOME.mkdir(parents=True, exist_ok=True)
    tree = source(checkout)
    program = python(tree)
    with _mock(specification(tree)) as origin, tempfile.TemporaryDirectory(prefix="cachecore-suite-") as place:
        direct = _passed("direct", program, tree, f"{origin}/v1", "My API Key")
        with GatewayProcess(Path(place) / "store", f"{origin}/v1") as gateway:
            runs = []
            for name in ("through the gateway", "through the gateway again"):
                runs.append(_passed(name, program, tree, f"{gateway.url}/v1", gateway.token()))
                print(f"  {_tiers(gateway)}", flush=True)
    for run in runs:
        for test in sorted(direct ^ run):
            print(f"  {'passes directly only' if test in direct else 'passes through the gateway only'}: {test}")
    equal = bool(direct) and all(run == direct for run in runs)
    print("the sets of passing tests are equal" if equal else "the sets of passing tests differ")
    return 0 if equal else 1


@contextmanager
def _mock(specification_file: Path) -> Iterator[str]:
    """Origin of the schema-validating server, which ends with the block."""
    port = free_port()
    options = [f"--validator-{name}-format=brackets" for name in _FORMATS]
    command = ["node", str(mock_server()), "--host", "127.0.0.1", "-p", str(port), "--log=false"]
    command += [f"--generator-seed={_SEED}", "--reject-on-sdk-error", *options, str(specification_file)]
    with (HOME / "mock.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            origin = f"http://127.0.0.1:{port}"
            _wait_for(f"{origin}/_x-steady/health", process)
            yield origin
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < _START_SECONDS and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the mock server did not start; {HOME / 'mock.log'} says why")


def _passed(name: str, program: Path, tree: Path, base_url: str, key: str) -> set[str]:
    """Names of the tests that pass."""
    report = HOME / "report.xml"
    report.unlink(missing_ok=True)
    files = [f"tests/api_resources/{resource}" for resource in _RESOURCES]
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", "--tb=line", f"--junit-xml={report}"]
    variables = {**os.environ, "TEST_API_BASE_URL": base_url, "TEST_API_KEY": key, "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [str(program), "-m", "pytest", *options, *files],
        cwd=tree,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SUITE_SECONDS,
        check=False,
    )
    if not report.exists():
        raise RuntimeError(f"the suite did not run:\n{done.stdout[-3000:]}")
    cases = ElementTree.parse(report).getroot().iter("testcase")
    outcomes = {f"{case.get('classname')}::{case.get('name')}": _outcome(case) for case in cases}
    passed = {test for test, outcome in outcomes.items() if outcome == "passed"}
    print(f"{name}: {len(passed)} of {len(outcomes)} passed", flush=True)
    return passed


def _outcome(case: ElementTree.Element) -> str:
    return next((kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), "passed")


def _tiers(gateway: GatewayProcess) -> str:
    """How many requests each tier has answered so far."""
    with urlopen(f"{gateway.url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    counts: dict[str, int] = {}
    for tier, count in re.findall(r'^cachecore_requests_total\{.*tier="(\w+)".*\} ([\d.]+)', text, re.MULTILINE):
        counts[tier] = counts.get(tier, 0) + int(float(count))
    return ", ".join(f"{tier} {count}" for tier, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main())
