"""Lists of claims: mine, those I handle, a supplier's own; newest first, by keyset."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.warranty.models import Claim
from app.warranty.queries.visible import ORDERERS, handles
from app.warranty.queries.visible import of_supplier as sent_to
from catalogue.warranty import ClaimState

PAGE = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list of claims."""

    id: int
    number: str
    thing: str
    illustration: str
    holder: str
    organisation: str
    unit: str
    state: str
    outcome: str
    route: str
    opened_at: dt.datetime
    due_at: dt.datetime


def mine(session: Session, me: Visitor, *, before: int = 0) -> tuple[list[Listed], int]:
    """My claims, those on what I hold and those of units I lead or order for; and the id to go on before (0: none)."""
    parts = [Case.requester_id == me.id, Claim.holder_id == me.id, Case.unit_id.in_(me.led_units)]
    if not ORDERERS.isdisjoint(me.roles_here):
        parts.append(Case.unit_id == me.unit_id)
    return _page(session, sa.or_(*parts), before)


def to_handle(session: Session, me: Visitor, *, every: bool, before: int = 0) -> tuple[list[Listed], int]:
    """The claims I handle; only those without an answer unless every one is asked for."""
    return _page(session, _narrowed(handles(me), every=every), before)


def of_supplier(session: Session, me: Visitor, *, every: bool, before: int = 0) -> tuple[list[Listed], int]:
    """My company's claims; only those without an answer unless every one is asked for."""
    return _page(session, _narrowed(sent_to(me), every=every), before)


def _narrowed(which: sa.ColumnElement[bool], *, every: bool) -> sa.ColumnElement[bool]:
    return which if every else sa.and_(which, Claim.outcome == "", Claim.state != ClaimState.CLOSED)


def _page(session: Session, which: sa.ColumnElement[bool], before: int) -> tuple[list[Listed], int]:
    question = (
        sa.select(
            Claim.id, Claim.number, Claim.thing, Claim.illustration, Claim.holder_name, Organisation.short_name,
            Case.unit_name, Claim.state, Claim.outcome, Claim.route, Case.opened_at, Case.due_at,
        )
        .join(Case, Case.id == Claim.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(which)
    )  # fmt: skip
    if before:
        question = question.where(Claim.id < before)
    rows = [Listed(*tuple(row)) for row in session.execute(question.order_by(Claim.id.desc()).limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0
