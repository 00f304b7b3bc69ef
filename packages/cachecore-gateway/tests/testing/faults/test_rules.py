"""Which faults meet which calls, and in which order they act."""

from __future__ import annotations

from cachecore_gateway.testing import Comments, Cut, Delay, Fail, Fault, Gzip, NoDone, Request, Reset, Sliced
from cachecore_gateway.testing.faults import FaultRules, Scope, apply_all
from cachecore_gateway.testing.plan import Plan, plan_for
from cachecore_gateway.testing.reply import DONE, event, stream_reply

GET = Request("GET", "/v1/models")
POST = Request("POST", "/v1/chat/completions")


def stream_plan() -> Plan:
    return plan_for(POST, stream_reply([event({"n": 1}), event({"n": 2}), DONE]))


def test_a_rule_without_a_scope_meets_every_call() -> None:
    rules = FaultRules()
    rules.add([Fail()], Scope())
    assert [rules.take(request) for request in (GET, POST, GET)] == [(Fail(),)] * 3


def test_a_rule_for_a_path_leaves_others_alone() -> None:
    rules = FaultRules()
    rules.add([Fail()], Scope(path="/v1/models"))
    assert (rules.take(POST), rules.take(GET)) == ((), (Fail(),))


def test_a_rule_for_the_next_calls_counts_only_those_it_meets() -> None:
    rules = FaultRules()
    rule = rules.add([Fail()], Scope(when=lambda request: request.method == "GET", times=2))
    met = [bool(rules.take(request)) for request in (POST, GET, POST, GET, GET)]
    assert met == [False, True, False, True, False]
    assert (rule.used, rule.spent) == (2, True)


def test_rules_add_up_and_can_be_removed_one_by_one() -> None:
    rules = FaultRules()
    rules.add([Delay(1)], Scope())
    with rules.add([Fail(), Gzip()], Scope()):
        assert rules.take(GET) == (Delay(1), Fail(), Gzip())
    assert rules.take(GET) == (Delay(1),)
    rules.clear()
    assert rules.take(GET) == ()


def test_faults_act_by_stage_whatever_the_order_of_their_setting() -> None:
    faults: list[Fault] = [Reset(after_chunks=1), Sliced(5), Gzip(), Comments(), NoDone()]
    there, back = apply_all(stream_plan(), faults), apply_all(stream_plan(), reversed(faults))
    assert there == back
    assert there.stop is not None


def test_a_clean_cut_leaves_whole_events() -> None:
    plan = apply_all(stream_plan(), [Cut(after_chunks=1, clean=True)])
    assert plan.reply.chunks == (event({"n": 1}),)
    assert plan.stop is None


def test_faults_leave_the_plan_they_were_given_unchanged() -> None:
    plan = stream_plan()
    apply_all(plan, [Fail(), Sliced(1)])
    assert plan == stream_plan()
