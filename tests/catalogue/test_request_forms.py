"""What the forms ask and say, row by row: what a chef, an object owner or a property contact is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.edition import organisations
from catalogue.request_files import load
from catalogue.requests import FieldType, RequestForm
from catalogue.rulebook import Wish, judge
from catalogue.terms import Payer, Queue, Role, Segment
from tests.catalogue.wishes import EDITION, TODAY

SYSTEM, SMALL, LARGE, POINT, NEW = (
    "verksamhetssystem", "anslutning-100", "anslutning-over-100", "accesspunkt", "internetanslutning",
)  # fmt: skip


def form(slug: str) -> RequestForm:
    """A form by its slug."""
    return load()[slug]


def words(shown: RequestForm) -> str:
    """Everything a form says, whatever is answered."""
    fields = [f"{field.label} {field.help}" for field in shown.fields]
    return " ".join([shown.lead, *(note.text for note in shown.notes), *fields])


def answered(shown: RequestForm, **changed: str | int | list[str]) -> dict[str, str | int | list[str]]:
    """An answer to every question, with changes; an empty one is none."""
    plain = {FieldType.NUMBER: 1, FieldType.DATE: "2027-01-11", FieldType.TICK: "ja"}
    kept = {field.key: next(iter(field.choices)) if field.choices else plain.get(field.type, "Svar")
            for field in shown.fields}  # fmt: skip
    return kept | changed


def lacks(shown: RequestForm, **changed: str | int | list[str]) -> set[str]:
    """What somebody is still asked for who has answered so."""
    return {field.key for field in shown.missing(answered(shown, **changed))}


@pytest.mark.rule("R-069")
def test_no_system_is_sent_without_an_answer_on_its_classification() -> None:
    assert lacks(form(SYSTEM), klassad="") == {"klassad"}
    assert lacks(form(SYSTEM), klassad="ja", klassad_datum="", klassad_niva="") == {"klassad_datum", "klassad_niva"}
    assert lacks(form(SYSTEM), klassad="nej", klassad_datum="", klassad_niva="") == set()


@pytest.mark.rule("R-074")
def test_a_system_says_whether_it_needs_sign_in_or_our_user_register() -> None:
    asked = form(SYSTEM).field("inloggning")
    assert {"sso", "register"} <= set(asked.choices or {})
    assert lacks(form(SYSTEM), inloggning=[]) == {"inloggning"}


@pytest.mark.rule("R-075")
def test_classification_and_risk_analysis_are_both_answered_before_the_cloud() -> None:
    assert lacks(form(SYSTEM), modell="moln", klassad="", riskanalys="") == {"klassad", "riskanalys"}
    warned = form(SYSTEM).said(answered(form(SYSTEM), riskanalys="nej"))
    assert any("riskanalys" in guard.text for guard in warned)


@pytest.mark.rule("R-076")
def test_a_system_answers_for_security_law_need_and_economy() -> None:
    groups = {section.title: {field.key for field in section.fields} for section in form(SYSTEM).sections}
    assert groups["Säkerhet"] >= {"dataskydd"}
    assert groups["Juridik"] >= {"gdpr", "lagring"}
    assert groups["Verksamhetens behov"] >= {"tillganglighet", "export"}
    assert groups["Ekonomi"] >= {"direkt", "indirekt"}
    needed = {"dataskydd", "gdpr", "lagring", "tillganglighet", "export", "direkt", "indirekt"}
    assert lacks(form(SYSTEM), **dict.fromkeys(needed, "")) == needed


@pytest.mark.rule("R-085")
def test_a_system_names_who_owns_its_information() -> None:
    assert form(SYSTEM).field("informationsagare").type is FieldType.PERSON
    assert lacks(form(SYSTEM), informationsagare="") == {"informationsagare"}


@pytest.mark.rule("R-109", "R-110", "R-112")
def test_a_connection_asks_for_place_and_fibre_and_says_what_is_included() -> None:
    for slug in (SMALL, LARGE):
        assert form(slug).queue is Queue.IT_INFRASTRUCTURE
        assert lacks(form(slug), plats="", fiber="") == {"plats", "fiber"}
    assert "upp till 100 Mbit/s ingår i medlemsbidraget" in words(form(SMALL))
    assert "budgetprocessen" not in words(form(SMALL))
    assert "budgetprocessen" in words(form(LARGE))
    assert form(LARGE).field("kapacitet").least == 101
    assert "Cat6" in words(form(SMALL))
    assert "koppar" in words(form(SMALL))
    assert "fiber" in words(form(SMALL))


@pytest.mark.rule("R-116")
def test_a_connection_holds_the_cost_of_an_own_network_beside_that_of_bought_capacity() -> None:
    for slug in (SMALL, LARGE):
        both = [form(slug).field(key) for key in ("eget_nat", "kopt_kapacitet")]
        assert [(field.type, field.suffix, field.required) for field in both] == [(FieldType.NUMBER, "kr", False)] * 2


@pytest.mark.rule("R-118")
def test_an_access_point_may_name_a_helper_and_is_configured_before_it_is_done() -> None:
    assert not form(POINT).field("hjalp").required
    demanded = {task.key for task in form(POINT).tasks if task.demanded}
    assert demanded >= {"mounted", "configured"}


@pytest.mark.rule("R-120")
@pytest.mark.parametrize("slug", [POINT, NEW, "switch"])
def test_a_network_form_says_who_mounts_what(slug: str) -> None:
    said = words(form(slug))
    assert "fastighetsägaren" in said.lower()
    assert "IT " in said
    assert "monter" in said


@pytest.mark.rule("R-115")
@given(
    st.sampled_from(["switch", "access_point"]),
    st.sampled_from(list(Segment)),
    st.sampled_from([row.key for row in organisations()]),
    st.frozensets(st.sampled_from(list(Role)), max_size=3),
    st.integers(0, 10**8),
)
def test_no_unit_is_ever_charged_for_a_switch_or_an_access_point(
    kind: str,
    segment: Segment,
    organisation: str,
    roles: frozenset[Role],
    price: int,  # drawn by the test
) -> None:
    wish = Wish(kind=kind, on=TODAY, segment=segment, organisation=organisation, roles=roles, unit_price=price)
    verdict = judge(wish, EDITION)
    assert verdict.payer in (Payer.SHARED, Payer.INVEST)
    assert (verdict.unit_cost, verdict.vat) == (0, 0)
