"""Beginning a forecast or half-year report from the budget, and filling in outcome, forecast and words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution import queries as contribution
from app.contribution.queries import Budget
from app.follow_up.models import FollowUp, FollowUpLine
from app.follow_up.queries import Shown, cards
from app.follow_up.queries.paper import title_of
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Missing, Refused
from catalogue.contribution import DECIDED, Category, Section
from catalogue.following import Report
from catalogue.rights import may

Kind = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one line: the outcome so far and the forecast of the year, öre, and a comment."""

    outcome: int
    forecast: int
    note: str


def begin(
    session: Session, year: int, which: tuple[Report, int], *, me: Visitor, as_of: dt.date, at: dt.datetime
) -> FollowUp:
    """Begin a report with the lines of the year's budget, forecast as the report before says.

    Raises Missing for a year without budget, Refused for one that is not adopted, out of turn or begun already.
    """
    demand_preparer(me)
    budget_year, (kind, number) = contribution.held(session, year), which
    if budget_year.state not in DECIDED:
        raise Refused("following.refused.not_adopted", year=year)
    made = cards(session, year)
    place = next((at for at, card in enumerate(made) if (card.kind, card.number) == which), None)
    if place is None:
        raise Missing
    if made[place].made is not None:
        raise Refused("following.refused.begun")
    if any(card.made is None or not card.made.is_locked for card in made[:place]):
        raise Refused("following.refused.turn")
    budget = contribution.budget(session, budget_year)
    earlier = made[place - 1].made if place else None
    report = FollowUp(
        year=year, kind=kind, number=number, budget_year_id=budget_year.id, as_of=as_of, prepared_by=me.id,
        prepared_by_name=me.name, prepared_at=at, figures={"members": _members(budget)},
    )  # fmt: skip
    session.add(report)
    session.flush()
    session.add_all(_lines(report, budget, _known(session, earlier)))
    said = {"title": title_of(report)}
    history.record(session, me.actor, at, [Event("follow_up", report.id, "follow_up.begun", said)])
    return report


def demand_preparer(me: Visitor) -> None:
    """The economist prepares (DOMAIN b); raises Forbidden for anybody else."""
    if not may("finance", me.roles):
        raise Forbidden("following.refused.economist")


def _members(budget: Budget) -> list[list[object]]:
    return [[each.member.key, each.member.short_name, each.inhabitants] for each in budget.shares]


def _known(session: Session, earlier: FollowUp | None) -> dict[Kind, FollowUpLine]:
    if earlier is None:
        return {}
    rows = session.scalars(sa.select(FollowUpLine).where(FollowUpLine.report_id == earlier.id))
    return {(row.section, row.category, row.organisation_id): row for row in rows}


def _lines(report: FollowUp, budget: Budget, known: Mapping[Kind, FollowUpLine]) -> list[FollowUpLine]:
    """The shared operation kind by kind, capital costs shared and each member's own, and adjustments."""
    sums: dict[Kind, int] = defaultdict(int)
    for line in budget.of(Section.SHARED_OPERATION):
        sums[line.section, line.category, None] += line.amount
    if budget.shared_capital:
        sums[Section.SHARED_INVESTMENT, Category.CAPITAL, None] = budget.shared_capital
    for share in budget.shares:
        sums[Section.INDIVIDUAL_INVESTMENT, Category.CAPITAL, share.member.id] = share.parts.capital
    for line in budget.of(Section.ADJUSTMENT):
        sums[line.section, line.category, line.organisation_id] += line.amount
    return [
        FollowUpLine(
            report_id=report.id, section=kind[0], category=kind[1], organisation_id=kind[2], budget=amount,
            outcome=known[kind].outcome if kind in known else 0,
            forecast=known[kind].forecast if kind in known else amount,
        )
        for kind, amount in sums.items()
    ]  # fmt: skip


def fill_in(
    session: Session, shown: Shown, entries: Mapping[int, Entry], *, text: str, as_of: dt.date, seen: int, me: Visitor
) -> None:
    """Write what is known of each line, and the words of the whole.

    Raises Refused when it is locked, Changed when somebody else has written meanwhile.
    """
    demand_preparer(me)
    report = shown.report
    if report.is_locked:
        raise Refused("following.refused.locked")
    written = (
        sa.update(FollowUp)
        .where(FollowUp.id == report.id, FollowUp.version == seen, FollowUp.state == "draft")
        .values(text=text, as_of=as_of, version=seen + 1)
    )
    if session.execute(written).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("following.refused.changed")
    for row, _member in shown.rows:
        if row.id in entries:
            entry = entries[row.id]
            row.outcome, row.forecast, row.note = entry.outcome, entry.forecast, entry.note
    session.flush()
