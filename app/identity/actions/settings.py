"""A person's own choices."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import MailHabit, Person


def show_vat(session: Session, person_id: int, with_vat: bool) -> None:  # a plain switch
    """Remember whether a person wants prices with VAT."""
    session.execute(sa.update(Person).where(Person.id == person_id).values(shows_vat=with_vat))


def choose(session: Session, *, person_id: int, appearance: str, shows_vat: bool, shortcuts: bool) -> None:
    """Keep a person's own choices of how the shop looks and answers to keys."""
    chosen = {"appearance": appearance, "shows_vat": shows_vat, "shortcuts": shortcuts}
    session.execute(sa.update(Person).where(Person.id == person_id).values(chosen))


def choose_mail(session: Session, *, person_id: int, pace: str, unwanted: Sequence[str]) -> None:
    """Keep how a person wants mail."""
    row = session.get(MailHabit, person_id)
    if row is None:
        session.add(MailHabit(person_id=person_id, pace=pace, unwanted=list(unwanted)))
        return
    row.pace, row.unwanted = pace, list(unwanted)
