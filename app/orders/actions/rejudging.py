"""Whose yes a placed line wants when it has become dearer: what the rules ask of the new sum is asked besides.

What the line was placed under stays frozen otherwise: who pays, its way, its life (promises 20 and 23).
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.identity.queries import Visitor
from app.orders.actions import budgeting
from app.orders.models import LineState, Order, OrderLine
from app.shop.queries import limit_group
from app.words.formats import today_of
from catalogue.rulebook import Verdict, Wish, judge
from catalogue.terms import Asked

GONE = (LineState.DECLINED, LineState.CANCELLED)


def rejudge(session: Session, me: Visitor, order: Order, line: OrderLine, *, at: dt.datetime) -> list[str]:
    """Let a line that costs more want the yes that its sum demands now; gives the steps that it did not want before."""
    verdict = judge(_wish(session, me, order, line, at=at), edition())
    demanded = [str(step) for step in verdict.approvals if step != Asked.IT]
    wanted = dict.fromkeys((*line.steps, *demanded, *budgeting.overdraft(session, line)))
    added = [step for step in wanted if step not in line.steps]
    if added:
        line.verdict = line.verdict | {"approvals": list(wanted)} | _why(line, verdict)
        session.flush()
    return added


def _why(line: OrderLine, verdict: Verdict) -> dict[str, object]:
    """The reasons that go with it, in the place of those why somebody, or nobody, had to say yes before."""
    judged = verdict.to_dict()
    if not verdict.approvals:
        return {}
    told = [reason for reason in judged["reasons"] if reason[0].startswith("approval.")]
    kept = [reason for reason in line.verdict["reasons"] if not reason[0].startswith("approval.")]
    return {"reasons": [*told, *kept], "alternatives": judged["alternatives"]}


def _wish(session: Session, me: Visitor, order: Order, line: OrderLine, *, at: dt.datetime) -> Wish:
    return Wish(
        kind=line.kind, segment=line.segment, organisation=me.organisation_key, roles=frozenset(me.roles_here),
        quantity=line.quantity, unit_price=line.unit_price, price_period=line.price_period, vat_rate=line.vat_rate,
        answers=line.answers, on=today_of(at), organisation_settings=me.organisation_settings,
        accumulated=_besides(session, me, order, line, at=at),
    )  # fmt: skip


def _besides(session: Session, me: Visitor, order: Order, line: OrderLine, *, at: dt.datetime) -> int:
    """What the same people ordered lately in the same group besides this line, öre: the limit looks at the sum."""
    window = dt.timedelta(days=int(edition().setting("approval_window_days", me.organisation_settings)))
    began = dt.datetime.combine(today_of(at) - window, dt.time(), dt.UTC)
    people = {order.orderer_id, order.recipient_id} - {None}
    question = (
        sa.select(OrderLine.kind, sa.func.sum(OrderLine.value))
        .join(Order, Order.id == OrderLine.order_id)
        .where(sa.or_(Order.orderer_id.in_(people), Order.recipient_id.in_(people)), Order.placed_at >= began)
        .where(OrderLine.id != line.id, OrderLine.state.not_in(GONE))
        .group_by(OrderLine.kind)
    )
    group = limit_group(line.kind)
    return sum(int(value) for kind, value in session.execute(question) if limit_group(kind) == group)
