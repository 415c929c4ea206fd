"""What is taken away is gone on the very next request, on another worker too: two apps on one database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import web
from app.db import begin_write
from app.factory import create_app
from app.identity.models import Organisation, Person, RoleGrant, SignInSession, Unit
from tests.app.devices.making import device
from tests.client import ShopClient
from tests.databases import Clock, Database
from tests.people import People

# Monday evening before New Year's Eve at midnight minus a minute, Swedish time.
LAST_MINUTE = dt.datetime(2026, 12, 31, 22, 59, 30, tzinfo=dt.UTC)


@pytest.fixture
def other(database: Database) -> Iterator[Flask]:
    """A second worker."""
    app = create_app(database.config, clock=database.clock)
    app.testing = True
    yield app
    with app.app_context():
        web.store.engine.dispose()


@pytest.fixture
def change(session: Session) -> Callable[[sa.Update], None]:
    """Changes rows as another worker would, and commits."""

    def run(statement: sa.Update) -> None:
        session.rollback()
        begin_write(session)
        assert session.execute(statement).rowcount >= 1  # type: ignore[attr-defined]  # a CursorResult
        session.commit()

    return run


def on(app: Flask, browser: ShopClient) -> ShopClient:
    """The same signed-in browser, answered by another worker."""
    moved = ShopClient(app)
    for cookie in browser.browser._cookies.values():
        moved.browser.set_cookie(cookie.key, cookie.value)
    return moved


def of(who: str) -> sa.ScalarSelect[int]:
    return sa.select(Person.id).where(Person.subject == who).scalar_subquery()


def test_a_role_ended_on_one_worker_is_gone_on_the_other(
    app: Flask, other: Flask, session: Session, people: People
) -> None:
    omar = on(other, ShopClient(app, "omar"))
    omar.get("/it/koer")
    alva = ShopClient(app, "alva")
    for role in ("it_workplace", "servicedesk"):
        found = sa.select(RoleGrant.id).where(RoleGrant.person_id == people["omar"].id, RoleGrant.role == role)
        grant = session.scalars(found).one()
        session.rollback()
        assert alva.post(f"/admin/roller/{grant}/avsluta", {"skal": "Byter tjänst"}).status == 303
    omar.get("/it/koer", status=403)
    assert omar.post("/it/koer/it_workplace").status == 403


@pytest.mark.parametrize("values", [{"state": "ended"}, {"state": "pending"}, {"valid_to": dt.date(2026, 11, 22)}])
def test_a_grant_that_no_longer_holds_opens_nothing(
    app: Flask, other: Flask, change: Callable[[sa.Update], None], values: dict[str, object]
) -> None:
    rut = on(other, ShopClient(app, "rut"))
    rut.get("/revision")
    change(sa.update(RoleGrant).where(RoleGrant.person_id == of("rut")).values(**values))
    rut.get("/revision", status=403)


def test_a_disabled_person_is_out_everywhere(app: Flask, other: Flask, change: Callable[[sa.Update], None]) -> None:
    karin = on(other, ShopClient(app, "karin"))
    karin.get("/bestallningar")
    change(sa.update(Person).where(Person.subject == "karin").values(active=False))
    karin.get("/bestallningar", status=303)
    assert karin.post("/varukorg/rader", {"item": "headset-tradlost", "antal": "1"}).status == 303
    assert "/logga-in" in karin.post("/varukorg/rader").location


def test_a_session_ended_on_one_worker_is_ended_on_the_other(
    app: Flask, other: Flask, change: Callable[[sa.Update], None]
) -> None:
    karin = on(other, ShopClient(app, "karin"))
    karin.get("/bestallningar")
    change(sa.update(SignInSession).where(SignInSession.person_id == of("karin")).values(ended_at=LAST_MINUTE))
    karin.get("/bestallningar", status=303)


def test_signing_out_on_one_worker_signs_out_on_the_other(app: Flask, other: Flask) -> None:
    first = ShopClient(app, "karin")
    second = on(other, first)
    second.get("/bestallningar")
    first.post("/logga-ut")
    second.get("/bestallningar", status=303)


def test_who_moves_to_another_unit_sees_with_the_new_place(
    app: Flask, other: Flask, session: Session, change: Callable[[sa.Update], None]
) -> None:
    tag = device(session, "karin", holder_id=None, holder_name="").tag
    anders = on(other, ShopClient(app, "anders"))
    anders.get(f"/enheter/{tag}")
    eva = on(other, ShopClient(app, "eva"))
    eva.get(f"/enheter/{tag}", status=404)
    change(sa.update(Unit).where(Unit.name == "Stenebergsskolan").values(manager_id=of("eva")))
    anders.get(f"/enheter/{tag}", status=404)
    eva.get(f"/enheter/{tag}")


def test_a_grant_whose_reach_is_narrowed_reaches_no_further(
    app: Flask, other: Flask, session: Session, change: Callable[[sa.Update], None]
) -> None:
    tag = device(session, "karin").tag
    rut = on(other, ShopClient(app, "rut"))
    rut.get(f"/enheter/{tag}")
    askersund = sa.select(Organisation.id).where(Organisation.key == "askersund").scalar_subquery()
    change(sa.update(RoleGrant).where(RoleGrant.person_id == of("rut")).values(organisation_id=askersund))
    rut.get(f"/enheter/{tag}", status=404)
    assert tag not in rut.get("/it/enheter").text


def test_a_grant_ends_and_begins_at_midnight_in_sweden(
    app: Flask, other: Flask, clock: Clock, change: Callable[[sa.Update], None]
) -> None:
    change(sa.update(RoleGrant).where(RoleGrant.person_id == of("rut")).values(valid_to=dt.date(2026, 12, 31)))
    begins = {"role": "auditor", "valid_from": dt.date(2027, 1, 1)}
    change(sa.update(RoleGrant).where(RoleGrant.person_id == of("simon")).values(**begins))
    clock.moment = LAST_MINUTE
    rut, simon = on(other, ShopClient(app, "rut")), on(other, ShopClient(app, "simon"))
    rut.get("/revision")
    simon.get("/revision", status=403)
    clock.forward(minutes=1)
    rut.get("/revision", status=403)
    simon.get("/revision")
