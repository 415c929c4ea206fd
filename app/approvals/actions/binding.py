"""What a yes binds: a line goes on only as it was approved; any other line waits for a new yes (promise 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions import calling
from app.approvals.models import Decision
from app.approvals.queries.digest import binds
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import settings_of
from app.history import Event
from app.orders import actions as orders
from app.orders.models import LineState, Order, OrderLine
from catalogue import approvals
from catalogue.terms import Asked

APPROVED = "approved"


def release_moves(session: Session, order: Order, lines: Sequence[OrderLine], *, at: dt.datetime) -> list[orders.Move]:
    """The moves of those of these lines that everybody has approved as they stand now.

    A yes to something else is taken back, and whoever gave it is asked again.
    """
    standing = _standing(session, lines)
    loose = [row for row in standing if not binds(row, order, _line(lines, row))]
    if loose:
        _ask_again(session, loose, lines, at=at)
    held = {row.line_id for row in loose}
    through = [line for line in lines if line.id not in held and _through(line, standing)]
    return orders.releases(session, through, at=at) if through else []


def unbound(
    session: Session, order: Order, line: OrderLine, *, at: dt.datetime, added: Sequence[str] = ()
) -> list[orders.Move]:
    """The move back to waiting of a line that has become something else; none while the yes it has covers it.

    Those whose yes it was are asked again, and so is everybody whose yes it wants from now on (`added`).
    """
    loose = [row for row in _standing(session, [line]) if not binds(row, order, line)]
    if not loose and not added:
        return []
    _ask_again(session, loose, [line], at=at)
    for step in added:
        settings = settings_of(session, order.unit_id)
        request = orders.ask_step(session, order, [line], step, settings=settings, at=at)
        calling.ask_again(session, request, at=at)
    return [orders.Move(line, LineState.PENDING_APPROVAL, "line.changed_since")]


def again_event(order: Order, line: OrderLine) -> Event:
    """That a line changed after it was approved, for the history."""
    return Event("order", order.id, "approval.void", {"name": line.name})


def _standing(session: Session, lines: Sequence[OrderLine]) -> list[Decision]:
    question = sa.select(Decision).where(
        Decision.line_id.in_([line.id for line in lines]),
        Decision.outcome == APPROVED,
        Decision.revoked_at.is_(None),
    )
    return list(session.scalars(question))


def _ask_again(session: Session, loose: Sequence[Decision], lines: Sequence[OrderLine], *, at: dt.datetime) -> None:
    for row in loose:
        row.revoked_at = at
        request = session.get_one(ApprovalRequest, row.request_id)
        orders.reopen_request(session, request, [_line(lines, row)])
        desks.ask_anew(request, settings=settings_of(session, request.unit_id), at=at)
        calling.ask_again(session, request, at=at)


def _line(lines: Sequence[OrderLine], row: Decision) -> OrderLine:
    return next(line for line in lines if line.id == row.line_id)


def _through(line: OrderLine, standing: Sequence[Decision]) -> bool:
    """Whether every step that the frozen verdict demands has said yes; IT's own yes is asked for afterwards."""
    asked = [Asked(step) for step in line.steps if step != Asked.IT]
    answers = {Asked(row.step): True for row in standing if row.line_id == line.id}
    groups = [[Asked(one) for one in group] for group in line.verdict.get("alternatives", ())]
    return approvals.outcome(asked, groups, answers) == approvals.APPROVED
