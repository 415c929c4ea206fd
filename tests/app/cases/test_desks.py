"""What a chef answers about a case: on their desk, in their inbox, by the same ladder as an order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.approvals.models import Decision
from app.cases.models import Case, CaseStep
from app.desks.models import ApprovalRequest
from app.identity.models import Person, Unit
from app.outbox import Letter
from catalogue.terms import Queue
from tests.app.cases.making import case_of
from tests.app.cases.test_views import act, letters, version
from tests.app.identity.test_substitutes import name
from tests.app.orders.making import decide
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
PROGRAM = {"topic": "non_standard_software", "subject": "Program: Planritning 5", "queue": Queue.IT_WORKPLACE,
           "asked": ("manager",), "facts": (("Programmets namn", "Planritning 5"),)}  # fmt: skip


@pytest.fixture
def case(session: Session, people: People) -> Case:
    """Maria's program waits for Jonas since Monday."""
    return case_of(session, people, "maria", **PROGRAM)


def questions(session: Session, case: Case) -> list[ApprovalRequest]:
    """What has been asked about a case."""
    session.rollback()
    found = sa.select(ApprovalRequest).where(ApprovalRequest.matter == "case", ApprovalRequest.matter_id == case.id)
    return list(session.scalars(found.order_by(ApprovalRequest.id)))


def called(session: Session, template: str = "approval_asked") -> list[str]:
    """Whom a letter of a kind went to."""
    session.rollback()
    rows = session.scalars(sa.select(Letter).order_by(Letter.id))
    return [row.payload["to"] for row in rows if row.payload.get("template") == template]


def test_the_chef_says_yes_in_the_inbox_and_the_case_goes_on(
    session: Session, people: People, client_as: SignIn, case: Case
) -> None:
    asked, jonas = questions(session, case)[0], client_as("jonas")
    assert called(session) == [people["jonas"].email]
    inbox = jonas.get("/godkann")
    assert "Program: Planritning 5" in inbox.text
    assert "Från Maria Lindqvist" in inbox.text
    assert [row.get_text() for row in jonas.get("/arenden?vy=svara").soup.select("h2 a")] == [case.subject]
    page = jonas.get(f"/godkann/{asked.id}")
    assert "eftersom du är chef för Kanslienheten" in page.text
    assert "Programmets namn" in page.text
    assert "0 kr" not in page.text
    assert client_as("omar").post(f"/godkann/{asked.id}", {"beslut": "godkann"}).status == 404
    assert act(client_as("maria"), session, case, "beslut", beslut="ja").status == 403
    assert decide(jonas, asked.id).status == 303
    assert "Jonas Berg beslutade" in jonas.get(f"/godkann/{asked.id}").text
    assert people["maria"].email in [to for to, title in letters(session) if "] Ja:" in title]
    step = session.scalars(sa.select(CaseStep)).one()
    assert (step.outcome, step.settled_name) == ("approved", "Jonas Berg")
    assert act(client_as("omar"), session, case, atgard="los", text="Installerat").status == 303
    assert list(history.verify(session)) == []


def test_the_page_of_the_case_says_whose_desk_since_when_and_what_is_next(
    session: Session, client_as: SignIn, case: Case
) -> None:
    page = client_as("maria").get(f"/arenden/{case.number}")
    assert "Väntar på svar från Jonas Berg." in page.text
    assert "Jonas Berg, chef för Kanslienheten" in page.text
    assert "måndag 23 november" in page.text
    assert "En påminnelse går ut torsdag 26 november om ingen har svarat." in page.text
    jonas = client_as("jonas").get(f"/arenden/{case.number}")
    assert jonas.soup.select_one(f"a[href='/godkann/{questions(session, case)[0].id}']")
    unasked = case_of(session, People(session, Clock()), "maria")
    assert "Servicedesk" in client_as("maria").get(f"/arenden/{unasked.number}").soup.select_one(".next-event").text


def test_a_no_ends_it_and_opening_it_again_asks_anew(session: Session, client_as: SignIn, case: Case) -> None:
    jonas, maria = client_as("jonas"), client_as("maria")
    first = questions(session, case)[0]
    assert decide(jonas, first.id, "avsla").status == 422
    decide(jonas, first.id, "avsla", meddelande="Vi har redan ett ritprogram")
    told = maria.get(f"/arenden/{case.number}").text
    assert "Svaret blev nej" in told
    assert "Vi har redan ett ritprogram" in told
    maria.post(f"/arenden/{case.number}/oppna", {"text": "Det gamla läser inte filerna"})
    assert [(row.state, row.decider_name) for row in questions(session, case)] == [
        ("decided", "Jonas Berg"), ("open", "Jonas Berg"),
    ]  # fmt: skip
    decide(jonas, questions(session, case)[1].id)
    session.rollback()
    assert [row.outcome for row in session.scalars(sa.select(Decision).order_by(Decision.id))] == [
        "declined", "approved",
    ]  # fmt: skip


def test_a_substitute_answers_by_name_in_the_chefs_place(
    session: Session, people: People, client_as: SignIn, case: Case
) -> None:
    other = session.scalars(sa.select(Person).where(Person.subject == "p-h-direktor")).one()
    assert name(client_as("jonas"), other.name).status == 303
    stand_in = client_as("p-h-direktor")
    assert f"{other.name} (ersättare för Jonas Berg)" in client_as("maria").get(f"/arenden/{case.number}").text
    assert stand_in.get(f"/arenden/{case.number}").h1.startswith(case.subject)
    decide(stand_in, questions(session, case)[0].id)
    assert f"{other.name} för Jonas Berg" in client_as("maria").get(f"/arenden/{case.number}").text
    session.rollback()
    made = session.scalars(sa.select(Decision)).one()
    assert (made.decided_by, made.on_behalf_of) == (other.id, people["jonas"].id)


def test_a_reminder_then_the_next_chef_and_never_an_answer_by_silence(
    app: Flask, session: Session, clock: Clock, case: Case
) -> None:
    clock.forward(days=3)
    worker.run(app, once=True)
    assert len(called(session, "approval_reminder")) == 1
    for _ in range(3):
        clock.forward(days=30)
        worker.run(app, once=True)
    asked = questions(session, case)[0]
    assert (asked.state, asked.reason) == ("open", "silence")
    assert asked.decider_name != "Jonas Berg"
    assert asked.next_on > clock().date()
    assert case.state == "new"


def test_it_appoints_a_decider_in_the_browser_when_no_chef_was_found(
    session: Session, people: People, client_as: SignIn
) -> None:
    """Maria's unit and those above it have lost their chefs: IT is told, and names somebody who then decides."""
    session.execute(sa.update(Unit).values(manager_id=None))
    session.execute(sa.update(Person).values(manager_id=None))
    session.commit()
    case = case_of(session, people, "maria", **PROGRAM)
    asked, omar = questions(session, case)[0], client_as("omar")
    assert (asked.decider_id, asked.next_event) == (None, "look")
    assert people["omar"].email in called(session, "approval_nobody")
    assert "Vi hittade ingen chef" in client_as("maria").get(f"/arenden/{case.number}").text
    assert case.subject in omar.get("/it/vantar").text
    assert omar.post(f"/it/vantar/{asked.id}", {"till": "Maria Lindqvist"}).status == 422
    assert omar.post(f"/it/vantar/{asked.id}", {"till": "Jonas Berg"}).status == 303
    assert "utsedd av IT" in client_as("maria").get(f"/arenden/{case.number}").text
    assert decide(client_as("jonas"), asked.id).status == 303


def test_what_needs_more_than_yes_or_no_is_answered_on_the_page_of_the_case(
    session: Session, people: People, client_as: SignIn
) -> None:
    case = case_of(session, people, "anders", queue=Queue.OBJECT_LEAD, asked=("kckd", "committee"))
    gunnar, asked = client_as("gunnar"), questions(session, case)[0]
    assert gunnar.get("/godkann").soup.select_one(f"a[href='/arenden/{case.number}']")
    assert gunnar.get(f"/godkann/{asked.id}").soup.select_one(f"a[href='/arenden/{case.number}']")
    assert gunnar.post(f"/godkann/{asked.id}", {"beslut": "godkann"}).status == 422
    act(gunnar, session, case, "beslut", beslut="ja", referens="KCKD 2026-12-01 § 4")
    assert [(row.step, row.state) for row in questions(session, case)] == [("kckd", "decided"), ("committee", "open")]
    assert "Besvarad" in gunnar.get("/godkann/beslutade").text


def test_nobody_answers_about_their_own_in_a_second_account(
    session: Session, people: People, client_as: SignIn
) -> None:
    """Gunnar, head of IT, asks with another account that has the same address."""
    people["maria"].email = people["gunnar"].email.upper()
    session.commit()
    case = case_of(session, people, "maria", asked=("head_of_it",))
    assert questions(session, case)[0].decider_id is None
    answer = client_as("gunnar").post(
        f"/arenden/{case.number}/beslut", {"version": version(session, case), "beslut": "ja"}
    )
    assert answer.status == 403


def test_a_case_that_ends_another_way_asks_nobody_any_more(
    session: Session, people: People, client_as: SignIn, case: Case
) -> None:
    from app.cases.actions.ticketing import Incoming, receive
    from tests.databases import MOMENT

    receive(session, Incoming(key="1", number=case.number, state="solved"), at=MOMENT)
    session.commit()
    assert [row.state for row in questions(session, case)] == ["withdrawn"]
    assert case.subject not in client_as("jonas").get("/godkann").text
