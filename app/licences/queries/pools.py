"""The pools: how many of each product there are, used and free (R-204), and how many have each base licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.assortment.queries import edition
from app.identity.models import Person
from app.licences.models import LicencePool
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Pool:
    """A product with its licences; `size` None is as many as are needed."""

    item_id: int
    slug: str
    name: str
    kind: str
    price: int
    price_period: str
    size: int | None
    used: int

    @property
    def free(self) -> int | None:
        """How many are left; None where they are bought as they are needed."""
        return None if self.size is None else self.size - self.used

    @property
    def is_full(self) -> bool:
        """Whether nobody can get another one."""
        return self.free == 0


def pools(session: Session) -> list[Pool]:
    """Every licence that is ordered, by kind and name, with its pool; one no longer sold only while it is used."""
    kinds = [kind.key for kind in edition().kinds.values() if kind.holder]
    sold = sa.or_(Item.state == "published", LicencePool.used > 0)
    question = _question().where(Item.kind.in_(kinds), sold)
    rows = [Pool(*tuple(row)) for row in session.execute(question)]
    return sorted(rows, key=lambda pool: (kinds.index(pool.kind), pool.name))


def pool_of(session: Session, slug: str) -> Pool:
    """One product with its pool; raises Missing for anything that is no licence to order."""
    row = session.execute(_question().where(Item.slug == slug)).one_or_none()
    if row is None or not edition().kinds[row.kind].holder:
        raise Missing
    return Pool(*tuple(row))


def count_by_profile(session: Session) -> dict[str, int]:
    """How many active people have each base licence (R-078)."""
    question = (
        sa.select(Person.licence_profile, sa.func.count())
        .where(Person.active, Person.supplier_id.is_(None))
        .group_by(Person.licence_profile)
    )
    return {row[0]: row[1] for row in session.execute(question)}


def _question() -> sa.Select[*tuple[Any, ...]]:
    used = sa.func.coalesce(LicencePool.used, 0)
    return sa.select(
        Item.id, Item.slug, Item.name, Item.kind, Item.price, Item.price_period, LicencePool.size, used.label("used")
    ).outerjoin(LicencePool, LicencePool.item_id == Item.id)
