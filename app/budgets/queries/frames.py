"""Frames of a year, and one with all that was booked on it; each through the person who reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import Claim, Entry, Frame, FrameChange
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.refusal import Missing
from app.words import say
from catalogue.budgets import FrameKind
from catalogue.rights import FINANCE_READERS
from catalogue.terms import Role

PAGE = 50
READERS = FINANCE_READERS
PLENTY = 1000
MOST_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Whose:
    """Which frame: of a kind, for an organisation (None for the shared ones), and for a unit of it."""

    kind: FrameKind
    name: str
    organisation_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A frame with whose it is."""

    frame: Frame
    organisation: str
    unit: str

    @property
    def used(self) -> int:
        """Per mille of the frame that is taken."""
        return per_mille(self.frame.sums.taken, self.frame.amount)


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry of the ledger with what it was for; `amount` is öre."""

    id: int
    at: dt.datetime
    source: str
    target: str
    amount: int
    reference: str
    number: str
    label: str
    path: str
    unit: str


def per_mille(part: int, whole: int) -> int:
    """A part of a whole in per mille, at least 0; all of it where there is no whole but a part."""
    return max(0, part * PLENTY // whole) if whole else PLENTY * (part > 0)


def reach(me: Visitor) -> sa.ColumnElement[bool]:
    """The condition that a frame lies within my reach: the shared ones are for all who read the economy."""
    return sa.or_(
        Frame.kind == FrameKind.SHARED, within(me, READERS, organisation=Frame.organisation_id, unit=Frame.unit_id)
    )


def _listed() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Frame, sa.func.coalesce(Organisation.short_name, ""), sa.func.coalesce(Unit.name, ""))
        .outerjoin(Organisation, Organisation.id == Frame.organisation_id)
        .outerjoin(Unit, Unit.id == Frame.unit_id)
    )


def frames(session: Session, me: Visitor, year: int) -> list[Listed]:
    """The frames of a year: the shared ones first, then each municipality's, then the units'."""
    place = sa.case((Frame.kind == FrameKind.SHARED, 0), (Frame.kind == FrameKind.INDIVIDUAL, 1), else_=2)
    question = _listed().where(Frame.year == year, reach(me)).order_by(place, Organisation.name, Unit.name)
    return [Listed(*row) for row in session.execute(question)]


def of_units(session: Session, units: Collection[int], year: int) -> list[Listed]:
    """The frames of a year that units have of their own, for the one who leads them; asks nothing for no units."""
    if not units:
        return []
    mine = _listed().where(Frame.year == year, Frame.kind == FrameKind.UNIT, Frame.unit_id.in_(units))
    return [Listed(*row) for row in session.execute(mine.order_by(Unit.name))]


def one(session: Session, me: Visitor, frame_id: int) -> Listed:
    """A frame within my reach; raises Missing."""
    row = session.execute(_listed().where(Frame.id == frame_id, reach(me))).one_or_none()
    if row is None:
        raise Missing
    return Listed(*row)


def bookings(session: Session, frame_id: int, *, before: int = 0) -> tuple[list[Booking], int]:
    """What was booked on a frame, newest first, and the id to go on before; 0 when there is no more."""
    question = (
        sa.select(
            Entry.id, Entry.at, Entry.source, Entry.target, Entry.amount, Entry.reference, Claim.number, Claim.label,
            Claim.path, sa.func.coalesce(Unit.name, ""),
        )
        .join(Claim, Claim.id == Entry.claim_id)
        .outerjoin(Unit, Unit.id == Claim.unit_id)
        .where(Entry.frame_id == frame_id)
        .order_by(Entry.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    asked = question.where(Entry.id < before) if before else question
    rows = [Booking(*tuple(row)) for row in session.execute(asked)]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def changes(session: Session, frame_id: int) -> list[FrameChange]:
    """How a frame came to be what it is, newest first."""
    question = sa.select(FrameChange).where(FrameChange.frame_id == frame_id).order_by(FrameChange.version.desc())
    return list(session.scalars(question))


def may_change(me: Visitor, frame: Frame) -> bool:
    """Whether an economist's grant reaches a frame: shared ones are for those who have the whole cooperation."""
    grants = [grant for grant in me.grants if grant.role == Role.FINANCE]
    if any(grant.is_whole for grant in grants):
        return True
    return any(
        grant.unit_id is None and grant.segment is None and grant.organisation_id == frame.organisation_id
        for grant in grants
        if frame.organisation_id is not None
    )


def whose(session: Session, me: Visitor) -> dict[str, Whose]:
    """What an economist may set a frame for, by a key for the form: all together, an organisation, a unit of it."""
    mine = within(me, {Role.FINANCE}, organisation=Organisation.id, unit=sa.null())
    whole = any(grant.is_whole for grant in me.grants if grant.role == Role.FINANCE)
    found: dict[str, Whose] = {}
    if whole:
        found["gemensam"] = Whose(FrameKind.SHARED, say("budgets.kind.shared_investment"))
    payers = sa.select(Organisation).where(mine, Organisation.payer_id == Organisation.id).order_by(Organisation.name)
    for row in session.scalars(payers):
        name = say("budgets.form.individual", name=row.short_name)
        found[f"organisation-{row.id}"] = Whose(FrameKind.INDIVIDUAL, name, row.id)
    units = (
        sa.select(Unit.id, Unit.name, Organisation.id, Organisation.short_name)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(mine, Unit.closed_on.is_(None), Unit.awaits_placing.is_(False))
        .order_by(Organisation.name, Unit.name)
        .limit(MOST_UNITS)
    )
    for unit_id, unit, organisation_id, organisation in session.execute(units):
        found[f"enhet-{unit_id}"] = Whose(FrameKind.UNIT, f"{unit}, {organisation}", organisation_id, unit_id)
    return found
