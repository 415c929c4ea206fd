"""Booking on frames: what something claims now is brought to what it should claim, under lock, and only so.

A frame is held after the end of the history, which everybody who books holds first: so those who book never wait for
each other in a ring, and N buyers of the last krona come one at a time (promise 47).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets.models import Claim, Entry, Frame
from app.db import locked
from app.refusal import Refused
from app.words import kr
from catalogue import budgets
from catalogue.budgets import Bucket, Shortage, Standing, Stop, Transfer

LINE, INVESTMENT = "order_line", "investment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Something that begins to claim a frame: what people know it by, and how often its price is paid in the year."""

    subject: str
    subject_id: int
    number: str
    label: str
    path: str
    unit_id: int | None = None
    times: int = 1


def hold(session: Session, frame_ids: Sequence[int]) -> dict[int, Frame]:
    """Frames as they stand now, held until commit."""
    history.hold(session)
    question = locked(sa.select(Frame).where(Frame.id.in_(set(frame_ids))).order_by(Frame.id))
    return {row.id: row for row in session.scalars(question.execution_options(populate_existing=True))}


def begin(session: Session, frame: Frame, things: Sequence[tuple[Opening, Standing]], *, at: dt.datetime) -> None:
    """Let things claim a frame; raises Refused when a hard stop does not let them."""
    rows = []
    for thing, standing in things:
        row = Claim(
            frame_id=frame.id, subject=thing.subject, subject_id=thing.subject_id, unit_id=thing.unit_id,
            number=thing.number, label=thing.label[:120], path=thing.path, times=thing.times, opened_at=at,
            reserved=0, ordered=0, delivered=0, invoiced=0, credited=0,
        )  # fmt: skip
        rows.append((row, standing))
    session.add_all(row for row, _ in rows)
    session.flush()
    _book(session, [(row, _wanted(row, standing)) for row, standing in rows], at=at)


def settle(session: Session, subject: str, now: Mapping[int, Standing], *, at: dt.datetime) -> None:
    """Bring what things claim to how they stand now; what claims no frame is left alone.

    Raises Refused when more is claimed than a hard stop lets.
    """
    mine = sa.and_(Claim.subject == subject, Claim.subject_id.in_(now), Claim.is_closed.is_(False))
    rows = session.scalars(sa.select(Claim).where(mine).order_by(Claim.id)).all()
    if any(_wanted(row, now[row.subject_id]) for row in rows):
        hold(session, [row.frame_id for row in rows])
        held = session.scalars(
            sa.select(Claim).where(mine).order_by(Claim.id).execution_options(populate_existing=True)
        )
        _book(session, [(row, _wanted(row, now[row.subject_id])) for row in held], at=at)


def overdraws(session: Session, subject: str, subject_id: int, standing: Standing) -> bool:
    """Whether a thing as it stands now takes more than it has booked, and more than its frame has left."""
    row = _held(session, subject, subject_id)
    if row is None or row.is_closed:
        return False
    draws = budgets.draws(_wanted(row, standing))
    return draws > 0 and shortage(session.get_one(Frame, row.frame_id), draws) is not None


def invoice(
    session: Session, line_id: int, amount: int, *, reference: str, last: bool, at: dt.datetime
) -> None:  # fmt: skip
    """Book a supplier's invoice of an order line, öre excluding VAT; with `last`, what was expected beyond it is freed.

    An invoice is a fact: where it is dearer than a hard stop lets, the frame is overdrawn by just that much.
    """
    row = _held(session, LINE, line_id)
    if row is None:
        return
    made = budgets.invoicing(row.sums, amount, last=last)
    frame = hold(session, [row.frame_id])[row.frame_id]
    missing = budgets.draws(made) - (frame.left + frame.overdraft)
    if frame.stop == Stop.HARD and missing > 0:
        frame.overdraft += missing
    row.is_closed = row.is_closed or last
    session.flush()
    _write(session, [(row, made)], at=at, reference=reference)


def close_investment(session: Session, investment_id: int, spent: int, *, reference: str, at: dt.datetime) -> None:
    """Book what a shared investment came to and give back the rest; raises Refused for more than the budget (R-137)."""
    row = _held(session, INVESTMENT, investment_id)
    if row is None:
        return
    made = budgets.invoicing(row.sums, spent, last=True)
    frame = session.get_one(Frame, row.frame_id)
    found = shortage(frame, budgets.draws(made))
    if found and budgets.draws(made) > 0:
        raise refusal(frame, found)
    row.is_closed = True
    _write(session, [(row, made)], at=at, reference=reference)


def credit(session: Session, line_id: int, total: int, *, reference: str, at: dt.datetime) -> int:
    """Book what one credit note (`reference`) gives back of an order line in all, öre excluding VAT.

    What was booked of the note before is not booked again, whoever registered it, and never more than the line took.
    Returns what was booked now.
    """
    row = _held(session, LINE, line_id)
    if row is None:
        return 0
    note = sa.and_(Entry.claim_id == row.id, Entry.source == Bucket.CREDITED, Entry.reference == reference[:60])
    before = session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Entry.amount), 0)).where(note)) or 0
    given = min(total - int(before), row.delivered + row.invoiced - row.credited)
    if given > 0:
        _write(session, [(row, [budgets.credit(given)])], at=at, reference=reference)
    return max(given, 0)


def shortage(frame: Frame, draws: int) -> Shortage | None:
    """What is missing of a frame for drawing more of it; None when it suffices."""
    left = frame.left + frame.overdraft
    return Shortage(left, draws) if draws > max(left, 0) else None


def refusal(frame: Frame, found: Shortage) -> Refused:
    """A hard stop in words: what is left, what was asked, and what can be done instead."""
    facts = {"year": frame.year, "left": kr(max(found.left, 0)), "asked": kr(found.asked), "missing": kr(found.missing)}
    return Refused(f"budgets.refused.hard_{frame.kind}", next=frame.year + 1, **facts)


def _held(session: Session, subject: str, subject_id: int) -> Claim | None:
    """The claim of something, with its frame held."""
    mine = sa.select(Claim).where(Claim.subject == subject, Claim.subject_id == subject_id)
    row = session.scalars(mine).one_or_none()
    if row is None:
        return None
    hold(session, [row.frame_id])
    session.refresh(row)
    return row


def _wanted(row: Claim, standing: Standing) -> list[Transfer]:
    sums = row.sums
    return budgets.transfers(sums, budgets.claim(standing, times=row.times, invoiced=sums.invoiced))


def _book(session: Session, booked: Sequence[tuple[Claim, Sequence[Transfer]]], *, at: dt.datetime) -> None:
    """Write the entries of several claims, those that give back first; raises Refused at a hard stop."""
    booked = sorted(((row, made) for row, made in booked if made), key=lambda pair: budgets.draws(pair[1]))
    if not booked:
        return
    draws: dict[int, int] = defaultdict(int)
    for row, made in booked:
        draws[row.frame_id] += budgets.draws(made)
    frames = hold(session, list(draws))
    for frame_id, more in draws.items():
        found = shortage(frames[frame_id], more) if more > 0 else None
        if found and frames[frame_id].stop == Stop.HARD:
            raise refusal(frames[frame_id], found)
    _write(session, booked, at=at)


def _write(
    session: Session, booked: Sequence[tuple[Claim, Sequence[Transfer]]], *, at: dt.datetime, reference: str = ""
) -> None:
    """Append entries; the database adds them up on frame and claim."""
    session.flush()
    rows = [
        {
            "frame_id": row.frame_id, "claim_id": row.id, "source": each.source.value, "target": each.target.value,
            "amount": each.amount, "reference": reference[:60], "at": at,
        }
        for row, made in booked for each in made
    ]  # fmt: skip
    if rows:
        session.execute(sa.insert(Entry), rows)
    for row, _ in booked:
        session.expire(row)
    for frame in {row.frame_id for row, _ in booked}:
        session.expire(session.get_one(Frame, frame))
