"""Which accounts are one and the same person."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person


def accounts(session: Session, people: Collection[int]) -> frozenset[int]:
    """These people with every other account of theirs: accounts that share an address are one person."""
    addresses = sa.select(sa.func.lower(Person.email)).where(Person.id.in_(people), Person.email != "")
    return frozenset(people) | frozenset(
        session.scalars(sa.select(Person.id).where(sa.func.lower(Person.email).in_(addresses)))
    )
