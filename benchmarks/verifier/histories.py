"""When may two histories count as equal? Candidate rules, measured with the code that serves on pairs of conversations.

    python histories.py [--preset balanced] [--rules a,b,d] [--missed RULE]

Reads every pair of conversations in `benchmarks/pairs`, batch clover apart. Each rule asks the gateway's own segmenter,
guards and verifier whether one turn may be served for another, in a scope that holds the system messages alone. Prints
Markdown; deterministic. Two minutes of one core at most.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from self_contained import asides, facts_of, is_greeting, is_plain_question, leans, speaks_of_the_talk

from cachecore_gateway.cli.bench import open_bench
from cachecore_gateway.core.controls import Preset
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.evaluation import Laboratory, upper_bound

PAIRS = Path(__file__).resolve().parents[1] / "pairs"
CLOVER = "clover"
SURELY = 1.0
"""The verifier's probability for equal wording."""

Message = Mapping[str, str]


@dataclass(frozen=True)
class Talk:
    """A conversation; texts of the user and the assistant take turns, the user's come first and last."""

    system: tuple[Message, ...]
    texts: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.texts[-1]

    @property
    def history(self) -> tuple[str, ...]:
        return self.texts[:-1]

    @property
    def asked(self) -> tuple[str, ...]:
        """Earlier user turns."""
        return self.texts[:-1:2]

    @property
    def replies(self) -> tuple[str, ...]:
        return self.texts[1::2]

    def without_greetings(self) -> Talk:
        """Leading turns that only greet, taken off."""
        texts = self.texts
        while len(texts) > 2 and is_greeting(texts[0], texts[1]):
            texts = texts[2:]
        return Talk(self.system, texts)


@dataclass(frozen=True)
class Case:
    """A labelled pair of conversations."""

    a: Talk
    b: Talk
    same: bool
    kind: str
    batch: str

    def without_greetings(self) -> Case:
        return Case(self.a.without_greetings(), self.b.without_greetings(), self.same, self.kind, self.batch)


def cases() -> Iterator[Case]:
    """Every pair of which one side has a history."""
    for path in sorted(PAIRS.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not (isinstance(row.get("a"), list) and isinstance(row["b"], list)):
                continue
            a, b = talk(row["a"]), talk(row["b"])
            if len(a.texts) > 1 or len(b.texts) > 1:
                yield Case(a, b, row["label"] == 1, row["kind"], path.parent.name)


def talk(messages: Sequence[Message]) -> Talk:
    """Raises ValueError: the turns do not alternate."""
    system = tuple(message for message in messages if message["role"] == "system")
    turns = [message for message in messages if message["role"] != "system"]
    if [turn["role"] for turn in turns] != ["user", "assistant"] * (len(turns) // 2) + ["user"]:
        raise ValueError(f"turns do not alternate: {turns}")
    return Talk(system, tuple(turn["content"] for turn in turns))


class PairRule:
    """May the answer to one turn be given to another, history apart? Asked of the engine, remembered."""

    def __init__(self, laboratory: Laboratory) -> None:
        self._laboratory = laboratory
        self._rooms = count()
        self._known: dict[tuple[str, str, str], float] = {}

    async def serves(self, one: str, other: str, system: Sequence[Message] = ()) -> bool:
        """Served at the preset, from the store or by meaning."""
        return await self._probability(one, other, system) > 0.0

    async def same_wording(self, one: str, other: str, system: Sequence[Message] = ()) -> bool:
        """Served because the wording is the same, courtesy, spelling and inflection aside."""
        return await self._probability(one, other, system) >= SURELY

    async def _probability(self, one: str, other: str, system: Sequence[Message]) -> float:
        """0.0 when not served."""
        if one == other:
            return SURELY
        handle = (one, other, json.dumps(list(system)))
        if handle not in self._known:
            room = f"turn-{next(self._rooms)}"
            first, second = (_messages(Talk(tuple(system), (text,))) for text in (one, other))
            await self._laboratory.insert(self._laboratory.ask(first, room), b"{}")
            found = await self._laboratory.look_up(second, room)
            judged = found.judgements[0].probability if found.judgements else SURELY
            self._known[handle] = 0.0 if found.tier is Tier.MISS else judged or 0.0
        return self._known[handle]


def _messages(spoken: Talk) -> list[Message]:
    roles = ("user", "assistant")
    turns = [{"role": roles[place % 2], "content": text} for place, text in enumerate(spoken.texts)]
    return [*spoken.system, *turns]


Test = Callable[[str, str], Awaitable[bool]]
Rule = Callable[[PairRule, Case], Awaitable[bool]]


async def last_alone(rule: PairRule, case: Case) -> bool:
    return case.a.system == case.b.system and await rule.serves(case.a.last, case.b.last, case.a.system)


async def exact(rule: PairRule, case: Case) -> bool:
    return case.a.history == case.b.history and await last_alone(rule, case)


async def _all(test: Test, ones: Sequence[str], others: Sequence[str]) -> bool:
    """One after the other, in order and number."""
    if len(ones) != len(others):
        return False
    for one, other in zip(ones, others, strict=True):
        if not await test(one, other):
            return False
    return True


async def _turn_by_turn(rule: PairRule, case: Case, asked: Test, replied: Test) -> bool:
    return (
        await _all(replied, case.a.replies, case.b.replies)
        and await last_alone(rule, case)
        and await _all(asked, case.a.asked, case.b.asked)
    )


async def _equal(one: str, other: str) -> bool:
    return one == other


async def _equal_normalised(one: str, other: str) -> bool:
    return _normalised(one) == _normalised(other)


def _normalised(text: str) -> str:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


async def worded_alike(rule: PairRule, case: Case) -> bool:
    return await _turn_by_turn(rule, case, rule.same_wording, _equal)


async def served_alike(rule: PairRule, case: Case) -> bool:
    return await _turn_by_turn(rule, case, rule.serves, _equal)


async def served_plain(rule: PairRule, case: Case) -> bool:
    async def asked(one: str, other: str) -> bool:
        plain = one == other or (is_plain_question(one) and is_plain_question(other))
        return plain and await rule.serves(one, other)

    return await _turn_by_turn(rule, case, asked, _equal)


async def served_guarded(rule: PairRule, case: Case) -> bool:
    async def asked(one: str, other: str) -> bool:
        return asides(one) == asides(other) and await rule.serves(one, other)

    about = speaks_of_the_talk(case.a.last) or speaks_of_the_talk(case.b.last)
    return await exact(rule, case) or (not about and await _turn_by_turn(rule, case, asked, _equal))


async def normalised_replies(rule: PairRule, case: Case) -> bool:
    return await _turn_by_turn(rule, case, rule.serves, _equal_normalised)


async def served_replies(rule: PairRule, case: Case) -> bool:
    return await last_alone(rule, case) and await _turn_by_turn(rule, case, rule.serves, rule.serves)


async def same_facts_and_replies(rule: PairRule, case: Case) -> bool:
    same = case.a.replies == case.b.replies and facts_of(case.a.asked) == facts_of(case.b.asked)
    return same and len(case.a.asked) == len(case.b.asked) and await last_alone(rule, case)


async def self_contained(rule: PairRule, case: Case) -> bool:
    return not leans(case.a.last) and not leans(case.b.last) and await last_alone(rule, case)


async def self_contained_facts(rule: PairRule, case: Case) -> bool:
    return facts_of(case.a.history) == facts_of(case.b.history) and await self_contained(rule, case)


async def self_contained_plain(rule: PairRule, case: Case) -> bool:
    plain = all(is_plain_question(turn) for turn in (*case.a.asked, *case.b.asked))
    undecided = any("?" in reply for reply in (*case.a.replies, *case.b.replies))
    return plain and not undecided and await self_contained(rule, case)


async def greeted_exact(rule: PairRule, case: Case) -> bool:
    return await exact(rule, case.without_greetings())


async def greeted_worded_alike(rule: PairRule, case: Case) -> bool:
    return await worded_alike(rule, case.without_greetings())


RULES: Mapping[str, tuple[str, Rule]] = {
    "-": ("history ignored", last_alone),
    "a": ("exact history (today)", exact),
    "b0": ("replies identical, earlier user turns of the same wording", worded_alike),
    "b": ("replies identical, earlier user turns served by the pair rule", served_alike),
    "b2": ("as b, asides equal and the last turn not about the talk", served_guarded),
    "b1": ("as b, what is reworded is a plain question", served_plain),
    "c0": ("as b, replies equal after normalising", normalised_replies),
    "c": ("as b, replies served by the pair rule", served_replies),
    "d": ("last turn self-contained, history ignored", self_contained),
    "e1": ("as d, facts of the two histories equal", self_contained_facts),
    "e2": ("as d, histories of plain questions and no question back", self_contained_plain),
    "e3": ("replies identical, facts of the user turns equal", same_facts_and_replies),
    "g": ("greetings taken off, then exact", greeted_exact),
    "gb": ("greetings taken off, then b0", greeted_worded_alike),
}


def row(name: str, served: Sequence[bool], today: Sequence[bool], found: Sequence[Case]) -> str:
    """One line of the table."""
    cells = []
    for inside in (True, False):
        for same in (True, False):
            own = [
                s for s, case in zip(served, found, strict=True) if (case.batch == CLOVER, case.same) == (inside, same)
            ]
            cells.append(f"{sum(own)} of {len(own)} ({sum(own) / len(own):.1%})")
    more = [case.same for s, t, case in zip(served, today, found, strict=True) if s and not t]
    right, wrong = more.count(True), more.count(False)
    bound = f"{upper_bound(wrong, right + wrong):.1%}" if more else "–"
    return f"| {name} | {RULES[name][0]} | {' | '.join(cells)} | {right} / {wrong} | {bound} |"


def by_kind(name: str, served: Sequence[bool], today: Sequence[bool], found: Sequence[Case]) -> str:
    """Which kinds a rule serves beyond today's."""
    more: dict[tuple[bool, str], int] = {}
    for s, t, case in zip(served, today, found, strict=True):
        if s and not t:
            more[case.same, case.kind] = more.get((case.same, case.kind), 0) + 1
    named = [f"{kind} {number}{'' if same else ' WRONG'}" for (same, kind), number in sorted(more.items())]
    return f"{name}: {', '.join(named) or 'nothing'}"


async def measure(preset: Preset, names: Sequence[str], listed: str) -> None:
    found = list(cases())
    async with open_bench() as bench:
        rule = PairRule(bench.with_preset(preset))
        served = {name: [await decide(rule, case) for case in found] for name in names for decide in (RULES[name][1],)}
    print(
        f"Preset {preset.value}\n\n| | rule | {CLOVER}: same | different | other batches: same | different | "
        "more than a: right / wrong | upper 95 % |\n|---|---|---|---|---|---|---|---|"
    )
    for name in names:
        print(row(name, served[name], served["a"], found))
    print()
    for name in names:
        print(by_kind(name, served[name], served["a"], found))
    for case, s, t in zip(found, served.get(listed, ()), served["a"], strict=False):
        if s and not t and not case.same:
            print(json.dumps([case.kind, case.a.texts, case.b.texts], ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=["strict", "balanced"], default="balanced")
    parser.add_argument("--rules", default="", help="only these, by comma; a is always among them")
    parser.add_argument("--missed", default="", choices=["", *RULES], help="list what this rule serves wrongly")
    arguments = parser.parse_args()
    names = dict.fromkeys(["a", *arguments.rules.split(",")]) if arguments.rules else RULES
    asyncio.run(measure(Preset(arguments.preset), list(names), arguments.missed))


if __name__ == "__main__":
    main()
