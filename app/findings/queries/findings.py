"""Findings: IT's list, and one with everything its page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.exceptions.models import Appeal, ExtraCost, Finding, FindingDraft, FindingSanction
from app.history import HistoryEntry
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.refusal import Missing
from catalogue.outside import FindingState
from catalogue.rights import IT
from catalogue.terms import Role

MOST, LONGEST_NUMBER = 100, 20
READERS = IT | {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Story:
    """A finding with its sanctions, drafts, costs, appeals and history."""

    finding: Finding
    sanctions: list[FindingSanction]
    drafts: list[FindingDraft]
    costs: list[ExtraCost]
    appeals: list[Appeal]
    events: list[HistoryEntry]

    @property
    def standing(self) -> list[FindingSanction]:
        """Those that stand."""
        return [row for row in self.sanctions if row.lifted_at is None]

    @property
    def waits(self) -> Appeal | None:
        """The appeal that nobody has answered."""
        return next((row for row in self.appeals if not row.outcome), None)


def listed(session: Session, *, closed: bool = False) -> list[Finding]:
    """The findings that are not closed, or those that are; newest first, a hundred."""
    is_closed = Finding.state == FindingState.CLOSED.value
    question = sa.select(Finding).where(is_closed if closed else ~is_closed)
    return list(session.scalars(question.order_by(Finding.id.desc()).limit(MOST)))


def finding(session: Session, me: Visitor, number: str) -> Finding:
    """A finding that I may see: IT and auditor in reach, the unit's chef, who has the thing; raises Missing."""
    if len(number) > LONGEST_NUMBER or not number.isascii():
        raise Missing
    mine = [Finding.holder_id == me.id, within(me, READERS, organisation=Finding.organisation_id, unit=Finding.unit_id)]
    if me.led_units:
        mine.append(Finding.unit_id.in_(me.led_units))
    found = session.scalar(sa.select(Finding).where(Finding.number == number, sa.or_(*mine)))
    if found is None:
        raise Missing
    return found


def story(session: Session, found: Finding) -> Story:
    """Everything its page says. Three questions: what it may hold of rows is asked for together."""
    rows = [row for row in _about(session, found) if row is not None]
    return Story(
        finding=found,
        sanctions=[row for row in rows if isinstance(row, FindingSanction)],
        drafts=[row for row in rows if isinstance(row, FindingDraft)],
        costs=[row for row in rows if isinstance(row, ExtraCost)],
        appeals=[row for row in rows if isinstance(row, Appeal)],
        events=history.of(session, "finding", found.id),
    )


def _about(session: Session, found: Finding) -> list[Any]:
    """Sanctions with their drafts, and costs with appeals; each row once, in order."""
    drafts = sa.select(FindingSanction, FindingDraft).outerjoin(
        FindingDraft, FindingDraft.sanction_id == FindingSanction.id
    )
    first = session.execute(drafts.where(FindingSanction.finding_id == found.id).order_by(FindingSanction.id))
    others = sa.select(ExtraCost, Appeal).select_from(
        sa.outerjoin(
            sa.outerjoin(Finding, ExtraCost, ExtraCost.finding_id == Finding.id),
            Appeal,
            Appeal.finding_id == Finding.id,
        )
    )
    second = session.execute(others.where(Finding.id == found.id).order_by(ExtraCost.id, Appeal.id))
    return list(dict.fromkeys(row for pair in (*first, *second) for row in pair))


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to choose from."""
    rows = session.execute(sa.select(Organisation.id, Organisation.short_name).order_by(Organisation.id))
    return [(str(row.id), row.short_name) for row in rows]
