"""The pages on how long things are kept: a dry run to read, times under decisions, what is on hold, and the worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.models import Organisation, RoleGrant
from app.openness.models import RetentionHold, RetentionRule, RetentionRun
from app.shop.models import Basket
from app.worker import chores
from app.worker.units import Units
from tests.app.orders.making import HEADSET, fill
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]


@pytest.fixture
def old_basket(client_as: SignIn, session: Session) -> None:
    """A basket that nobody has touched for a hundred days."""
    fill(client_as("karin"), HEADSET)
    session.execute(sa.update(Basket).values(updated_at=MOMENT - dt.timedelta(days=100)))
    session.commit()


def test_the_page_says_what_how_many_why_and_under_which_decision(client_as: SignIn, old_basket: None) -> None:
    page = client_as("alva").get("/admin/gallring")
    assert "Övergivna varukorgar tas bort 1" in page.text
    assert "90 dagar" in page.text
    assert "Butikens förslag, inte beslutat ännu" in page.text
    assert "Gallra 1 post" in page.text.replace("\u00a0", " ")


def test_what_is_asked_for_is_carried_out_by_the_worker(
    app: Flask, client_as: SignIn, session: Session, old_basket: None
) -> None:
    alva = client_as("alva")
    assert "beställd" in alva.follow(alva.post("/admin/gallring")).text
    assert alva.post("/admin/gallring").status == 422
    chores.clear(Units(app))
    session.rollback()
    assert session.scalars(sa.select(Basket)).all() == []
    assert session.scalars(sa.select(RetentionRun.finished_at)).one() is not None
    assert "Övergivna varukorgar: 1" in alva.get("/admin/gallring").text


def test_nothing_to_do_is_said_and_nothing_is_asked_for(client_as: SignIn, session: Session) -> None:
    page = client_as("alva").post("/admin/gallring")
    assert page.status == 422
    assert "inget att gallra" in page.text
    assert session.scalars(sa.select(RetentionRun)).all() == []


def test_a_time_is_changed_under_a_decision(client_as: SignIn, session: Session) -> None:
    alva = client_as("alva")
    address = "/admin/gallring/basket"
    assert alva.post(address, {"tid": "30", "beslut": ""}).status == 422
    alva.follow(alva.post(address, {"tid": "30", "beslut": "Dokumenthanteringsplanen § 4"}))
    row = session.scalars(sa.select(RetentionRule)).one()
    assert (row.amount, row.decision) == (30, "Dokumenthanteringsplanen § 4")
    assert "30 dagar" in client_as("").get("/personuppgifter").text


def test_the_laws_time_cannot_be_shortened(client_as: SignIn, session: Session) -> None:
    page = client_as("alva").post("/admin/gallring/accounting", {"tid": "5", "beslut": "DHP"})
    assert page.status == 422
    assert "Kortast tillåtna tid är 7 år efter räkenskapsåret" in page.text
    client_as("alva").get("/admin/gallring/finns-inte", status=404)


def test_somebody_is_put_on_hold_with_a_reason_and_let_go(
    client_as: SignIn, session: Session, people: People, old_basket: None
) -> None:
    alva, address = client_as("alva"), f"/admin/personuppgifter/{people['karin'].id}"
    assert alva.post(f"{address}/undantag", {"skal": " "}).status == 422
    page = alva.follow(alva.post(f"{address}/undantag", {"skal": "Polisens ärende 5000-K1"}))
    assert "Polisens ärende 5000-K1" in page.text
    assert alva.post(f"{address}/undantag", {"skal": "igen"}).status == 422
    plan = alva.get("/admin/gallring")
    assert "1 undantagna" in plan.text
    lifting = next(str(form["action"]) for form in plan.soup.select("form[action$='/ta-bort']"))
    alva.follow(alva.post(lifting))
    assert alva.post(lifting).status == 404
    session.rollback()
    assert session.scalars(sa.select(RetentionHold.lifted_by_name)).one() == "Alva Ström"


def test_to_an_administrator_of_one_organisation_it_is_not_there(
    client_as: SignIn, session: Session, people: People
) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(RoleGrant(
        person_id=people["eva"].id, role="admin", organisation_id=laxa, valid_from=MOMENT.date(), valid_to=None
    ))  # fmt: skip
    session.commit()
    eva, karin = client_as("eva"), people["karin"].id
    for path in ("/admin/gallring", "/admin/gallring/basket"):
        eva.get(path, status=404)
        assert eva.post(path, {"tid": "30", "beslut": "x"}).status == 404
    assert eva.post(f"/admin/personuppgifter/{karin}/undantag", {"skal": "x"}).status == 404
    assert eva.post("/admin/gallring/undantag/1/ta-bort").status == 404
    assert "undantag" not in eva.get(f"/admin/personuppgifter/{karin}").text.lower()
