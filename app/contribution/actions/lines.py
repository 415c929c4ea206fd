"""Lines of a budget are written, changed and taken away, until a council has decided on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand, demand_open, told
from app.contribution.models import BudgetLine, BudgetYear
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.refusal import Missing, Refused
from app.words import kr, say
from catalogue.contribution import CATEGORIES, MEMBERS_OWN, Category, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A line as somebody wants it; the amount is öre as it is typed, income above zero too.

    `snapshot_number` is the frozen forecast a new line is copied from; a line keeps it when it is changed.
    """

    section: str
    category: str
    amount: int
    organisation_id: int | None = None
    months: int | None = None
    in_use_on: dt.date | None = None
    note: str = ""
    snapshot_number: int | None = None


def line_of(session: Session, year: BudgetYear, line_id: int) -> BudgetLine:
    """A line of a year; raises Missing."""
    found = session.scalar(sa.select(BudgetLine).where(BudgetLine.id == line_id, BudgetLine.year_id == year.id))
    if found is None:
        raise Missing
    return found


def write(
    session: Session, year: BudgetYear, me: Visitor, facts: Facts, *, line: BudgetLine | None = None, at: dt.datetime
) -> BudgetLine:  # in which budget, who, what
    """Write a new line, or another content of one; raises Forbidden, and Refused for what no line may be."""
    demand(me, "finance")
    demand_open(session, year)
    _demand_sound(session, facts)
    event = "line_changed" if line else "line_added"
    row = line or BudgetLine(year_id=year.id, snapshot_number=facts.snapshot_number)
    row.section, row.category, row.note = facts.section, facts.category, facts.note
    row.organisation_id = facts.organisation_id if Section(facts.section) in MEMBERS_OWN else None
    shared = facts.section == Section.SHARED_INVESTMENT
    row.months, row.in_use_on = (facts.months, facts.in_use_on) if shared else (None, None)
    row.amount = -abs(facts.amount) if facts.category == Category.INCOME else facts.amount
    session.add(row)
    session.flush()
    history.record(session, me.actor, at, [told(year, event, **_words(row))])
    return row


def remove(session: Session, year: BudgetYear, me: Visitor, line: BudgetLine, *, at: dt.datetime) -> None:
    """Take a line away; the log keeps what it said. Raises Forbidden, and Refused once decided on."""
    demand(me, "finance")
    demand_open(session, year)
    history.record(session, me.actor, at, [told(year, "line_removed", **_words(line))])
    session.delete(line)
    session.flush()


def _words(line: BudgetLine) -> dict[str, object]:
    return {"what": say(f"contribution.category.{line.category}"), "amount": kr(line.amount)}


def _demand_sound(session: Session, facts: Facts) -> None:
    if facts.section not in frozenset(Section) or facts.category not in CATEGORIES[Section(facts.section)]:
        raise Refused("contribution.refused.category")
    if facts.section in MEMBERS_OWN:
        own = sa.select(Organisation.id).where(Organisation.id == facts.organisation_id, Organisation.is_member)
        if session.scalar(own) is None:
            raise Refused("contribution.refused.member")
    elif facts.section == Section.SHARED_INVESTMENT and not (facts.months and facts.in_use_on):
        raise Refused("contribution.refused.depreciation")
    if facts.amount == 0:
        raise Refused("contribution.refused.nothing")
