"""The work list: queues, views, many at once, two handlers at once, and the list as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from catalogue.terms import Queue
from tests.app.cases.making import case_of
from tests.client import Page, ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]


def listed(page: Page) -> list[str]:
    """The numbers of a list, in its order."""
    return [link.get_text() for link in page.soup.select("tr[data-row] th a")]


@pytest.mark.rule("R-099", "R-100", "R-101")
def test_each_queue_shows_its_own_due_first(session: Session, people: People, client_as: SignIn) -> None:
    late = case_of(session, people, due_days=9)
    soon = case_of(session, people, due_days=1)
    other = case_of(session, people, queue=Queue.IT_INFRASTRUCTURE)
    omar = client_as("omar")
    assert listed(omar.get("/it/arenden/servicedesk")) == [soon.number, late.number]
    assert listed(omar.get("/it/arenden/it_infrastructure")) == [other.number]
    assert len(listed(omar.get("/it/arenden"))) == 3
    assert {case.line for case in session.scalars(sa.select(Case))} == {1}


def test_a_queue_is_only_for_those_who_work_in_it(session: Session, people: People, client_as: SignIn) -> None:
    case_of(session, people, queue=Queue.MUNICIPALITY)
    mine = case_of(session, people, "p-a-rektor", queue=Queue.MUNICIPALITY)
    simon = client_as("simon")
    assert listed(simon.get("/it/arenden/municipality")) == [mine.number]
    simon.get("/it/arenden/servicedesk", status=404)
    client_as("omar").get("/it/arenden/municipality", status=404)
    client_as("omar").get("/it/arenden/nonsense", status=404)
    client_as("karin").get("/it/arenden", status=403)


def test_views_narrow_the_list(session: Session, people: People, client_as: SignIn, clock: Clock) -> None:
    first, second = case_of(session, people, subject="Projektorn i sal 4"), case_of(session, people)
    omar = client_as("omar")
    omar.post(f"/arenden/{first.number}/hantera", {"version": "1", "atgard": "ta"})
    assert listed(omar.get("/it/arenden?vy=mina")) == [first.number]
    assert listed(omar.get("/it/arenden?vy=lediga")) == [second.number]
    assert listed(omar.get("/it/arenden?q=projektorn")) == [first.number]
    assert listed(omar.get("/it/arenden?q=%25")) == []
    assert listed(omar.get("/it/arenden?vy=sena")) == []
    clock.forward(days=10)
    assert len(listed(client_as("omar").get("/it/arenden?vy=sena"))) == 2


def test_the_second_of_two_handlers_is_told_who_was_first(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    omar, nils = client_as("omar"), client_as("nils")
    shown = nils.get(f"/arenden/{case.number}").field("version")
    omar.post(f"/arenden/{case.number}/hantera", {"version": shown, "atgard": "ta"})
    second = nils.post(f"/arenden/{case.number}/hantera", {"version": shown, "atgard": "los", "text": "Jag bytte den"})
    assert second.status == 409
    assert "Omar Haddad hann före" in second.text
    assert second.soup.select_one("#losning").get_text().strip() == "Jag bytte den"
    session.rollback()
    assert (case.assignee_id, case.state) == (people["omar"].id, "assigned")


def test_nobody_handles_their_own_case(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people, "omar")
    answer = client_as("omar").post(f"/arenden/{case.number}/hantera", {"version": "1", "atgard": "ta"})
    assert answer.status == 403
    given = client_as("nils").post(
        f"/arenden/{case.number}/hantera", {"version": "1", "atgard": "tilldela", "person": str(people["omar"].id)}
    )
    assert given.status == 422


def test_many_are_given_at_once_and_those_that_cannot_are_named(
    session: Session, people: People, client_as: SignIn
) -> None:
    good, stale = case_of(session, people), case_of(session, people)
    rows = [f"{good.id}:{good.version}", f"{stale.id}:{stale.version + 5}"]
    answer = client_as("omar").post(
        "/it/arenden/atgard?fran=/it/arenden%3Fvy%3Dlediga",
        {"atgard": "tilldela", "person": str(people["nils"].id), "rad": rows},
    )
    assert answer.location == "/it/arenden?vy=lediga"
    session.rollback()
    assert (good.assignee_name, stale.assignee_name) == ("Nils Åberg", "")


def test_moving_to_another_queue_lays_it_there_for_anybody(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    omar = client_as("omar")
    omar.post(f"/arenden/{case.number}/hantera", {"version": "1", "atgard": "ta"})
    omar.post(f"/arenden/{case.number}/hantera", {"version": "2", "atgard": "ko", "ko": "it_infrastructure"})
    session.rollback()
    assert (case.queue, case.assignee_id, case.state) == ("it_infrastructure", None, "new")


def test_the_list_is_fetched_as_a_file(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people, subject="=HYPERLINK(1)")
    text = client_as("omar").browser.get("/it/arenden/export.csv?ko=servicedesk").get_data(as_text=True)
    assert case.number in text
    assert "'=HYPERLINK(1)" in text


def test_waiting_ends_when_the_one_who_asked_answers(session: Session, people: People, client_as: SignIn) -> None:
    case = case_of(session, people)
    client_as("omar").post(f"/arenden/{case.number}/hantera", {"version": "1", "atgard": "vanta"})
    session.rollback()
    assert case.state == "waiting"
    client_as("karin").post(f"/arenden/{case.number}", {"text": "Här är svaret"})
    session.rollback()
    assert case.state == "assigned"
