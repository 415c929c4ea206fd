"""Who may order what, which way it goes, and whose yes it needs."""

from __future__ import annotations

import json

import pytest

from catalogue.rulebook import Verdict, explain
from catalogue.terms import Asked, Channel, Queue, Role, Segment, Topic
from tests.catalogue.wishes import DESIGNATED, EDITION, EMPLOYEE, KINDS, MANAGER, wish


@pytest.mark.parametrize("kind", ["staff_pc", "staff_mac", "av_partner"])
def test_an_employee_may_ask_and_the_chef_is_asked(kind: str) -> None:
    verdict = wish(kind, unit_price=1)
    assert verdict.allowed
    assert verdict.approvals == (Asked.MANAGER,)
    assert "approval.ask" in {reason.key for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("shared_pc", EMPLOYEE),
        ("pupil_computer", MANAGER),
        ("playipp", EMPLOYEE),
        ("headset", frozenset({"supplier_user"})),
    ],
)
def test_who_may_not_order_is_told_who_may(kind: str, roles: frozenset[str]) -> None:
    verdict = wish(kind, roles, unit_price=1)
    assert verdict.refusal == "refusal.orderer"
    assert "beställs av" in explain(verdict, EDITION)[0].text


@pytest.mark.parametrize(
    ("language", "who"),
    [("sv", "chef, utsedd beställare"), ("en", "manager, designated orderer")],
)
def test_a_refusal_names_the_roles_in_the_language_it_is_read_in(language: str, who: str) -> None:
    kept = Verdict.from_dict(json.loads(json.dumps(wish("shared_pc").to_dict())))
    assert f" {who}. " in explain(kept, EDITION, language)[0].text


@pytest.mark.rule("R-158")
@pytest.mark.rule("R-159")
@pytest.mark.rule("R-178")
@pytest.mark.parametrize(
    ("kind", "roles", "way"),
    [
        ("external_account", MANAGER, "case"),
        ("function_address", DESIGNATED, "case"),
        ("access_point", DESIGNATED, "case"),
        ("vpn_access", EMPLOYEE, "case"),
        ("out_of_process", EMPLOYEE, "case"),
        ("printer", DESIGNATED, "external"),
        ("av_subcontractor", MANAGER, "external"),
        ("phone_subscription", EMPLOYEE, "external"),
    ],
)
def test_a_case_and_what_is_bought_elsewhere_go_their_own_way(kind: str, roles: frozenset[str], way: str) -> None:
    verdict = wish(kind, roles)
    assert (verdict.allowed, verdict.refusal, verdict.channel) == (True, None, way)
    assert f"way.{way}" in {reason.key for reason in verdict.reasons}


@pytest.mark.rule("R-158")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_only_a_chef_applies_for_an_account_for_somebody_not_employed(role: Role) -> None:
    for segment in Segment:
        assert wish("external_account", frozenset({role.value}), segment=segment).refusal == "refusal.orderer"


def test_what_follows_by_itself_is_not_ordered() -> None:
    verdict = wish("m365_base", frozenset(role.value for role in Role))
    assert (verdict.refusal, verdict.channel) == ("refusal.channel_auto", Channel.AUTO)


@pytest.mark.rule("R-160")
@pytest.mark.parametrize(
    ("roles", "asked"), [(MANAGER, ()), (DESIGNATED, (Asked.MANAGER,)), (MANAGER | DESIGNATED, ())]
)
def test_a_program_outside_the_standard_needs_the_chef_only_when_somebody_else_asks(
    roles: frozenset[str], asked: tuple[Asked, ...]
) -> None:
    verdict = wish("non_standard_software", roles, unit_price=1)
    assert (verdict.allowed, verdict.approvals) == (True, asked)
    assert ("approval.manager" if asked else "approval.none") in {reason.key for reason in verdict.reasons}


@pytest.mark.parametrize("segment", [*Segment, "nonsense"])
@pytest.mark.parametrize(
    "kind", sorted(key for key, kind in EDITION.kinds.items() if Role.DESIGNATED_ORDERER in kind.orderers)
)
def test_the_schools_orderer_is_the_designated_orderer_for_the_school(kind: str, segment: str) -> None:
    school = segment in ("pupil", "school_staff")
    verdict = wish(kind, frozenset({"school_orderer"}), segment=segment, unit_price=1)
    assert verdict.allowed == school
    if school:
        like = wish(kind, DESIGNATED, segment=segment, unit_price=1)
        assert verdict == like


@pytest.mark.rule("R-061")
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_connects_needs_the_yes_of_it(kind: str) -> None:
    found = EDITION.kinds[kind]
    asks = {consult.topic for consult in found.consultations} | set(found.choices)
    verdict = wish(
        kind, unit_price=1, answers={topic: topic == "infrastructure" for topic in [*asks, "infrastructure"]}
    )
    assert [(c.topic, c.queue, c.blocking) for c in verdict.consultations] == [
        (Topic.INFRASTRUCTURE, Queue.IT_INFRASTRUCTURE, True)
    ]
    assert {reason.key: reason.lines for reason in verdict.reasons}["consult.infrastructure"] == ((148, 150),)
    assert set(wish(kind, unit_price=1).open_questions) == asks
    assert not wish(kind, unit_price=1, answers=dict.fromkeys([*asks, "infrastructure"], False)).consultations
