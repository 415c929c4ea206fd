"""Accounts of people who are not employed: a reminder, longer with a tap, and closed at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import worker
from app.cases.models import Case
from app.identity.models import Unit
from app.outbox import Letter
from app.requests.models import ExternalAccount
from tests.app.requests.filling import filled
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
LIST, FORM = "/begar/konton", "/begar/konto-for-extern"


@pytest.fixture
def account(client_as: SignIn, session: Session) -> ExternalAccount:
    """Anders has asked for an account to 15 February 2027, and IT has made it."""
    anders = client_as("anders")
    anders.post(FORM, {**filled(anders.get(FORM), "konto-for-extern"), "namn": "Lisa Praktikant"})
    anders.post(f"{FORM}/skicka", anders.get(f"{FORM}/granska").form(f"{FORM}/skicka"))
    assert "kontot är inte klart än" in anders.get(LIST).text
    case = session.scalars(sa.select(Case)).one()
    for atgard, text in (("ta", ""), ("los", "Klart")):
        page = client_as("omar").get(f"/arenden/{case.number}")
        if atgard == "los":
            tick = {"version": page.field("version"), "steg": page.field("steg")}
            client_as("omar").post(f"/arenden/{case.number}/uppgifter", tick)
            page = client_as("omar").get(f"/arenden/{case.number}")
        done = {"version": page.field("version"), "atgard": atgard, "text": text}
        assert client_as("omar").post(f"/arenden/{case.number}/hantera", done).status == 303
    session.rollback()
    return session.scalars(sa.select(ExternalAccount)).one()


def told(session: Session) -> list[str]:
    """Whom the reminder went to."""
    session.rollback()
    return [row.payload["to"] for row in session.scalars(sa.select(Letter)) if "account-ends" in row.key]


def subjects(session: Session) -> list[str]:
    """What cases are about."""
    session.rollback()
    return list(session.scalars(sa.select(Case.subject).order_by(Case.id)))


def day(app: Flask, clock: Clock, text: str) -> None:
    """The worker's morning of a day, twice: it says nothing twice."""
    clock.moment = dt.datetime.fromisoformat(f"{text}T07:00+00:00")
    for _ in range(2):
        worker.run(app, once=True)


@pytest.mark.rule("R-158")
def test_the_chef_is_reminded_extends_with_a_tap_and_it_is_told(
    app: Flask, account: ExternalAccount, session: Session, people: People, client_as: SignIn, clock: Clock
) -> None:
    day(app, clock, "2027-01-31")
    assert told(session) == []
    day(app, clock, "2027-02-01")
    assert told(session) == [people["anders"].email]
    anders = client_as("anders")
    page, address = anders.get(LIST), f"{LIST}/{account.id}/forlang"
    assert "Lisa Praktikant" in page.text
    assert "Slutar snart" in page.text
    form = page.form(address)
    for _ in range(2):
        assert anders.post(address, form).status == 303
    session.rollback()
    assert account.ends_on == dt.date(2027, 8, 15)
    assert subjects(session)[1:] == ["Förläng kontot för Lisa Praktikant till och med söndag 15 augusti 2027"]
    day(app, clock, "2027-02-16")
    assert len(subjects(session)) == 2
    day(app, clock, "2027-08-01")
    assert len(told(session)) == 2


def test_an_account_that_nobody_extends_is_closed_the_day_after(
    app: Flask, account: ExternalAccount, session: Session, client_as: SignIn, clock: Clock
) -> None:
    """The chef who asked has left the unit: the unit's chef today is told."""
    day(app, clock, "2027-02-15")
    assert len(subjects(session)) == 1
    day(app, clock, "2027-02-16")
    assert subjects(session)[1:] == [
        "Stäng kontot för Lisa Praktikant, som gällde till och med måndag 15 februari 2027"
    ]
    closing = session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
    assert closing is not None
    assert (closing.queue, closing.requester_name) == ("it_workplace", "Anders Ek")
    assert "Inga konton" in client_as("anders").get(LIST).text
    gone = client_as("anders").post(f"{LIST}/{account.id}/forlang", {"slut": "2027-02-15", "till": "2027-08-15"})
    assert gone.status == 409


def test_only_the_chef_of_the_unit_extends_an_account(
    account: ExternalAccount, session: Session, client_as: SignIn, people: People
) -> None:
    form = {"slut": "2027-02-15", "till": "2027-08-15"}
    assert client_as("karin").post(f"{LIST}/{account.id}/forlang", form).status == 403
    assert client_as("jonas").post(f"{LIST}/{account.id}/forlang", form).status == 404
    for bad in ("2027-02-15", "2029-01-01"):
        assert client_as("anders").post(f"{LIST}/{account.id}/forlang", form | {"till": bad}).status == 422
    assert client_as("anders").post(f"{LIST}/{account.id}/forlang", form | {"till": "snart"}).status == 422
    session.rollback()
    assert account.ends_on == dt.date(2027, 2, 15)
    session.execute(sa.update(Unit).where(Unit.id == account.unit_id).values(manager_id=people["birgitta"].id))
    session.commit()
    assert "Lisa Praktikant" in client_as("birgitta").get(LIST).text
