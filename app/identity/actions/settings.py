"""A person's own choices."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person


def show_vat(session: Session, person_id: int, with_vat: bool) -> None:  # a plain switch
    """Remember whether a person wants prices with VAT."""
    session.execute(sa.update(Person).where(Person.id == person_id).values(shows_vat=with_vat))


def choose(session: Session, *, person_id: int, appearance: str, shows_vat: bool) -> None:
    """Keep a person's own choices of how the shop looks."""
    chosen = {"appearance": appearance, "shows_vat": shows_vat}
    session.execute(sa.update(Person).where(Person.id == person_id).values(chosen))
