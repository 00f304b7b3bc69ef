"""``cachecore evaluate`` on a few lines, through the serving engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from cachecore_gateway.cli.exits import DONE, FAILED, MISUSED
from cachecore_gateway.semantic import compare
from cachecore_gateway.semantic.onnx_embedder import Float32, OnnxEmbedder
from cachecore_gateway.semantic.reading import Text

Cli = Callable[..., tuple[int, str, str]]

PAIRS = (
    {"a": "How do I reset my password?", "b": "How do I reset my password?", "label": 1, "kind": "exact"},
    {"a": "How do I reset my password?", "b": "Why is the sky blue at noon?", "label": 0, "kind": "other"},
    {"a": "Is a visa needed for 30 days?", "b": "Is a visa needed for 90 days?", "label": 0, "kind": "number"},
)
STREAM = (
    {"text": "How do I reset my password?", "intent": "password"},
    {"text": "Why is the sky blue at noon?", "intent": "sky"},
    {"text": "How do I reset my password?", "intent": "password"},
)
REPORT_FIELDS = {
    "pairs", "same", "different", "served_same", "served_different", "hit_rate", "false_hit_share",
    "false_hit_upper95", "by_kind", "cpu_ms_p50", "cpu_ms_p95",
}  # fmt: skip


def _file(path: Path, rows: Sequence[Mapping[str, object]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_pairs_are_counted_by_label_and_kind(cli: Cli, tmp_path: Path) -> None:
    status, out, _ = cli("evaluate", "pairs", _file(tmp_path / "pairs.jsonl", PAIRS), "--json")
    found = json.loads(out)
    assert status == DONE
    assert found.keys() >= REPORT_FIELDS
    assert (found["same"], found["served_same"], found["different"], found["served_different"]) == (1, 1, 2, 0)
    assert found["by_kind"]["number"]["different"] == 1
    assert found["preset"] == "balanced"


def test_each_pair_is_explained(cli: Cli, tmp_path: Path) -> None:
    path = _file(tmp_path / "pairs.jsonl", PAIRS)
    _, out, _ = cli("evaluate", "pairs", path, "--explain")
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert [line["served"] for line in lines] == [True, False, False]
    assert lines[2]["reason"].startswith("vetoed:")


def test_processor_time_is_that_of_a_first_time(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded: list[str] = []
    compared: list[str] = []

    def embed(model: OnnxEmbedder, texts: Sequence[str]) -> Float32:
        embedded.extend(texts)
        return run(model, texts)

    def veto(left: Text, right: Text) -> str:
        compared.append(left.raw)
        return ""

    run = OnnxEmbedder.embed
    monkeypatch.setattr(OnnxEmbedder, "embed", embed)
    monkeypatch.setattr(compare, "first_veto", veto)
    cli("evaluate", "pairs", _file(tmp_path / "pairs.jsonl", [PAIRS[2]] * 3))
    asked = str(PAIRS[2]["b"])
    assert (embedded.count(asked), compared.count(asked)) == (3, 3)


def test_a_replay_compares_policies_and_draws_them(cli: Cli, tmp_path: Path) -> None:
    picture = tmp_path / "plot.svg"
    path = _file(tmp_path / "stream.jsonl", STREAM)
    wanted = ("--policy", "balanced", "--policy", "cosine 0.90")
    status, out, _ = cli("evaluate", "replay", path, "--json", "--plot", str(picture), *wanted)
    rows = json.loads(out)["policies"]
    assert status == DONE
    assert [row["policy"] for row in rows] == ["balanced", "cosine 0.90"]
    assert all((row["exact_hits"], row["false_hits"], row["twin_count"]) == (1, 0, 1) for row in rows)
    assert rows[0]["saved_money"] == pytest.approx((200 * 2.5 + 300 * 10) / 1e6)
    assert picture.read_text().startswith("<svg")


def test_a_file_that_is_not_there_is_named(cli: Cli, tmp_path: Path) -> None:
    status, _, err = cli("evaluate", "pairs", str(tmp_path / "none.jsonl"))
    assert status == MISUSED
    assert "none.jsonl" in err


def test_a_line_that_is_no_pair_is_named(cli: Cli, tmp_path: Path) -> None:
    status, _, err = cli("evaluate", "pairs", _file(tmp_path / "pairs.jsonl", [{"a": "x", "b": "y", "label": 2}]))
    assert status == FAILED
    assert "line 1" in err
