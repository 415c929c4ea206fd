"""A designated orderer orders where the role reaches, and nowhere else (R-139, promise 2)."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person, RoleGrant, Unit
from app.orders.models import Order
from tests.app.orders.making import fill, submit
from tests.client import ShopClient

# What only a chef and a designated orderer may order.
SHARED = "delad-dator-mini"
SignIn = Callable[[str], ShopClient]


def narrow(session: Session, unit: sa.ColumnElement[bool]) -> None:
    """Let Maria's role as an orderer reach one unit only."""
    session.rollback()
    there = session.scalars(sa.select(Unit).where(unit).order_by(Unit.id).limit(1)).one()
    maria = sa.select(Person.id).where(Person.subject == "maria").scalar_subquery()
    of_orderer = RoleGrant.person_id == maria, RoleGrant.role == "designated_orderer"
    reach = {"organisation_id": there.organisation_id, "unit_id": there.id}
    session.execute(sa.update(RoleGrant).where(*of_orderer).values(reach))
    session.commit()


def test_an_orderer_for_one_unit_is_refused_for_another(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    here = sa.select(Person.unit_id).where(Person.subject == "maria").scalar_subquery()
    narrow(session, Unit.id == here)
    fill(maria, SHARED)
    typed = maria.get("/kassa").form("/kassa")
    narrow(session, Unit.id != here)
    assert "chef, utsedd beställare" in maria.get("/varukorg").text
    sent = maria.post("/kassa", typed)
    assert sent.status == 422
    session.rollback()
    assert session.scalars(sa.select(Order.id)).all() == []
    narrow(session, Unit.id == here)
    assert submit(maria).status == 303
