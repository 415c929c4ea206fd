"""Questions about an organisation's code plan."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.reach import Reach
from app.identity.models import CodeDimension, CodeRule, CodeValue, Organisation
from app.refusal import Missing


def parts(session: Session, organisation_id: int) -> dict[str, CodeDimension]:
    """The parts of an organisation's plan by key."""
    question = sa.select(CodeDimension).where(CodeDimension.organisation_id == organisation_id)
    return {row.key: row for row in session.scalars(question)}


def codes(session: Session, organisation_id: int) -> dict[str, list[CodeValue]]:
    """The codes of an organisation by part."""
    question = (
        sa.select(CodeDimension.key, CodeValue)
        .join(CodeValue, CodeValue.dimension_id == CodeDimension.id)
        .where(CodeDimension.organisation_id == organisation_id)
        .order_by(CodeValue.code)
    )
    found: dict[str, list[CodeValue]] = {}
    for key, row in session.execute(question):
        found.setdefault(key, []).append(row)
    return found


def rules(session: Session, organisation_id: int) -> Sequence[CodeRule]:
    """The rules of an organisation, in the order in which they were made."""
    question = sa.select(CodeRule).where(CodeRule.organisation_id == organisation_id)
    return session.scalars(question.order_by(CodeRule.id)).all()


def code(session: Session, reach: Reach, value_id: int) -> tuple[CodeValue, CodeDimension, Organisation]:
    """A code within reach with its part and organisation; raises Missing."""
    question = (
        sa.select(CodeValue, CodeDimension, Organisation)
        .join(CodeDimension, CodeDimension.id == CodeValue.dimension_id)
        .join(Organisation, Organisation.id == CodeDimension.organisation_id)
        .where(CodeValue.id == value_id, reach.within(Organisation.id))
    )
    found = session.execute(question).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1], found[2]


def rule(session: Session, reach: Reach, rule_id: int) -> tuple[CodeRule, Organisation]:
    """A rule within reach with its organisation; raises Missing."""
    question = sa.select(CodeRule, Organisation).join(Organisation, Organisation.id == CodeRule.organisation_id)
    found = session.execute(question.where(CodeRule.id == rule_id, reach.within(Organisation.id))).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1]
