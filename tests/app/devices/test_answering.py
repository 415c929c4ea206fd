"""Have you got it, have you still got it: the questions wait on the holder's page until they are answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.devices import actions
from app.devices.models import Device, DeviceState, Holding, Question
from app.history import Actor
from app.outbox import Letter
from tests.app.devices.making import device
from tests.client import ShopClient
from tests.databases import MOMENT, Clock

SignIn = Callable[[str], ShopClient]


def ask(session: Session, tag: str, *, kind: str = "receipt", at: dt.datetime = MOMENT) -> int:
    session.rollback()
    holding = session.scalars(sa.select(Holding).join(Device).where(Device.tag == tag, Holding.until.is_(None))).one()
    question = Question(holding_id=holding.id, kind=kind, asked_at=at)
    session.add(question)
    session.flush()
    number = question.id
    session.commit()
    return number


def letters(session: Session, template: str) -> list[Letter]:
    session.rollback()
    return [row for row in session.scalars(sa.select(Letter)) if row.payload.get("template") == template]


def test_one_tap_confirms_and_can_be_undone_a_while(client_as: SignIn, session: Session, clock: Clock) -> None:
    device(session, "karin")
    number = ask(session, "LAX-PC-00001")
    karin = client_as("karin")
    page = karin.get("/enheter")
    assert "Har du fått Bärbar dator 14 tum?" in page.text
    answered = karin.follow(karin.post(f"/enheter/fragor/{number}", {"svar": "ja"}))
    assert "är bekräftad" in answered.text
    assert "Har du fått" not in answered.text
    karin.post(f"/enheter/fragor/{number}", {"svar": "ja"})  # a second tap is the same answer
    karin.post(f"/enheter/fragor/{number}/angra")
    assert "Har du fått" in karin.get("/enheter").text
    karin.post(f"/enheter/fragor/{number}", {"svar": "ja"})
    clock.forward(minutes=11)
    assert karin.post(f"/enheter/fragor/{number}/angra").status == 422
    told = karin.get("/enheter/LAX-PC-00001").text
    assert told.count("Karin Lund bekräftade att enheten finns") == 2


def test_nobody_answers_for_others(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    number = ask(session, "LAX-PC-00001")
    for other in ("sara", "maria", "anders"):
        browser = client_as(other)
        assert browser.post(f"/enheter/fragor/{number}", {"svar": "ja"}).status == 404
        assert browser.post(f"/enheter/fragor/{number}/angra").status == 404
    assert session.scalars(sa.select(Question.answer)).one() is None


def test_for_what_a_unit_has_in_common_its_chef_answers(client_as: SignIn, session: Session) -> None:
    device(session, "karin", holder_id=None, holder_name="Stenebergsskolan")
    number = ask(session, "LAX-PC-00001")
    assert "Har ni fått" in client_as("anders").get("/enheter").text
    assert client_as("karin").post(f"/enheter/fragor/{number}", {"svar": "ja"}).status == 404
    assert client_as("anders").post(f"/enheter/fragor/{number}", {"svar": "ja"}).status == 303


def test_a_no_waits_for_it_who_settles_it(client_as: SignIn, session: Session) -> None:
    device(session, "karin")
    number = ask(session, "LAX-PC-00001", kind="yearly")
    client_as("karin").post(f"/enheter/fragor/{number}", {"svar": "nej", "anteckning": "Lämnade den till Anders."})
    assert client_as("karin").post(f"/it/enheter/svar/{number}", {"utfall": "missing"}).status == 403
    omar = client_as("omar")
    page = omar.get("/it/enheter/svar")
    assert "Karin Lund" in page.text
    assert "Lämnade den till Anders." in page.text
    assert omar.post(f"/it/enheter/svar/{number}", {}).status == 422
    omar.post(f"/it/enheter/svar/{number}", {"utfall": "missing"})
    session.rollback()
    assert session.scalars(sa.select(Device.state)).one() == "lost"
    assert "Inga nej att reda ut" in omar.get("/it/enheter/svar").text
    assert omar.post(f"/it/enheter/svar/{number}", {"utfall": "missing"}).status == 404


def test_once_a_year_people_are_asked_in_one_letter_and_reminded_once(
    client_as: SignIn, session: Session, clock: Clock
) -> None:
    device(session, "karin", in_service_on=dt.date(2025, 10, 1))
    device(session, "karin", 2, in_service_on=dt.date(2026, 10, 1))
    device(session, "anders", 3, in_service_on=dt.date(2026, 10, 1))
    for _ in range(2):
        session.rollback()
        begin_write(session)
        actions.ask_yearly(session, now=clock())
        session.commit()
    [letter] = letters(session, "device_yearly")
    assert letter.payload["to"].startswith("karin@")
    assert [row["tag"] for row in letter.payload["params"]["devices"]] == ["LAX-PC-00001", "LAX-PC-00002"]
    assert client_as("karin").get("/enheter").text.count("Har du kvar") == 2
    clock.forward(days=15)
    for _ in range(2):
        session.rollback()
        begin_write(session)
        actions.remind(session, now=clock())
        session.commit()
    assert len(letters(session, "device_reminder")) == 1


@pytest.mark.parametrize("left", ["handed in", "handed on"])
def test_a_question_falls_away_with_the_holding(session: Session, left: str) -> None:
    device(session, "karin")
    ask(session, "LAX-PC-00001")
    session.rollback()
    begin_write(session)
    thing, holding = session.scalars(sa.select(Device)).one(), session.scalars(sa.select(Holding)).one()
    if left == "handed in":
        actions.move(session, thing, DeviceState.RETURNED, actor=Actor(None, "Omar"), at=MOMENT)
    else:
        to = actions.Recipient(None, "Stenebergsskolan", holding.unit_id, "", thing.organisation_id, "")
        actions.hand_over(session, thing, to, actor=Actor(None, "Omar"), at=MOMENT)
    session.commit()
    old = session.scalars(sa.select(Question).where(Question.holding_id == holding.id)).all()
    assert old == []
