"""Licences for tests, activated as IT does it or made straight in the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.db import begin_write
from app.identity.models import Person, Unit
from app.licences.actions.pools import take
from app.licences.models import Licence, LicenceEditor
from app.numbers import next_number
from catalogue.licences import next_review
from tests.databases import MOMENT

TODAY = MOMENT.date()
ELEVATED, BIGGER, POWER_BI, COPILOT = "m365-forhojd-kontor", "m365-forhojd-sakerhet", "m365-power-bi", "m365-copilot"
SCREEN, ROOM = "playipp-licens", "roomdisplay-licens"


def item_of(session: Session, slug: str) -> Item:
    return session.scalars(sa.select(Item).where(Item.slug == slug)).one()


def licence(session: Session, person: str, slug: str = POWER_BI, *, place: str = "", **changed: Any) -> Licence:
    """An active licence of a demo person, or of a place in their unit with them as the editor; committed."""
    session.rollback()
    begin_write(session)
    found = sa.select(Person, Unit).join(Unit, Unit.id == Person.unit_id).where(Person.subject == person)
    who, unit = session.execute(found).one()
    item = item_of(session, slug)
    take(session, item.id, item.name)
    columns = {
        "number": f"L{next_number(session, 'licence'):05d}", "item_id": item.id, "kind": item.kind, "name": item.name,
        "holder_id": None if place else who.id, "holder_name": "" if place else who.name, "place": place,
        "orderer_id": who.id, "unit_id": unit.id, "organisation_id": unit.organisation_id, "cost_centre": "4410 44000",
        "payer": "shared" if item.kind == "roomdisplay" else "unit", "price": item.price,
        "price_period": item.price_period, "state": "active", "starts_on": TODAY,
        "review_on": next_review(TODAY, 12), "why": "",
    }  # fmt: skip
    made = Licence(**columns | changed)
    session.add(made)
    session.flush()
    if place:
        session.add(LicenceEditor(licence_id=made.id, person_id=who.id))
    session.commit()
    return made


def anew(session: Session, made: Licence) -> Licence:
    """A licence as it stands now."""
    session.rollback()
    return session.get_one(Licence, made.id, populate_existing=True)


def day(days: int) -> dt.date:
    """So many days after the moment of the tests."""
    return TODAY + dt.timedelta(days=days)
