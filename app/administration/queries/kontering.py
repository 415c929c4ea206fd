"""What orders are put on unless something else is chosen, and the references a unit may choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.reach import Reach
from app.identity.models import CodeDimension, CodeValue, KonteringDefault, Organisation, Unit, UnitReference
from app.refusal import Missing
from catalogue.codeplan import DIMENSIONS

# A unit's cost centre says these.
OF_CENTRE = ("ansvar", "verksamhet")
MOST = 50


def defaults(
    session: Session, *, unit_id: int | None = None, person_id: int | None = None
) -> Sequence[KonteringDefault]:
    """What was decided of a unit or a person, the one that holds latest first."""
    mine = KonteringDefault.unit_id == unit_id if unit_id else KonteringDefault.person_id == person_id
    order = (KonteringDefault.valid_from.desc(), KonteringDefault.id.desc())
    return session.scalars(sa.select(KonteringDefault).where(mine).order_by(*order).limit(MOST)).all()


def default_parts(session: Session, organisation_id: int, on: dt.date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts besides the cost centre that have codes on a day or later, with those codes."""
    question = (
        sa.select(CodeDimension.key, CodeValue.code, CodeValue.name)
        .join(CodeValue, CodeValue.dimension_id == CodeDimension.id)
        .where(CodeDimension.organisation_id == organisation_id, CodeDimension.key.not_in(OF_CENTRE))
        .where(sa.or_(CodeValue.valid_to.is_(None), CodeValue.valid_to >= on))
        .order_by(CodeValue.code)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for key, code, name in session.execute(question):
        found.setdefault(key, []).append((code, f"{code} {name}"))
    return [(key, found[key]) for key in sorted(found, key=DIMENSIONS.index)]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a unit's orders begin with now, besides its cost centre, since when, and its register of references."""

    codes: dict[str, str]
    since: dt.date | None
    references: list[UnitReference]


def beginning(session: Session, unit_id: int, today: dt.date) -> Beginning:
    """What holds of a unit today; references that have ended too. One question."""
    holds = sa.and_(KonteringDefault.unit_id == Unit.id, KonteringDefault.valid_from <= today)
    order = (KonteringDefault.valid_from.desc(), KonteringDefault.id.desc())
    now = sa.select(KonteringDefault.id).where(holds).order_by(*order).limit(1).correlate(Unit).scalar_subquery()
    question = (
        sa.select(KonteringDefault, UnitReference)
        .select_from(Unit)
        .outerjoin(KonteringDefault, KonteringDefault.id == now)
        .outerjoin(UnitReference, UnitReference.unit_id == Unit.id)
        .where(Unit.id == unit_id)
        .order_by(UnitReference.reference)
    )
    rows = session.execute(question).all()
    row = rows[0].KonteringDefault if rows else None
    found = [each.UnitReference for each in rows if each.UnitReference is not None]
    return Beginning(dict(row.codes) if row else {}, row.valid_from if row else None, found)


def reference(session: Session, reach: Reach, reference_id: int) -> tuple[UnitReference, Unit, Organisation]:
    """A reference within reach with its unit and organisation; raises Missing."""
    question = (
        sa.select(UnitReference, Unit, Organisation)
        .join(Unit, Unit.id == UnitReference.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(UnitReference.id == reference_id, reach.within(Organisation.id))
    )
    found = session.execute(question).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1], found[2]
