"""Several workers of one gateway: one sum, whoever is asked; nobody's death lowers a counter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cachecore_gateway.core.entry import Usage
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.meaning import Verdict
from cachecore_gateway.telemetry import Telemetry
from cachecore_gateway.telemetry.sheet import CAPACITY, Sheet, read_sheets
from cachecore_gateway.telemetry.totals import summed
from cachecore_gateway.testing.observations import hit, judged, judgement, samples

Opened = Callable[[Path | None], Telemetry]

WORKER = """
import sys
from pathlib import Path
from cachecore_gateway.telemetry.sheet import Sheet
sheet = Sheet(Path(sys.argv[1]))
sheet.values[sheet.place("cachecore_collapsed_total", ())] += 7
sheet.values[sheet.place("cachecore_requests_in_flight", ())] += 3
print(sheet.number, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def worker(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that counts 7 collapsed requests and has 3 in flight, until it is killed."""
    command = [sys.executable, "-c", WORKER, str(tmp_path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_every_worker_shows_the_sum(tmp_path: Path, opened: Opened) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.observer.answered(hit(saved=Usage(10, 1)))
    second.observer.answered(hit(saved=Usage(5, 1)))
    second.observer.judged(judged(judgement(Verdict.VETOED, "numbers")))
    assert samples(first.metrics()[0]) == samples(second.metrics()[0])
    report = first.report().as_json()
    assert report["requests"] == {"HIT_L1": 2}
    assert report["workers"] == 2
    assert report["saved"] == second.report().as_json()["saved"]
    assert len(first.report().near_misses) == 1


def test_the_hour_is_summed_minute_by_minute(tmp_path: Path, opened: Opened) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.observer.answered(hit())
    second.observer.answered(hit(Tier.HIT_L2))
    (minute,) = first.report().minutes
    assert (minute.counts["HIT_L1"], minute.counts["HIT_L2"]) == (1, 1)


def test_a_killed_worker_keeps_its_counts_but_not_its_gauges(
    tmp_path: Path, opened: Opened, worker: subprocess.Popen[str]
) -> None:
    assert worker.stdout is not None
    assert worker.stdin is not None
    with worker:
        assert worker.stdout.readline() == "0\n"
        telemetry = opened(tmp_path)
        alive = samples(telemetry.metrics()[0])
        assert (alive["cachecore_collapsed_total", ()], alive["cachecore_requests_in_flight", ()]) == (7, 3)
        assert alive["cachecore_workers", ()] == 2
        worker.kill()
        worker.wait(5)
    dead = samples(telemetry.metrics()[0])
    assert (dead["cachecore_collapsed_total", ()], dead["cachecore_requests_in_flight", ()]) == (7, 0)
    assert dead["cachecore_workers", ()] == 1


def test_the_next_worker_counts_on_where_a_dead_one_stopped(tmp_path: Path, opened: Opened) -> None:
    first = opened(tmp_path)
    first.observer.answered(hit())
    first.in_flight(1)
    first.close()
    second = opened(tmp_path)
    second.observer.answered(hit())
    assert second.report().as_json()["requests"] == {"HIT_L1": 2}
    assert samples(second.metrics()[0])["cachecore_requests_in_flight", ()] == 0
    assert len(list(tmp_path.glob("sheet-*.keys"))) == 1


def test_a_key_torn_by_a_kill_is_cut_off(tmp_path: Path) -> None:
    first = Sheet(tmp_path)
    first.values[first.place("cachecore_collapsed_total", ())] = 4.0
    first.close()
    with (tmp_path / "sheet-0.keys").open("a") as keys:
        keys.write('["cachecore_req')
    assert summed(read_sheets(tmp_path)).total("cachecore_collapsed_total") == 4
    second = Sheet(tmp_path)
    second.values[second.place("cachecore_deps", ())] = 9.0
    (_, rows), *more = read_sheets(tmp_path)
    assert not more
    assert rows["cachecore_collapsed_total", ()] == (4.0,)
    assert rows["cachecore_deps", ()] == (9.0,)
    second.close()


def test_a_full_sheet_counts_elsewhere_and_breaks_nothing() -> None:
    sheet = Sheet(None)
    sheet.place("first", ())
    for number in range(CAPACITY):
        sheet.values[sheet.place("many", (str(number),))] += 1.0
    assert dict(sheet.rows())["first", ()] == (0.0,)
    assert sheet.place("one", ("more",)) == sheet.place("another", ())


def test_places_of_one_key_are_one_place(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path)
    place = sheet.place("cachecore_stored_total", ("a",))
    assert sheet.place("cachecore_stored_total", ("a",)) == place
    assert sheet.place("cachecore_stored_total", ("b",)) != place
    sheet.close()


def test_files_of_counters_are_private(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "made" / "here")
    assert (tmp_path / "made" / "here").stat().st_mode & 0o777 == 0o700
    sheet.close()
