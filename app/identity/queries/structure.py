"""The tree of units as it stood, stands and is planned to stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Unit, UnitChange, UnitSpan
from catalogue.structure import Change, ChangeKind, Impossible, Place, after


def tree_on(session: Session, day: dt.date) -> dict[int, Place]:
    """All units known on a day, with name and place as they held then; what is planned until then counts as done."""
    rows = session.execute(
        sa.select(
            Unit.id, Unit.organisation_id, Unit.parent_id, Unit.name, Unit.since, Unit.closed_on, Unit.successor_id
        )
    )
    spans = _spans(session, day)
    tree: dict[int, Place] = {}
    for row in rows:
        began = row.since is None or row.since <= day
        place = Place(row.id, row.organisation_id, row.parent_id, row.name) if began else spans.get(row.id)
        if place is not None:
            closed = row.closed_on is not None and row.closed_on <= day
            tree[row.id] = replace(place, open=False, successor=row.successor_id) if closed else place
    return planned_tree(tree, planned_changes(session, day))


def planned_tree(tree: Mapping[int, Place], changes: Iterable[Change]) -> dict[int, Place]:
    """The tree after the changes that can be made; one that no longer can is passed over."""
    current = dict(tree)
    for change in changes:
        try:
            current = after(current, change)
        except Impossible:
            continue
    return current


def planned_changes(session: Session, until: dt.date | None = None) -> list[Change]:
    """What is decided and not yet carried out, up to a day, in the order in which it will be."""
    question = sa.select(UnitChange).where(UnitChange.state == "planned")
    if until is not None:
        question = question.where(UnitChange.effective_on <= until)
    return [as_change(row) for row in session.scalars(question.order_by(UnitChange.effective_on, UnitChange.id))]


def as_change(row: UnitChange) -> Change:
    """A decision as the rule book of the tree knows it."""
    return Change(
        id=row.id,
        unit=row.unit_id,
        kind=ChangeKind(row.kind),
        on=row.effective_on,
        name=row.name,
        organisation=row.organisation_id,
        parent=row.parent_id,
        into=row.into_id,
    )


def _spans(session: Session, day: dt.date) -> dict[int, Place]:
    question = sa.select(UnitSpan).where(
        UnitSpan.valid_to > day, sa.or_(UnitSpan.valid_from.is_(None), UnitSpan.valid_from <= day)
    )
    rows: Sequence[UnitSpan] = session.scalars(question).all()
    return {row.unit_id: Place(row.unit_id, row.organisation_id, row.parent_id, row.name) for row in rows}
