"""Yes, fewer or no to the waiting lines of a request, bound to what was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions import letters
from app.approvals.actions.binding import release_moves
from app.approvals.actions.holding import Held, hold
from app.approvals.actions.matters import carry_out_whole, own_words
from app.approvals.models import Decision
from app.approvals.queries.digest import digest_of, line_digest
from app.approvals.queries.inbox import waiting
from app.desks.models import ApprovalRequest
from app.history import Event
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Changed, Forbidden, Refused
from app.words import say
from catalogue.terms import Role

APPROVED, DECLINED = "approved", "declined"
# Who refers an order to a coming budget: IT (DOMAIN c).
REFERS = frozenset({Role.HEAD_OF_IT, Role.IT_WORKPLACE, Role.IT_INFRASTRUCTURE})


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one line; `quantity` None means all of it."""

    approved: bool
    quantity: int | None = None


YES = Choice(approved=True)
# The key of a choice about a matter that has no lines.
WHOLE = 0


def decide(
    session: Session, me: Visitor, request_id: int, choices: Mapping[int, Choice], *, reason: str, digest: str,
    at: dt.datetime, refer_to: int | None = None,
) -> bool:  # fmt: skip
    """Decide the waiting lines of a request; a line without a choice is approved. `digest` is of what was shown.

    With `refer_to`, what is not approved is referred to the budget of that year (R-025), which only IT does.

    Returns False, and changes nothing, when it was decided already. Raises Missing for anybody but the decider, and for
    who ordered or will receive it; Changed when something else stands now than was shown or the power has ended;
    Refused for a no without a reason and for more than was ordered.
    """
    held = hold(session, me, request_id, at=at)
    lines = held.waiting(session)
    if held.request.state != "open" or (held.order is not None and not lines):
        return False
    bound = digest_of(held.request, held.order, lines)
    if digest and digest != bound:
        raise Changed("approvals.refused.changed")
    if refer_to is not None and not may_refer(me, held.request):
        raise Forbidden("approvals.refused.refer")
    chosen = {key: choices.get(key, YES) for key in ([line.id for line in lines] or [WHOLE])}
    table = own_words(held.request)
    reason = reason or (say(f"{table}.not_needed") if table and not chosen[WHOLE].approved else "")
    if refer_to is not None:
        reason = say("approvals.referred", year=refer_to, reason=reason).strip()
    _check(lines, chosen, reason)
    given = _Given(me, held, chosen, reason, bound, at, refer_to)
    if held.order is None:
        _decide_whole(session, given)
    else:
        _decide_lines(session, given, held.order, lines)
    return True


def may_refer(me: Visitor, request: ApprovalRequest) -> bool:
    """Whether somebody may refer what a request is about to a coming budget: an order, and IT."""
    return request.order_id is not None and not me.roles.isdisjoint(REFERS)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer with all that a decision keeps of it."""

    me: Visitor
    held: Held
    chosen: Mapping[int, Choice]
    reason: str
    digest: str
    at: dt.datetime
    refer_to: int | None = None

    def row(self, line: OrderLine | None) -> Decision:
        """The decision on a line, or on the whole."""
        choice = self.chosen[line.id if line else WHOLE]
        order, request = self.held.order, self.held.request
        return Decision(
            request_id=request.id,
            line_id=line.id if line else None,
            step=request.step,
            outcome=APPROVED if choice.approved else DECLINED,
            quantity=(line.quantity if line else 1) if choice.approved else 0,
            reason=self.reason,
            decided_by=self.me.id,
            on_behalf_of=self.held.on_behalf_of,
            decided_at=self.at,
            digest=self.digest,
            line_digest=line_digest(order, line) if order and line else "",
        )


def _decide_lines(session: Session, given: _Given, order: Order, lines: Sequence[OrderLine]) -> None:
    for line in lines:
        choice = given.chosen[line.id]
        if choice.approved and choice.quantity is not None and choice.quantity < line.quantity:
            orders.reduce(session, line, choice.quantity)
    rows = [given.row(line) for line in lines]
    session.add_all(rows)
    _close(session, given)
    _carry_out(session, given, order, lines)
    letters.decided(session, order, lines, rows, who=given.held.who, at=given.at)


def _decide_whole(session: Session, given: _Given) -> None:
    session.add(given.row(None))
    _close(session, given)
    yes = given.chosen[WHOLE].approved
    carry_out_whole(
        session, given.held.request, approved=yes, reason=given.reason, who=given.held.who, actor=given.me.actor,
        at=given.at,
    )  # fmt: skip


def _check(lines: Sequence[OrderLine], chosen: Mapping[int, Choice], reason: str) -> None:
    for line in lines:
        choice = chosen[line.id]
        if choice.quantity is not None and not 1 <= choice.quantity <= line.quantity:
            raise Refused("approvals.refused.quantity", name=line.name, most=line.quantity)
    if not reason and any(not choice.approved for choice in chosen.values()):
        raise Refused("approvals.refused.reason")


def _close(session: Session, given: _Given) -> None:
    """Note that the question is answered, once: raises Changed when another hand was first.

    A question with lines that wait for the orderer stays open about those.
    """
    session.flush()
    asked = ApprovalRequest
    values = {
        "state": "decided", "decided_at": given.at, "decided_by": given.me.id, "decided_name": given.held.who,
    }  # fmt: skip
    first = sa.update(asked).where(asked.id == given.held.request.id, asked.state == "open")
    closed = session.execute(first.values(values).returning(asked.id).execution_options(synchronize_session=False))
    if closed.one_or_none() is None:
        raise Changed("approvals.refused.changed")
    session.refresh(given.held.request)


def _carry_out(session: Session, given: _Given, order: Order, lines: Sequence[OrderLine]) -> None:
    """Move the lines all at once: what everybody has approved goes on, what anybody declined ends."""
    who, at = given.held.who, given.at
    refused = [line for line in lines if not given.chosen[line.id].approved]
    approved = [line for line in lines if given.chosen[line.id].approved]
    if refused:
        orders.withdraw_questions(session, refused)
    stop = {"reason": given.reason, "who": who}
    if given.refer_to is None:
        moves = [orders.Move(line, LineState.DECLINED, "line.declined_by", stop) for line in refused]
    else:
        stop |= {"year": str(given.refer_to)}
        moves = orders.refer(session, order, refused, data=stop, actor=given.me.actor, at=at)
    moves += release_moves(session, order, approved, at=at)
    told = [_told(line, who) for line in approved]
    if moves:
        orders.move_all(session, moves, actor=given.me.actor, at=at, also=told)
    else:
        orders.note(session, order.id, told, actor=given.me.actor, at=at)
    _settle(session, given, order_id=order.id)


def _settle(session: Session, given: _Given, *, order_id: int) -> None:
    """Let the other questions about the order ask about what still waits; this one again, if something does."""
    request, lines = given.held.request, given.held.lines
    request.answered = sorted({*request.answered, *given.chosen})
    for line in lines:
        session.refresh(line)
    orders.update_requests(session, order_id, lines, at=given.at)
    rest = waiting(lines, request)
    if rest:
        orders.reopen_request(session, request, rest)


def _told(line: OrderLine, who: str) -> Event:
    fewer = line.quantity < line.ordered_quantity
    data = {"name": line.name, "who": who, "quantity": line.quantity, "ordered": line.ordered_quantity}
    return Event("order", line.order_id, "approval.fewer" if fewer else "approval.approved", data)
