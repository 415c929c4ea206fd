"""What a person has: the base licence of their profile, and at most one larger one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product, edition
from app.identity.models import Person
from app.licences.models import Licence
from catalogue.licences import Change, yearly

ELEVATED = "m365_elevated"


def elevated_of(session: Session, person_id: int) -> Licence | None:
    """The elevated licence a person has now."""
    question = sa.select(Licence).where(
        Licence.holder_id == person_id, Licence.kind == ELEVATED, Licence.state == "active"
    )
    return session.scalars(question).one_or_none()


def has(session: Session, person_id: int, item_id: int) -> bool:
    """Whether a person has this very product now."""
    question = sa.select(Licence.id).where(
        Licence.holder_id == person_id, Licence.item_id == item_id, Licence.state == "active"
    )
    return session.scalar(question) is not None


def change_for(session: Session, person_id: int, item: Product) -> Change:
    """What a person would have instead of what they have now, with what both cost their unit a year (R-079)."""
    new = item.name, yearly(item.price, item.price_period)
    before = elevated_of(session, person_id)
    if before is not None:
        return Change(before.name, yearly(before.price, before.price_period), *new)
    profile = session.execute(sa.select(Person.licence_profile).where(Person.id == person_id)).scalar_one()
    return Change(edition().base_licences[profile].name, 0, *new)
