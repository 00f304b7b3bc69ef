"""Questions told in stories: sentences beside them that change nothing, and sentences that change their answer."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_ENDED, _LEADING_ON = ".!?…", ",:;–—-"
FOLDER = Path(__file__).parents[1] / "pairs" / "asides"


@dataclass(frozen=True)
class Told:
    """A question, sentences beside it that change nothing, and sentences that change its answer."""

    domain: str
    question: str
    asides: Sequence[str]
    facts: Sequence[str]


def told(batches: Iterable[str]) -> list[Told]:
    """All questions of the batches, in order."""
    return [
        Told(f"{batch}/{path.stem}", row["q"], row["asides"], row["facts"])
        for batch in batches
        for path in sorted((FOLDER / batch).glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def story_pairs(found: Sequence[Told], chance: random.Random) -> list[tuple[str, str, int, str]]:
    """Each question beside itself in a story, and stories beside each other: two texts, label, kind."""
    rows: list[tuple[str, str, int, str]] = []
    for one in found:
        q, asides, facts = one.question, one.asides, one.facts
        rows += [(q, in_story(q, [aside], chance), 1, "aside") for aside in asides]
        rows += [(q, in_story(q, [fact], chance), 0, "fact") for fact in facts]
        rows.append((*(in_story(q, [aside], chance) for aside in chance.sample(asides, 2)), 1, "asides"))
        rows.append((*(in_story(q, [fact], chance) for fact in chance.sample(facts, 2)), 0, "facts"))
        for aside in chance.sample(asides, 2):
            fact = chance.choice(facts)
            rows.append((in_story(q, [aside], chance), in_story(q, [fact], chance), 0, "aside_fact"))
            rows.append((in_story(q, [fact], chance), in_story(q, [aside, fact], chance), 1, "fact_aside"))
        both = chance.sample([chance.choice(asides), chance.choice(facts)], 2)
        rows.append((q, in_story(q, both, chance), 0, "fact_in_story"))
        rows.append((q, in_story(q, chance.sample(asides, 2), chance), 1, "long_story"))
    return rows


def in_story(question: str, beside: Sequence[str], chance: random.Random) -> str:
    """The question with sentences before it, or sometimes behind."""
    beside = [sentence.strip() for sentence in beside]
    parts = [*beside, question] if chance.random() < 0.75 else [question, *beside]
    text = parts[0]
    for part in parts[1:]:
        if text[-1:] in _LEADING_ON:
            text += f" {part[0].lower() if part[1:2].islower() else part[0]}{part[1:]}"
        else:
            text += (" " if text[-1:] in _ENDED else chance.choice((". ", ". ", " - ", "... ", "\n"))) + part
    return text
