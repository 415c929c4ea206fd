"""Moves, mergers, new names and closings of units: decided with a day, carried out on it, told of in the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.administration.actions.follow import follow
from app.history import Actor, Event
from app.identity.models import Organisation, Person, Unit, UnitChange, UnitSpan
from app.identity.queries import as_change, planned_changes, tree_on
from app.refusal import Refused
from app.words import say
from catalogue.structure import Change, ChangeKind, Impossible, Place, after, replay

PAST = dt.timedelta(days=366)
FUTURE = dt.timedelta(days=3 * 366)


def plan(session: Session, change: Change, *, note: str, actor: Actor, at: dt.datetime, today: dt.date) -> UnitChange:
    """Decide a change of a unit, and carry it out when its day has come; raises Refused in words.

    What is decided already must still be possible with it.
    """
    _hold(session)
    if not today - PAST <= change.on <= today + FUTURE:
        raise Refused("administration.structure.far")
    for waiting in due(session, today):
        carry_out_due(session, waiting, at=at)
    row = UnitChange(
        unit_id=change.unit, kind=change.kind.value, effective_on=change.on, name=change.name, note=note,
        organisation_id=change.organisation, parent_id=change.parent, into_id=change.into,
        decided_by=actor.name, decided_at=at,
    )  # fmt: skip
    _must_fit(session, change, today)
    session.add(row)
    session.flush()
    tell(session, row, "planned", actor=actor, at=at)
    if change.on <= today:
        carry_out(session, row, actor=actor, at=at)
    return row


def cancel(session: Session, row: UnitChange, *, actor: Actor, at: dt.datetime) -> None:
    """Call off a change that has not been carried out; raises Refused when it has been settled meanwhile."""
    _settle(session, row, "cancelled", at)
    tell(session, row, "called_off", actor=actor, at=at)


def due(session: Session, today: dt.date) -> list[int]:
    """The decided changes whose day has come, in the order in which they must be carried out."""
    question = sa.select(UnitChange.id).where(UnitChange.state == "planned", UnitChange.effective_on <= today)
    return list(session.scalars(question.order_by(UnitChange.effective_on, UnitChange.id)))


def carry_out_due(session: Session, change_id: int, *, at: dt.datetime) -> None:
    """Carry out a change on its day, once; one that no longer can be is put aside with the reason."""
    _hold(session)
    row = session.scalar(sa.select(UnitChange).where(UnitChange.id == change_id, UnitChange.state == "planned"))
    if row is None:
        return
    actor = Actor(None, say("administration.shop"))
    try:
        with session.begin_nested():
            carry_out(session, row, actor=actor, at=at)
    except Refused as why:
        _settle(session, row, "refused", at, refusal=say(why.key, **why.params)[:300])
        tell(session, row, "refused", actor=actor, at=at, why=row.refusal)


def carry_out(session: Session, row: UnitChange, *, actor: Actor, at: dt.datetime) -> None:
    """Make a decided change hold from its day; raises Refused where it cannot be."""
    change = as_change(row)
    before = _standing(session)
    later = _after(before, change)
    if row.kind == ChangeKind.CLOSE:
        _nobody_left(session, row.unit_id)
    changed = [place for place in later.values() if place != before[place.id]]
    touched = {place.id for place in changed if place.open or before[place.id].open}
    _not_before_the_last(session, touched | set(_above(before, change.parent or change.into)), change.on)
    _settle(session, row, "applied", at)
    for place in changed:
        _write(session, before[place.id], place, change.on)
    session.flush()
    follow(session, row, [place for place in changed if place.organisation != before[place.id].organisation])
    tell(session, row, "applied", actor=actor, at=at)


def tell(session: Session, row: UnitChange, event: str, *, actor: Actor, at: dt.datetime, **data: str) -> None:
    """Write to the history of the unit, and of the one that takes over, what was decided or done."""
    facts = {**describe(session, row), **data}
    subjects = [row.unit_id, row.into_id] if row.into_id else [row.unit_id]
    history.record(session, actor, at, [Event("unit", each, f"unit.{event}", facts) for each in subjects if each])


def describe(session: Session, row: UnitChange) -> dict[str, str]:
    """A decision in words: the unit, the day and what happens to it."""
    names = dict(
        session.execute(
            sa.select(Unit.id, Unit.name).where(Unit.id.in_([row.unit_id, row.parent_id or 0, row.into_id or 0]))
        ).all()
    )
    where = session.scalar(sa.select(Organisation.short_name).where(Organisation.id == (row.organisation_id or 0)))
    key = "move_top" if row.kind == ChangeKind.MOVE and row.parent_id is None else row.kind
    what = say(
        f"administration.change.{key}",
        name=row.name,
        parent=names.get(row.parent_id or 0, ""),
        organisation=where or "",
        into=names.get(row.into_id or 0, ""),
    )
    return {"unit": names[row.unit_id], "day": row.effective_on.isoformat(), "what": what}


def _hold(session: Session) -> None:
    """One change of the tree at a time: two at once could make a circle that neither of them sees."""
    session.execute(sa.select(Organisation.id).order_by(Organisation.id).with_for_update(key_share=True)).all()


def _standing(session: Session) -> dict[int, Place]:
    rows = session.execute(
        sa.select(Unit.id, Unit.organisation_id, Unit.parent_id, Unit.name, Unit.closed_on, Unit.successor_id)
    )
    return {
        row.id: Place(row.id, row.organisation_id, row.parent_id, row.name, row.closed_on is None, row.successor_id)
        for row in rows
    }


def _must_fit(session: Session, change: Change, today: dt.date) -> None:
    """The change can be made on its day, and everything decided already can still be made with it."""
    decided = planned_changes(session)
    new = Change(**{name: getattr(change, name) for name in Change.__slots__} | {"id": _last(decided)})
    if change.on < today:
        _after(tree_on(session, change.on), new)
    try:
        replay(_standing(session), [*decided, new], dt.date.max)
    except Impossible as why:
        raise _refused(why, new) from why


def _last(decided: list[Change]) -> int:
    return max((change.id for change in decided), default=0) + 1


def _after(tree: Mapping[int, Place], change: Change) -> dict[int, Place]:
    try:
        return after(tree, change)
    except Impossible as why:
        raise _refused(why, change) from why


def _refused(why: Impossible, own: Change) -> Refused:
    if why.change == own:
        return Refused(f"administration.structure.{why.key}", name=why.name)
    return Refused("administration.structure.planned", name=why.name, day=why.change.on.isoformat())


def _nobody_left(session: Session, unit_id: int) -> None:
    count = session.scalar(
        sa.select(sa.func.count()).select_from(Person).where(Person.unit_id == unit_id, Person.active)
    )
    if count:
        raise Refused("administration.structure.people", count=count)


def _above(tree: Mapping[int, Place], unit: int | None) -> Iterator[int]:
    """A unit and those above it."""
    while unit is not None:
        yield unit
        unit = tree[unit].parent


def _not_before_the_last(session: Session, units: set[int], on: dt.date) -> None:
    """History is not rewritten: a change begins no earlier than the last one that any unit it touches took part in."""
    young = sa.select(Unit.name, Unit.since.label("day")).where(Unit.id.in_(units), Unit.since > on)
    took_part = sa.or_(Unit.id == UnitChange.unit_id, Unit.id == UnitChange.into_id, Unit.id == UnitChange.parent_id)
    later = (
        sa.select(Unit.name, UnitChange.effective_on.label("day"))
        .join(UnitChange, took_part)
        .where(Unit.id.in_(units), UnitChange.state == "applied", UnitChange.effective_on > on)
    )
    found = sorted((*session.execute(young), *session.execute(later)), key=lambda row: row.day)
    if found:
        raise Refused("administration.structure.early", name=found[-1].name, day=found[-1].day.isoformat())


def _write(session: Session, before: Place, place: Place, on: dt.date) -> None:
    unit = session.scalars(sa.select(Unit).where(Unit.id == place.id)).one()
    unit.successor_id = place.successor
    unit.version += 1
    if before.open and not place.open:
        unit.closed_on = on
    if (before.name, before.parent, before.organisation) == (place.name, place.parent, place.organisation):
        return
    if unit.since is None or unit.since < on:
        span = UnitSpan(
            unit_id=unit.id, valid_from=unit.since, valid_to=on,
            organisation_id=before.organisation, parent_id=before.parent, name=before.name,
        )  # fmt: skip
        session.add(span)
    unit.name, unit.parent_id, unit.organisation_id, unit.since = place.name, place.parent, place.organisation, on


def _settle(session: Session, row: UnitChange, state: str, at: dt.datetime, *, refusal: str = "") -> None:
    """Move a decision out of the plan, once; raises Refused when somebody else already has."""
    moved = session.execute(
        sa.update(UnitChange)
        .where(UnitChange.id == row.id, UnitChange.state == "planned")
        .values(state=state, settled_at=at, refusal=refusal)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        raise Refused("administration.structure.settled")
    session.refresh(row)
