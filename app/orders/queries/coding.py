"""What somebody may choose from when they decide what carries an order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CodeDimension, CodeValue, Unit, UnitReference
from app.identity.queries import Choice, Visitor, cost_centres
from catalogue.codeplan import DIMENSIONS

# Told by the cost centre.
OF_CENTRE = frozenset({"ansvar", "verksamhet"})
MOST = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan with the codes that hold today: pairs of code and how it reads."""

    key: str
    required: bool
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything that may be chosen; references are pairs of the exact text and how it reads."""

    centres: list[Choice]
    parts: list[Part]
    references: list[tuple[str, str]]


def offer(session: Session, me: Visitor, today: dt.date) -> Offer:
    """What the plan of my organisation and the register of my unit allow today. Three questions."""
    references = _references(session, me.unit_id, today)
    return Offer(cost_centres(session, me, today), parts(session, me.organisation_id, today), references)


def parts(session: Session, organisation_id: int, today: dt.date) -> list[Part]:
    """The parts besides the cost centre that have codes today; where any code goes, none is offered."""
    question = (
        sa.select(CodeDimension.key, CodeDimension.required, CodeValue.code, CodeValue.name)
        .join(CodeValue, CodeValue.dimension_id == CodeDimension.id)
        .where(CodeDimension.organisation_id == organisation_id, CodeDimension.key.not_in(OF_CENTRE))
        .where(CodeValue.valid_from <= today, sa.or_(CodeValue.valid_to.is_(None), CodeValue.valid_to >= today))
        .order_by(CodeValue.code)
        .limit(MOST)
    )
    rows = session.execute(question).all()
    required = {row.key: bool(row.required) for row in rows}
    return [
        Part(key, required[key], tuple((row.code, f"{row.code} {row.name}") for row in rows if row.key == key))
        for key in sorted(required, key=DIMENSIONS.index)
    ]


def _references(session: Session, unit_id: int, today: dt.date) -> list[tuple[str, str]]:
    """The unit's own reference first; nothing to choose from where the register is empty."""
    holds = sa.or_(UnitReference.valid_to.is_(None), UnitReference.valid_to >= today)
    question = (
        sa.select(Unit.invoice_reference, UnitReference.reference, UnitReference.name)
        .join(UnitReference, sa.and_(UnitReference.unit_id == Unit.id, UnitReference.valid_from <= today, holds))
        .where(Unit.id == unit_id)
        .order_by(UnitReference.reference)
    )
    rows = session.execute(question).all()
    own = [("", rows[0].invoice_reference)] if rows and rows[0].invoice_reference else []
    named = [(row.reference, f"{row.reference} {row.name}".strip()) for row in rows]
    return own + named
