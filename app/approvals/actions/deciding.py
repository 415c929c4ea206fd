"""Yes, fewer or no to the waiting lines of a request, bound to what was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions import letters
from app.approvals.models import Decision
from app.approvals.queries.digest import digest as digest_of
from app.approvals.queries.inbox import waiting
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import ApprovalRequest, LineState, Order, OrderLine
from app.refusal import Changed, Missing, Refused
from catalogue.approvals import may_decide
from catalogue.terms import Asked

APPROVED, DECLINED = "approved", "declined"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one line; `quantity` None means all of it."""

    approved: bool
    quantity: int | None = None


YES = Choice(approved=True)


def decide(
    session: Session, me: Visitor, request_id: int, choices: Mapping[int, Choice], *, reason: str, digest: str,
    at: dt.datetime,
) -> bool:  # fmt: skip
    """Decide the waiting lines of a request; a line without a choice is approved. `digest` is of what was shown.

    Returns False, and changes nothing, when it was decided already. Raises Missing for anybody but the decider, and for
    who ordered or will receive it; Changed when something else stands now than was shown; Refused for a no without a
    reason and for more than was ordered.
    """
    request, order, all_lines = hold(session, me, request_id)
    lines = waiting(all_lines, request.step)
    if request.state != "open" or not lines:
        return False
    if digest and digest != digest_of(order, lines):
        raise Changed("approvals.refused.changed")
    chosen = {line.id: choices.get(line.id, YES) for line in lines}
    _check(lines, chosen, reason)
    bound = digest_of(order, lines)
    request.state, request.decided_at = "decided", at
    rows = [_decision(request, line, chosen[line.id], me=me, reason=reason, digest=bound, at=at) for line in lines]
    session.add_all(rows)
    for line in lines:
        wanted = chosen[line.id].quantity
        if chosen[line.id].approved and wanted is not None and wanted < line.quantity:
            orders.reduce(session, line, wanted)
    session.flush()
    _carry_out(session, me, lines, chosen, reason=reason, at=at)
    letters.decided(session, order, lines, rows, at=at)
    return True


def hold(session: Session, me: Visitor, request_id: int) -> tuple[ApprovalRequest, Order, list[OrderLine]]:
    """A request put to me with its order and all lines, held until commit; raises Missing for any other."""
    order_id = session.scalar(
        sa.select(ApprovalRequest.order_id).where(ApprovalRequest.id == request_id, ApprovalRequest.decider_id == me.id)
    )
    if order_id is None:
        raise Missing
    lines = orders.hold_lines(session, order_id)
    orders.hold_orders(session, {order_id})
    question = sa.select(ApprovalRequest, Order).join(Order, Order.id == ApprovalRequest.order_id)
    asked = question.where(ApprovalRequest.id == request_id).execution_options(populate_existing=True)
    request, order = session.execute(asked).one()
    if not may_decide(me.id, orderer=order.orderer_id, creator=order.orderer_id, recipient=order.recipient_id):
        raise Missing
    return request, order, lines


def _check(lines: Sequence[OrderLine], chosen: Mapping[int, Choice], reason: str) -> None:
    for line in lines:
        choice = chosen[line.id]
        if choice.quantity is not None and not 1 <= choice.quantity <= line.quantity:
            raise Refused("approvals.refused.quantity", name=line.name, most=line.quantity)
    if not reason and any(not choice.approved for choice in chosen.values()):
        raise Refused("approvals.refused.reason")


def _decision(
    request: ApprovalRequest, line: OrderLine, choice: Choice, *, me: Visitor, reason: str, digest: str,
    at: dt.datetime,
) -> Decision:  # fmt: skip
    return Decision(
        request_id=request.id,
        line_id=line.id,
        step=request.step,
        outcome=APPROVED if choice.approved else DECLINED,
        quantity=(choice.quantity or line.quantity) if choice.approved else 0,
        reason=reason,
        decided_by=me.id,
        decided_at=at,
        digest=digest,
    )


def _carry_out(
    session: Session, me: Visitor, lines: Sequence[OrderLine], chosen: Mapping[int, Choice], *, reason: str,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Move the lines all at once: what everybody has approved goes on, what anybody declined ends."""
    refused = [line for line in lines if not chosen[line.id].approved]
    approved = [line for line in lines if chosen[line.id].approved]
    if refused:
        orders.withdraw_questions(session, refused)
    moves = [
        orders.Move(line, LineState.DECLINED, "line.declined_by", {"reason": reason, "who": me.name})
        for line in refused
    ]
    through = _through(session, approved)
    moves += orders.releases(session, through, at=at) if through else []
    told = [_told(line, me) for line in approved]
    if moves:
        orders.move_all(session, moves, actor=me.actor, at=at, also=told)
    else:
        orders.note(session, lines[0].order_id, told, actor=me.actor, at=at)


def _told(line: OrderLine, me: Visitor) -> Event:
    fewer = line.quantity < line.ordered_quantity
    data = {"name": line.name, "who": me.name, "quantity": line.quantity, "ordered": line.ordered_quantity}
    return Event("order", line.order_id, "approval.fewer" if fewer else "approval.approved", data)


def _through(session: Session, approved: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines that every step has approved."""
    if all(len([step for step in line.steps if step != Asked.IT]) <= 1 for line in approved):
        return list(approved)
    question = sa.select(Decision.line_id, Decision.step).where(
        Decision.line_id.in_([line.id for line in approved]),
        Decision.outcome == APPROVED,
        Decision.revoked_at.is_(None),
    )
    given = {(row.line_id, row.step) for row in session.execute(question)}
    return [line for line in approved if all(step == Asked.IT or (line.id, step) in given for step in line.steps)]
