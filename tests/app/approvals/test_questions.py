"""IT's answers about what would join the network (C17)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.orders.models import Consultation
from tests.app.orders.making import PROJECTOR, decide, lines, place, request, states
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def number(client_as: SignIn) -> str:
    """Maria's projector, with every question answered yes."""
    return place(client_as("maria"), PROJECTOR, answer="ja")


def open_topics(session: Session) -> dict[str, Consultation]:
    """The open questions by topic."""
    session.rollback()
    return {row.topic: row for row in session.scalars(sa.select(Consultation).where(Consultation.state == "open"))}


def answer(browser: ShopClient, asked: Consultation, verb: str, text: str = "") -> Page:
    """Answer a question."""
    return browser.post(f"/it/fragor/{asked.id}", {"svar": verb, "text": text})


def answer_all(client_as: SignIn, session: Session, verb: str = "godkann") -> None:
    """Let IT answer everything."""
    for asked in open_topics(session).values():
        person = "nils" if asked.queue == "it_infrastructure" else "omar"
        assert answer(client_as(person), asked, verb if asked.blocking else "svara", "Det går bra").status == 303


@pytest.mark.rule("R-059")
@pytest.mark.rule("R-061")
def test_the_last_answer_lets_the_line_go(client_as: SignIn, session: Session, number: str) -> None:
    decide(client_as("jonas"), request(session, number).id)
    assert states(session, number) == {"av_partner": "pending_consultation"}
    first, *_rest = open_topics(session).values()
    person = "nils" if first.queue == "it_infrastructure" else "omar"
    answer(client_as(person), first, "godkann" if first.blocking else "svara", "Ja")
    assert states(session, number) == {"av_partner": "pending_consultation"}
    answer_all(client_as, session)
    assert states(session, number) == {"av_partner": "released"}
    assert "IT sa ja om Projektor" in client_as("maria").get(f"/bestallningar/{number}").text
    assert list(history.verify(session)) == []


def test_answers_before_the_chef_let_the_line_go_at_the_yes(client_as: SignIn, session: Session, number: str) -> None:
    answer_all(client_as, session)
    assert states(session, number) == {"av_partner": "pending_approval"}
    decide(client_as("jonas"), request(session, number).id)
    assert states(session, number) == {"av_partner": "released"}


@pytest.mark.rule("R-058")
def test_a_no_to_the_network_stops_the_line(client_as: SignIn, session: Session, number: str) -> None:
    wifi, nils = open_topics(session)["wifi"], client_as("nils")
    assert answer(nils, wifi, "avsla").status == 422
    assert answer(nils, wifi, "avsla", "Salen saknar täckning").status == 303
    assert states(session, number) == {"av_partner": "declined"}
    assert open_topics(session) == {}
    assert request(session, number).state == "withdrawn"
    assert "Salen saknar täckning" in client_as("maria").get(f"/bestallningar/{number}").text


def test_advice_cannot_stop_a_line(client_as: SignIn, session: Session, number: str) -> None:
    licence, omar = open_topics(session)["licence"], client_as("omar")
    assert answer(omar, licence, "avsla", "Nej").status == 422
    assert answer(omar, licence, "svara").status == 422
    assert answer(omar, licence, "svara", "Beställ en licens till").status == 303
    assert "licence" not in open_topics(session)


@pytest.mark.parametrize("person", ["maria", "jonas", "petra", "rut"])
def test_only_it_answers(client_as: SignIn, session: Session, number: str, person: str) -> None:
    assert answer(client_as(person), open_topics(session)["wifi"], "godkann").status == 403
    assert "wifi" in open_topics(session)


def test_another_queues_question_looks_like_an_unknown_one(client_as: SignIn, session: Session, number: str) -> None:
    asked, omar = open_topics(session)["wifi"], client_as("omar")
    assert answer(omar, asked, "godkann").status == 404
    assert omar.post("/it/fragor/99999", {"svar": "godkann"}).status == 404
    assert "Anslutning till wifi" not in omar.get("/it/fragor").h1


def test_nobody_answers_about_their_own_order(client_as: SignIn, session: Session) -> None:
    """Promise 17."""
    number = place(client_as("nils"), PROJECTOR, answer="ja")
    assert answer(client_as("nils"), open_topics(session)["wifi"], "godkann").status == 403
    assert set(states(session, number).values()) == {"pending_approval"}


def test_an_answer_is_given_once(client_as: SignIn, session: Session, number: str) -> None:
    wifi, nils = open_topics(session)["wifi"], client_as("nils")
    assert answer(nils, wifi, "godkann").status == 303
    page = answer(nils, wifi, "avsla", "Ångrar mig")
    assert page.status == 409
    assert "Nils Åberg" in page.text
    assert states(session, number) == {"av_partner": "pending_approval"}


def test_the_list_shows_what_the_orderer_answered(client_as: SignIn, session: Session, number: str) -> None:
    text = client_as("nils").get("/it/fragor").text
    assert "Anslutning till wifi: ja" in text
    assert number in text
    assert "Maria Lindqvist" in text


def test_no_questions_is_said(client_as: SignIn) -> None:
    assert "Inga frågor väntar" in client_as("nils").get("/it/fragor").text


def test_a_regretted_no_asks_it_again(client_as: SignIn, session: Session, number: str) -> None:
    before = set(open_topics(session))
    jonas, asked = client_as("jonas"), request(session, number)
    decide(jonas, asked.id, "avsla", meddelande="Fel knapp")
    assert open_topics(session) == {}
    jonas.post(f"/godkann/{asked.id}/angra")
    assert set(open_topics(session)) == before
    assert lines(session, number)["av_partner"].state == "pending_approval"


def test_the_page_asks_few_questions(client_as: SignIn, number: str, count_queries: Callable[[], list[str]]) -> None:
    nils = client_as("nils")
    seen = count_queries()
    nils.get("/it/fragor")
    assert len(seen) <= 6, "\n".join(seen)
