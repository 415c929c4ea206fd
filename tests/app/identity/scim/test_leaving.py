"""Who is closed by the directory is out on the very next request, on any process, and nothing is theirs any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.factory import create_app
from app.identity.actions import sign_in
from app.identity.models import Person, SignInSession
from tests.app.identity.scim.caller import ENTERPRISE, Caller
from tests.databases import Database


def signed_in(database: Database, session: Session, subject: str) -> str:
    token = sign_in(session, provider="entra:laxa", subject=subject, browser="b", at=database.clock())
    session.commit()
    return token


@pytest.fixture
def second(database: Database) -> Iterator[Flask]:
    """Another process of the same shop."""
    found = create_app(database.config, clock=database.clock)
    yield found
    with found.app_context():
        web.store.engine.dispose()


def status(shop: Flask, token: str) -> int:
    browser = shop.test_client()
    browser.set_cookie("session_token", token)
    with shop.app_context():
        return browser.get("/sortiment").status_code


@pytest.mark.parametrize("how", ["patch", "put", "delete"])
def test_a_leaver_is_refused_on_the_next_request_by_another_process(
    database: Database, app: Flask, second: Flask, session: Session, how: str
) -> None:
    caller, other = Caller(app), second
    user = caller.create("leif@laxa.example", **{ENTERPRISE: {"department": "Stenebergsskolan"}})
    token = signed_in(database, session, "oid-leif@laxa.example")
    assert (status(app, token), status(other, token)) == (200, 200)
    if how == "delete":
        caller.json("DELETE", f"/Users/{user}", status=204)
    elif how == "put":
        caller.json("PUT", f"/Users/{user}", {"userName": "leif@laxa.example", "active": False})
    else:
        caller.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": False})
    assert (status(app, token), status(other, token)) == (303, 303)
    session.rollback()
    person = session.scalars(sa.select(Person).where(Person.email == "leif@laxa.example")).one()
    assert person.closed_at == database.clock()
    ended = session.scalars(sa.select(SignInSession.ended_at).where(SignInSession.person_id == person.id)).all()
    assert ended == [database.clock()]


def test_an_old_session_does_not_come_back_with_the_person(database: Database, app: Flask, session: Session) -> None:
    caller = Caller(app)
    user = caller.create("leif@laxa.example")
    token = signed_in(database, session, "oid-leif@laxa.example")
    for active in (False, True):
        caller.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": active})
    assert status(app, token) == 303
    assert status(app, signed_in(database, session, "oid-leif@laxa.example")) == 200
