"""Closed-loop load with wrk: as many requests as the server takes, over a number of connections."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .processes import cpu_seconds
from .world import Target

__all__ = ["Load", "alternating", "load"]

_SCRIPT = """
local bodies, requests, next_one = {}, {}, 0
for line in io.lines("%(bodies)s") do bodies[#bodies + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
%(headers)s
init = function(args)
  for index, body in ipairs(bodies) do requests[index] = wrk.format(nil, nil, nil, body) end
end
request = function()
  next_one = next_one %% #requests + 1
  return requests[next_one]
end
done = function(summary, latency, every)
  io.write(string.format('JSON{"requests":%%d,"microseconds":%%d,"status_errors":%%d,"socket_errors":%%d,"p50":%%d,"p99":%%d}\\n',
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One run. Latencies in milliseconds; ``cpu_us``: the server's processor time for a request, in microseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed_count: int
    cpu_us: float


def load(target: Target, bodies: Sequence[bytes], directory: Path, seconds: float, connections: int = 16) -> Load:
    """Send ``bodies`` in turn, over and over.

    Raises:
        RuntimeError: wrk is missing, or requests failed.
    """
    tool = shutil.which("wrk")
    if tool is None:
        raise RuntimeError("wrk is not installed (Debian: wrk)")
    lines = directory / "bodies.txt"
    lines.write_bytes(b"\n".join(bodies))
    script = directory / "load.lua"
    headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in target.headers.items())
    script.write_text(_SCRIPT % {"bodies": lines, "headers": headers})
    command = [
        tool,
        "-t1",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "20s",
        "-s",
        str(script),
        target.url,
    ]
    before = cpu_seconds(target.pid) if target.pid else 0.0
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout
    found = json.loads(output.partition("JSON")[2].splitlines()[0])
    if not found["requests"]:
        return load(target, bodies, directory, 4 * seconds, connections)  # too slow for even one answer a connection
    used = cpu_seconds(target.pid) - before if target.pid else 0.0
    failed = found["status_errors"] + found["socket_errors"]
    if failed > found["requests"] // 100:
        raise RuntimeError(f"{failed} of {found['requests']} requests to {target.url} failed")
    rate = found["requests"] / found["microseconds"] * 1e6
    return Load(rate, found["p50"] / 1e3, found["p99"] / 1e3, failed, used / found["requests"] * 1e6)


def alternating(
    targets: dict[str, Target], bodies: Sequence[bytes], directory: Path, plan: tuple[int, float, int]
) -> dict[str, list[Load]]:
    """Each target in turn, ``plan`` = (rounds, seconds, connections); one more round before warms up."""
    rounds, seconds, connections = plan
    runs: dict[str, list[Load]] = {name: [] for name in targets}
    for number in range(rounds + 1):
        for name, target in targets.items():
            run = load(target, bodies, directory, seconds if number else 1.0, connections)
            if number:
                runs[name].append(run)
    return runs
