"""What is decided and still to come, over all units and settings, and what could not be carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.reach import Reach
from app.identity.models import Organisation, SettingChange, Unit, UnitChange
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a unit with the names that its sentence needs."""

    change: UnitChange
    unit: str
    organisation: str
    parent: str
    into: str
    to_organisation: str


def planned(session: Session, reach: Reach, *, unit_id: int | None = None) -> list[Decided]:
    """Decisions about units within reach that wait for their day, or that could not be carried out then."""
    parent, into, to = aliased(Unit), aliased(Unit), aliased(Organisation)
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(UnitChange, Unit.name, Organisation.short_name, parent.name, into.name, to.short_name)
        .join(Unit, Unit.id == UnitChange.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(parent, parent.id == UnitChange.parent_id)
        .outerjoin(into, into.id == UnitChange.into_id)
        .outerjoin(to, to.id == UnitChange.organisation_id)
        .where(UnitChange.state.in_(("planned", "refused")), reach.within(Unit.organisation_id))
        .order_by(UnitChange.effective_on, UnitChange.id)
        .limit(200)
    )
    if unit_id is not None:
        near = (UnitChange.unit_id == unit_id, UnitChange.into_id == unit_id, UnitChange.parent_id == unit_id)
        question = question.where(sa.or_(*near))
    return [Decided(row[0], *(name or "" for name in row[1:])) for row in session.execute(question)]


def planned_settings(session: Session, reach: Reach) -> Sequence[sa.Row[SettingChange, str, str]]:
    """Values that will begin to hold, with the short name and key of whose they are."""
    question = (
        sa.select(SettingChange, Organisation.short_name, Organisation.key)
        .join(Organisation, Organisation.id == SettingChange.organisation_id)
        .where(SettingChange.state == "planned", reach.within(SettingChange.organisation_id))
    )
    return session.execute(question.order_by(SettingChange.holds_from, SettingChange.id).limit(200)).all()


def change(session: Session, reach: Reach, change_id: int) -> UnitChange:
    """A decision about a unit within reach; raises Missing."""
    question = (
        sa.select(UnitChange)
        .join(Unit, Unit.id == UnitChange.unit_id)
        .where(UnitChange.id == change_id, reach.within(Unit.organisation_id))
    )
    if (found := session.scalar(question)) is None:
        raise Missing
    return found


def setting_change(session: Session, reach: Reach, change_id: int) -> SettingChange:
    """A decided value within reach; raises Missing."""
    question = sa.select(SettingChange).where(
        SettingChange.id == change_id, reach.within(SettingChange.organisation_id)
    )
    if (found := session.scalar(question)) is None:
        raise Missing
    return found
