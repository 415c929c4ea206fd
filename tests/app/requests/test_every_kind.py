"""Every kind of request: the right roles can, the wrong cannot, and it lands where and when it should.

What is expected stands here, written out, and is read from no edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseStep
from app.outbox import Letter
from app.requests.models import ServiceRequest
from catalogue.request_files import load
from tests.app.requests.filling import filled, grant
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
UTC = dt.UTC


@dataclass(frozen=True)
class Expected:
    """What is expected of one kind that is sent on Monday 23 November 2026 at 09.15, Swedish time."""

    slug: str
    who: str
    wrong: str
    queue: str
    due: str
    demanded: str
    asked: str = ""
    role: str = ""


# Karin is a teacher, Anders her rektor, Maria a designated orderer, Nils IT infrastructure, Simon the municipality's
# contact. A role that nobody has by that name is given for the test.
KINDS = {
    "phone_subscription": Expected("abonnemang", "karin", "rut", "municipality", "2026-11-30", "vem"),
    "follow_me": Expected("follow-me", "simon", "karin", "it_infrastructure", "2026-11-30", "plats"),
    "av_own_procurement": Expected("av-upphandling", "anders", "maria", "it_infrastructure", "2026-11-30", "vad", "it"),
    "non_standard_software": Expected("program", "maria", "karin", "it_workplace", "2026-11-30", "program", "manager"),
    "external_account": Expected("konto-for-extern", "anders", "maria", "it_workplace", "2026-11-26", "slutdatum"),
    "function_address": Expected("funktionsadress", "maria", "karin", "it_workplace", "2026-11-26", "agare"),
    "access_point": Expected("accesspunkt", "maria", "karin", "it_infrastructure", "2026-12-07", "rum", "it"),
    "switch": Expected("switch", "nils", "anders", "it_infrastructure", "2026-12-07", "portar", "it"),
    "internet_connection": Expected(
        "internetanslutning", "anders", "karin", "it_infrastructure", "2026-12-07", "antal", "it"
    ),
    "wan_100": Expected("anslutning-100", "anders", "maria", "it_infrastructure", "2026-12-14", "fiber", "it"),
    "wan_higher": Expected(
        "anslutning-over-100", "anders", "maria", "it_infrastructure", "2026-12-14", "kablage", "it,budget"
    ),
    "vpn_access": Expected("vpn", "karin", "rut", "it_workplace", "2026-11-25", "behov"),
    "business_system": Expected("verksamhetssystem", "anders", "karin", "object_lead", "2026-12-07", "klassad", "it"),
    "application_operation": Expected(
        "applikationsdrift", "anders", "karin", "object_lead", "2026-12-07", "portal", "it"
    ),
    "virtual_server": Expected("server", "anders", "karin", "it_infrastructure", "2026-12-07", "disk", "it"),
    "storage": Expected("lagring", "anders", "karin", "it_infrastructure", "2026-11-30", "storlek", "it"),
    "extra_support": Expected("extra-stod", "karin", "rut", "servicedesk", "2026-11-30", "hjalp"),
    "ticketing_use": Expected("arendehantering", "anders", "karin", "servicedesk", "2026-12-07", "volym", "it"),
    "it_in_procurement": Expected("upphandling", "anders", "karin", "object_lead", "2026-11-30", "fas"),
    "technical_advice": Expected("radgivning", "anders", "karin", "object_lead", "2026-11-30", "fraga"),
    "pilot": Expected("pilot", "anders", "karin", "object_lead", "2026-12-07", "nytta", "kckd"),
    "development_case": Expected(
        "utveckling", "anders", "karin", "object_lead", "2026-12-07", "driver", "kckd,committee,head_of_it"
    ),
    "building_change": Expected(
        "fastighet", "olle", "karin", "it_infrastructure", "2026-11-30", "kontakt", role="property_contact"
    ),
}
# Requests of no kind of their own.
OTHERS = {
    "printer_notice": Expected("skrivare", "maria", "karin", "it_infrastructure", "2026-11-30", "uttag"),
    "password_help": Expected("losenord", "karin", "rut", "servicedesk", "2026-11-24", "telefon"),
    "system_access": Expected("behorighet", "anders", "karin", "it_workplace", "2026-11-25", "till"),
    "other": Expected("annat", "karin", "rut", "servicedesk", "2026-11-26", "text"),
}
ALL = {**KINDS, **OTHERS}


EACH = pytest.mark.parametrize(("key", "expected"), [pytest.param(key, one, id=key) for key, one in ALL.items()])


@pytest.mark.rule("R-099")
def test_every_kind_that_is_a_case_is_expected_here() -> None:
    assert {form.kind or form.key for form in load().values()} == set(ALL)


@pytest.mark.rule(
    "R-065",
    "R-081",
    "R-088",
    "R-090",
    "R-100",
    "R-114",
    "R-117",
    "R-119",
    "R-121",
    "R-158",
    "R-159",
    "R-160",
    "R-176",
    "R-178",
    "R-230",
    "R-231",
    "R-238",
    "R-239",
    "R-243",
)
@EACH
def test_the_right_person_sends_it_and_it_lands_where_it_should(
    key: str, expected: Expected, people: People, session: Session, client_as: SignIn
) -> None:
    if expected.role:
        grant(session, people[expected.who], expected.role)
    browser, address = client_as(expected.who), f"/begar/{expected.slug}"
    page = browser.get(address)
    typed = filled(page, expected.slug)

    lacking = browser.post(address, {**typed, expected.demanded: ""})
    assert lacking.status == 422
    assert lacking.soup.select_one(f"[data-error-summary] a[href^='#{expected.demanded}']"), lacking.text[:800]

    assert browser.post(address, typed).location == f"{address}/granska"
    check = browser.get(f"{address}/granska")
    sent = browser.post(f"{address}/skicka", check.form(f"{address}/skicka"))
    receipt = browser.follow(sent)
    assert "är mottaget" in receipt.text

    request = session.scalars(sa.select(ServiceRequest)).one()
    case = session.get_one(Case, request.case_id)
    assert (case.queue, case.line, case.asked) == (expected.queue, 1, expected.asked)
    assert case.due_at == dt.datetime.fromisoformat(expected.due + "T08:15").replace(tzinfo=UTC)
    assert case.number in receipt.text
    assert request.answers


@pytest.mark.rule("R-158", "R-159", "R-160")
@EACH
def test_the_wrong_person_is_told_who_can_and_cannot_send_it(
    key: str, expected: Expected, session: Session, client_as: SignIn
) -> None:
    browser, address = client_as(expected.wrong), f"/begar/{expected.slug}"
    page = browser.get(address)
    assert "Det här beställs av" in page.text
    assert page.soup.select_one(f"form[action='{address}']") is None
    assert browser.post(address, {"namn": "x"}).status == 403
    assert browser.post(f"{address}/skicka", {"token": "x"}).status in (403, 409)
    assert session.scalars(sa.select(Case)).all() == []


@pytest.mark.rule("R-239")
def test_a_server_has_its_eight_tasks(people: People, session: Session, client_as: SignIn) -> None:
    _send(client_as("anders"), "server")
    labels = session.scalars(sa.select(CaseStep.label).where(CaseStep.sort == "task").order_by(CaseStep.position)).all()
    assert labels == [
        "Skapande av server", "IP-adressering", "Installation av operativsystem som har support", "Diskkonfiguration",
        "Antivirus", "Backupagent", "Övervakningsagent", "Dokumentation",
    ]  # fmt: skip


@pytest.mark.rule("R-231")
def test_the_chef_is_told_of_vpn(people: People, session: Session, client_as: SignIn) -> None:
    _send(client_as("karin"), "vpn")
    told = [letter.payload["to"] for letter in session.scalars(sa.select(Letter)) if "begärt" in str(letter.payload)]
    assert told == [people["anders"].email]


@pytest.mark.rule("R-026")
def test_a_minor_development_case_is_the_head_of_its_alone(session: Session, client_as: SignIn) -> None:
    _send(client_as("anders"), "utveckling", budget="nej")
    assert session.scalars(sa.select(Case.asked)).one() == "head_of_it"


@pytest.mark.rule("R-024")
def test_a_choice_of_infrastructure_within_the_budget_is_the_head_of_its_and_the_case_says_so(
    session: Session, client_as: SignIn
) -> None:
    sent = _send(client_as("anders"), "utveckling", budget="nej", infrastruktur="ja")
    assert "IT-chefen" in sent.text
    case = session.scalars(sa.select(Case)).one()
    number, version = case.number, case.version
    session.rollback()
    answer = {"version": str(version), "beslut": "ja", "text": "Vi väljer den nya plattformen"}
    assert client_as("omar").post(f"/arenden/{number}/beslut", answer).status == 403
    assert client_as("gunnar").post(f"/arenden/{number}/beslut", answer).status == 303
    step = session.scalars(sa.select(CaseStep)).one()
    assert (step.key, step.outcome) == ("head_of_it", "approved")
    page = client_as("anders").get(f"/arenden/{number}").text
    assert "IT-chefen" in page
    assert "Gunnar Wik" in page


def test_a_chef_needs_no_yes_for_a_program(session: Session, client_as: SignIn) -> None:
    _send(client_as("anders"), "program")
    assert session.scalars(sa.select(Case.asked)).one() == ""


def test_vpn_on_a_private_computer_is_stopped_in_words(client_as: SignIn, session: Session) -> None:
    browser = client_as("karin")
    typed = filled(browser.get("/begar/vpn"), "vpn")
    answer = browser.post("/begar/vpn", {**typed, "jobbdator": "nej"})
    assert answer.status == 422
    assert "VPN kan bara användas på en dator som IT sköter" in answer.text


@pytest.mark.rule("R-121", "R-114")
def test_what_follows_of_the_answers_is_said_before_it_is_sent_and_stands_in_the_case(
    client_as: SignIn, session: Session
) -> None:
    page = _send(client_as("anders"), "accesspunkt", kablar="nej", skap="nej")
    assert "Kommunen behöver dra kabel" in page.text
    assert "saknar larm eller lås" in page.text


def test_sending_twice_makes_one_case(client_as: SignIn, session: Session, clock: Clock) -> None:
    browser = client_as("karin")
    typed = filled(browser.get("/begar/annat"), "annat")
    browser.post("/begar/annat", typed)
    form = browser.get("/begar/annat/granska").form("/begar/annat/skicka")
    first, second = browser.post("/begar/annat/skicka", form), browser.post("/begar/annat/skicka", form)
    assert first.location == second.location
    assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_a_draft_is_kept_as_it_was_typed(client_as: SignIn) -> None:
    browser = client_as("karin")
    browser.post("/begar/annat", {"rubrik": "Halvvägs", "text": "", "atgard": "spara"})
    assert client_as("karin").get("/begar/annat").field("rubrik") == "Halvvägs"
    assert "Utkast" in browser.get("/begar").text
    browser.post("/begar/annat/utkast", {"rubrik": "Lite till"}, headers={"HX-Request-Type": "partial"})
    assert browser.get("/begar/annat").field("rubrik") == "Lite till"
    browser.post("/begar/annat/slang")
    assert browser.get("/begar/annat").field("rubrik") == ""


@pytest.mark.rule("R-099")
def test_an_administrator_leads_a_form_to_another_queue(client_as: SignIn, session: Session) -> None:
    client_as("alva").post("/admin/begaran", {"formular": "annat", "ko": "it_workplace"})
    _send(client_as("karin"), "annat")
    assert session.scalars(sa.select(Case.queue)).one() == "it_workplace"


@pytest.mark.rule("R-209", "R-243", "R-006")
def test_the_list_has_two_doors_everyday_words_and_says_who_pays(client_as: SignIn) -> None:
    page = client_as("karin").get("/begar")
    assert page.soup.select_one("main a[href='/anmal-fel']")
    assert page.soup.select_one("a[href='/begar/losenord']")
    assert page.soup.select_one("a[href='/begar/behorighet']")
    cards = page.soup.select(".request-list li")
    assert all("Betalas av" in card.get_text() for card in cards)
    hits = client_as("karin").get("/begar?q=hemifrån")
    assert [link["href"] for link in hits.soup.select(".request-list a")] == ["/begar/vpn"]


def test_anybody_who_is_signed_in_may_look_at_a_form_with_its_sources(client_as: SignIn) -> None:
    browser = client_as("petra")
    for slug in load():
        page = browser.get(f"/regler/formular/{slug}")
        assert "rad" in page.text
        assert page.soup.select_one("fieldset[disabled]")


@pytest.mark.rule("R-241")
def test_the_glossary_lists_the_24_terms_and_finds_one(client_as: SignIn) -> None:
    page = client_as("karin").get("/ordlista")
    assert len(page.soup.select("dl dt")) == 24
    assert [dt.get_text() for dt in client_as("karin").get("/ordlista?q=avbrottsfri").soup.select("dl dt")] == [
        "UPS (Uninterruptible Power Supply)"
    ]


def _send(browser: ShopClient, slug: str, **changed: str) -> Page:
    address = f"/begar/{slug}"
    answer = browser.post(address, {**filled(browser.get(address), slug), **changed})
    assert answer.status == 303, answer.text[:600]
    form = browser.get(f"{address}/granska").form(f"{address}/skicka")
    return browser.follow(browser.post(f"{address}/skicka", form))
