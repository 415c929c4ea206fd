"""IT's answers about lines that would join the network or need its help (C17, R-058 to R-061)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions import letters
from app.approvals.actions.binding import again_event, unbound
from app.approvals.queries.questions import answerable
from app.history import Event
from app.identity.queries import Visitor, same_people
from app.orders import actions as orders
from app.orders.models import Consultation, LineState, Order, OrderLine
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.approvals import may_decide

APPROVED, REFUSED, ANSWERED = "approved", "refused", "answered"
# A no that puts the line into the work with next year's budget.
REFERRED = "referred"


def answer(session: Session, me: Visitor, consultation_id: int, outcome: str, *, text: str, at: dt.datetime) -> None:
    """Answer a question: yes, no or the budget to a blocking one, advice to another; the last lets the line go on.

    Raises Missing for a question of another queue, Forbidden for one's own order, Changed when it was answered already,
    Refused for a no or an advice without words, and for a no that the agreement does not give IT.
    """
    asked, order, lines = _hold(session, me, consultation_id)
    if not may_decide(me.id, orderer=order.orderer_id, creator=order.orderer_id, recipient=order.recipient_id):
        raise Forbidden("approvals.refused.own")
    if asked.state != "open":
        raise Changed("approvals.refused.answered", who=asked.answered_by_name or say("approvals.somebody"))
    _check(asked, outcome, text)
    if me.id in same_people(session, {order.orderer_id, order.recipient_id or order.orderer_id}):
        raise Forbidden("approvals.refused.own")
    asked.state, asked.answer = (REFUSED if outcome == REFERRED else outcome), text
    asked.answered_at, asked.answered_by, asked.answered_by_name = at, me.id, me.name
    session.flush()
    line = next(line for line in lines if line.id == asked.line_id)
    _carry_out(session, me, asked, order, lines=lines, refers=outcome == REFERRED, at=at)
    letters.answered(session, asked, order, line, at=at)


def _hold(session: Session, me: Visitor, consultation_id: int) -> tuple[Consultation, Order, list[OrderLine]]:
    mine = sa.select(Consultation.order_id).where(Consultation.id == consultation_id, answerable(me))
    order_id = session.scalar(mine)
    if order_id is None:
        raise Missing
    lines = orders.hold_lines(session, order_id)
    orders.hold_orders(session, {order_id})
    question = sa.select(Consultation, Order).join(Order, Order.id == Consultation.order_id)
    held = question.where(Consultation.id == consultation_id).execution_options(populate_existing=True)
    asked, order = session.execute(held).one()
    return asked, order, lines


def _check(asked: Consultation, outcome: str, text: str) -> None:
    allowed = (APPROVED, REFUSED, REFERRED) if asked.blocking else (ANSWERED,)
    if outcome not in allowed:
        raise Refused("approvals.refused.outcome")
    if outcome != APPROVED and not text:
        raise Refused("approvals.refused.answer")


def _carry_out(
    session: Session, me: Visitor, asked: Consultation, order: Order, *, lines: list[OrderLine], refers: bool,
    at: dt.datetime,
) -> None:  # fmt: skip
    line = next(line for line in lines if line.id == asked.line_id)
    data = {"name": line.name, "topic": say(f"approvals.topic.{asked.topic}"), "text": asked.answer}
    told = [Event("order", asked.order_id, f"consultation.{asked.state}", data)]
    if asked.state == REFUSED:
        orders.withdraw_questions(session, [line])
        why = {"reason": asked.answer, "who": me.name, "year": str(today_of(at).year + 1)}
        stop = [orders.Move(line, LineState.DECLINED, "line.declined_by", why)]
        if refers:
            stop = orders.refer(session, order, [line], data=why, actor=me.actor, at=at)
        orders.update_requests(session, asked.order_id, [each for each in lines if each is not line], at=at)
        orders.move_all(session, stop, actor=me.actor, at=at, also=told)
        return
    moves: list[orders.Move] = []
    if line.state == LineState.PENDING_CONSULTATION:
        moves = unbound(session, order, line, at=at)
        told += [again_event(order, line)] if moves else []
        moves = moves or [move for move in orders.releases(session, [line], at=at) if move.to == LineState.RELEASED]
    if moves:
        orders.move_all(session, moves, actor=me.actor, at=at, also=told)
    else:
        orders.note(session, asked.order_id, told, actor=me.actor, at=at)
