"""A report as it is read: its lines, the sums by kind and by member, and to whom it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.follow_up.models import FollowUp, FollowUpLine, FollowUpSending
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries.grants import holds
from app.refusal import Missing
from catalogue.contribution import Category, Section
from catalogue.following import MOST, Line, Report, Sum, by_kind, by_member, total
from catalogue.terms import Role

SLUGS = {Report.FORECAST: "prognos-{}", Report.HALF_YEAR: "delarsbokslut", Report.QUARTER: "kvartal-{}"}
# Who reads for a receiver that is no member.
READERS = {"committee": Role.COMMITTEE_READER, "executives": Role.STEERING_MEMBER}


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with its rows (line, member's key), what they add up to, the members' names, and its sendings."""

    report: FollowUp
    rows: Sequence[tuple[FollowUpLine, str]]
    sent: Mapping[str, FollowUpSending]

    @property
    def lines(self) -> list[Line]:
        """The rows as the rules know them."""
        return [
            Line(Section(row.section), Category(row.category), member, row.budget, row.outcome, row.forecast)
            for row, member in self.rows
        ]

    @property
    def names(self) -> dict[str, str]:
        """The members by key, as they were when the report was begun."""
        return {key: name for key, name, _count in self.report.figures.get("members", ())}

    @property
    def by_kind(self) -> list[tuple[Section, Category, Sum]]:
        """Each kind of cost."""
        return by_kind(self.lines)

    @property
    def by_member(self) -> dict[str, Sum]:
        """What each member bears; all of them are the whole."""
        counts = {key: count for key, _name, count in self.report.figures.get("members", ())}
        return by_member(self.lines, counts)

    @property
    def total(self) -> Sum:
        """The whole."""
        return total(self.lines)


def slug_of(kind: str, number: int) -> str:
    """What a report is called in an address."""
    return SLUGS[Report(kind)].format(number)


def named(slug: str) -> tuple[Report, int]:
    """The kind and number that an address means; raises Missing."""
    known = {slug_of(kind, number): (kind, number) for kind, most in MOST.items() for number in range(1, most + 1)}
    if slug not in known:
        raise Missing
    return known[slug]


def opened(session: Session, year: int, slug: str, *, hold: bool = False) -> Shown:
    """A report of a year with its lines and sendings, held until commit where it is to change; raises Missing."""
    kind, number = named(slug)
    question = sa.select(FollowUp).where(FollowUp.year == year, FollowUp.kind == kind, FollowUp.number == number)
    question = locked(question).execution_options(populate_existing=True) if hold else question
    report: FollowUp | None = session.scalar(question)
    if report is None:
        raise Missing
    rows = session.execute(
        sa.select(FollowUpLine, sa.func.coalesce(Organisation.key, ""))
        .outerjoin(Organisation, Organisation.id == FollowUpLine.organisation_id)
        .where(FollowUpLine.report_id == report.id)
        .order_by(FollowUpLine.id)
    )
    return Shown(report, [(row[0], row[1]) for row in rows], sent_of(session, report))


def sent_of(session: Session, report: FollowUp) -> dict[str, FollowUpSending]:
    """To whom a report was sent, by receiver."""
    rows = session.scalars(sa.select(FollowUpSending).where(FollowUpSending.report_id == report.id))
    return {each.receiver: each for each in rows}


def receivers(session: Session, keys: Sequence[str], today: dt.date) -> dict[str, list[str]]:
    """The addresses of those who read for each receiver: a member's steering members, or all who have the role."""
    roles = {READERS.get(key, Role.STEERING_MEMBER).value for key in keys}
    question = (
        sa.select(RoleGrant.role, Organisation.key, Person.email)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(RoleGrant.role.in_(roles), Person.active, holds(today))
        .order_by(Person.email)
    )
    rows = [(row[0], row[1], row[2]) for row in session.execute(question) if row[2]]
    return {key: list(dict.fromkeys(email for role, place, email in rows if _reads(key, role, place))) for key in keys}


def _reads(key: str, role: str, place: str) -> bool:
    return role == READERS[key] if key in READERS else role == Role.STEERING_MEMBER and place == key
