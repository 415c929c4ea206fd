"""Frames for tests, and whether the ledger is whole."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets.models import Claim, Entry, Frame
from app.identity.models import Organisation, Unit
from catalogue.budgets import NOTHING, Bucket, FrameKind, Stop, Sums, Transfer, available, booked

YEAR = 2026


def individual(session: Session, key: str, amount: int, *, stop: Stop = Stop.SOFT) -> int:
    """A municipality's own frame; gives its id."""
    organisation = session.scalars(sa.select(Organisation.id).where(Organisation.key == key)).one()
    return _made(session, Frame(kind=FrameKind.INDIVIDUAL.value, organisation_id=organisation), amount, stop)


def shared(session: Session, amount: int) -> int:
    """The frame of the shared investments, with its hard stop; gives its id."""
    return _made(session, Frame(kind=FrameKind.SHARED.value), amount, Stop.HARD)


def of_unit(session: Session, unit_id: int, amount: int, *, stop: Stop = Stop.SOFT) -> int:
    """A unit's own frame; gives its id."""
    organisation = session.scalars(sa.select(Unit.organisation_id).where(Unit.id == unit_id)).one()
    row = Frame(kind=FrameKind.UNIT.value, organisation_id=organisation, unit_id=unit_id)
    return _made(session, row, amount, stop)


def frame(session: Session, frame_id: int) -> Frame:
    """A frame as it stands now."""
    session.rollback()
    return session.get_one(Frame, frame_id)


def is_whole(session: Session) -> None:
    """Every frame's and claim's sums are those of its entries, and what is left is what the identity says."""
    session.rollback()
    for row in session.scalars(sa.select(Frame)).all():
        assert row.sums == _added(session, Entry.frame_id == row.id)
        assert row.left == available(row.amount, row.sums)
        assert row.stop == Stop.SOFT or row.left + row.overdraft >= 0
    for claim in session.scalars(sa.select(Claim)).all():
        assert claim.sums == _added(session, Entry.claim_id == claim.id)


def _added(session: Session, which: sa.ColumnElement[bool]) -> Sums:
    entries = session.scalars(sa.select(Entry).where(which).order_by(Entry.id))
    return booked(NOTHING, [Transfer(Bucket(row.source), Bucket(row.target), row.amount) for row in entries])


def _made(session: Session, row: Frame, amount: int, stop: Stop) -> int:
    row.year, row.amount, row.stop = YEAR, amount, stop.value
    session.add(row)
    session.flush()
    made = row.id
    session.commit()
    return made
