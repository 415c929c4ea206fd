"""A frozen forecast becomes lines of a year's budget: count times price, for each member and kind (R-127)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions import Facts, remove, write
from app.contribution.models import BudgetLine, BudgetYear
from app.history import Event
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.radar.models import BudgetCopy, Snapshot, SnapshotRow
from app.refusal import Refused
from app.words import kr, say
from catalogue.contribution import CATEGORIES, BudgetState, Section
from catalogue.edition import Edition
from catalogue.terms import Payer

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of one kind for one payer: how many, and at which price, öre."""

    organisation_id: int
    kind: str
    device_class: str
    count: int
    unit_price: int


def copy_to_budget(
    session: Session, me: Visitor, snapshot: Snapshot, year: int, *, edition: Edition, at: dt.datetime
) -> int:
    """Write a frozen year into the year's budget; returns how many lines.

    What an earlier copy wrote is replaced, and no other line is touched. Raises Refused when the budget of the year is
    not in preparation, or the forecast has nothing for it.
    """
    budget = _hold(session, year)
    parts = _parts(session, snapshot, year)
    if not parts:
        raise Refused("radar.refused.nothing", year=year)
    _remove_earlier(session, budget, me, at=at)
    for part in parts:
        facts = Facts(
            section=Section.INDIVIDUAL_INVESTMENT, category=part.device_class, amount=part.count * part.unit_price,
            organisation_id=part.organisation_id, note=_note(part, snapshot, edition), snapshot_number=snapshot.id,
        )  # fmt: skip
        line = write(session, budget, me, facts, at=at)
        session.add(
            BudgetCopy(
                line_id=line.id, snapshot_id=snapshot.id, organisation_id=part.organisation_id, kind=part.kind,
                count=part.count, unit_price=part.unit_price, copied_by=me.id, copied_by_name=me.name, copied_at=at,
            )
        )  # fmt: skip
    amount = sum(part.count * part.unit_price for part in parts)
    told = {"title": snapshot.title, "year": year, "lines": len(parts), "amount": amount}
    history.record(session, me.actor, at, [Event("radar_snapshot", snapshot.id, "radar_snapshot.copied", told)])
    return len(parts)


def _hold(session: Session, year: int) -> BudgetYear:
    """The year's budget, held against whoever would move it on meanwhile; raises Refused unless it is prepared."""
    moved = (
        sa.update(BudgetYear)
        .where(BudgetYear.year == year, BudgetYear.state == BudgetState.PREPARING)
        .values(version=BudgetYear.version + 1)
    )
    if session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]  # an update has a row count
        raise Refused("radar.refused.year", year=year)
    return session.scalars(sa.select(BudgetYear).where(BudgetYear.year == year)).one()


def _parts(session: Session, snapshot: Snapshot, year: int) -> list[Part]:
    """What members invest in by the forecast, by who pays the organisation's contribution, kind and price."""
    payer = sa.func.coalesce(Organisation.payer_id, Organisation.id)
    members = sa.select(Organisation.id).where(Organisation.is_member)
    row = SnapshotRow
    question = (
        sa.select(payer, row.kind, row.device_class, sa.func.sum(row.count), row.unit_price)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.snapshot_id == snapshot.id, row.year == year, row.payer == Payer.INVEST.value)
        .where(row.count > 0, row.unit_price.is_not(None), payer.in_(members))
        .where(row.device_class.in_([each.value for each in CATEGORIES[Section.INDIVIDUAL_INVESTMENT]]))
        .group_by(payer, row.kind, row.device_class, row.unit_price)
        .order_by(payer, row.device_class, row.kind)
    )
    return [
        Part(organisation_id=owner, kind=kind, device_class=device_class, count=int(count), unit_price=price or 0)
        for owner, kind, device_class, count, price in session.execute(question)
    ]


def _remove_earlier(session: Session, budget: BudgetYear, me: Visitor, *, at: dt.datetime) -> None:
    copied = sa.select(BudgetLine).join(BudgetCopy, BudgetCopy.line_id == BudgetLine.id)
    for line in session.scalars(copied.where(BudgetLine.year_id == budget.id)).all():
        session.execute(sa.delete(BudgetCopy).where(BudgetCopy.line_id == line.id))
        remove(session, budget, me, line, at=at)


def _note(part: Part, snapshot: Snapshot, edition: Edition) -> str:
    known = edition.kinds.get(part.kind)
    said = say(
        "radar.budget.note", count=part.count, kind=known.name if known else part.kind, price=kr(part.unit_price),
        number=snapshot.id, title=snapshot.title,
    )  # fmt: skip
    return said[:LONGEST_NOTE]
