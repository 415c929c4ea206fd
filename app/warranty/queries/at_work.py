"""What waits for somebody at work, for the start page: IT's queues and desks, a partner's orders and claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.cases.queries.visible import handles as handles_cases
from app.delivery.models import PartnerOrder
from app.delivery.queries.partner import SHOWN
from app.delivery.queries.worklist import OPEN as OPEN_LINES
from app.identity.queries import Visitor
from app.orders.models import OrderLine
from app.returns.models import HandedIn
from app.returns.queries import found as returns
from app.warranty.models import Claim
from app.warranty.queries.visible import handles, of_supplier
from catalogue.cases import OPEN
from catalogue.returns import ReturnState
from catalogue.rights import may
from catalogue.terms import Queue, Role

COUNTED_TO = 99
QUEUES = {Role.IT_WORKPLACE: Queue.IT_WORKPLACE.value, Role.IT_INFRASTRUCTURE: Queue.IT_INFRASTRUCTURE.value}


@dataclass(frozen=True, slots=True)
class Waits:
    """How much of a kind waits (99 at most), and where it is done."""

    key: str
    count: int
    url: str


def at_work(session: Session, me: Visitor, now: dt.datetime) -> list[Waits]:
    """What waits for me in my work; nothing is asked for whoever has no such work."""
    asked = _supplier(me) if me.supplier_id is not None else _desks(me, now)
    if not asked:
        return []
    counts = session.execute(sa.select(*(_counted(some) for _key, _url, some in asked))).one()
    return [Waits(key, count, url) for (key, url, _some), count in zip(asked, counts, strict=True) if count]


def _supplier(me: Visitor) -> list[tuple[str, str, sa.Select[int]]]:
    orders = sa.select(PartnerOrder.id).where(
        PartnerOrder.supplier_id == me.supplier_id, PartnerOrder.state.in_(SHOWN[""])
    )
    claims = sa.select(Claim.id).where(of_supplier(me), Claim.outcome == "")
    return [("orders", "/partner/bestallningar", orders), ("claims", "/partner/reklamationer", claims)]


def _desks(me: Visitor, now: dt.datetime) -> list[tuple[str, str, sa.Select[int]]]:
    asked: list[tuple[str, str, sa.Select[int]]] = []
    for role, queue in QUEUES.items():
        if role in me.roles:
            lines = sa.select(OrderLine.id).where(OrderLine.queue == queue, OrderLine.state.in_(OPEN_LINES))
            asked.append(("lines", f"/it/koer/{queue}", lines))
    if may("cases.work", me.roles):
        mine = sa.select(Case.id).where(handles_cases(me), Case.state.in_(OPEN))
        asked.append(("cases", "/it/arenden", mine))
        asked.append(("late", "/it/arenden?vy=sena", mine.where(Case.due_at < now)))
    if may("claims.handle", me.roles):
        claims = sa.select(Claim.id).join(Case, Case.id == Claim.case_id).where(handles(me), Claim.outcome == "")
        asked.append(("claims", "/it/reklamationer", claims))
    if returns.works_with(me):
        left = sa.select(HandedIn.id).where(HandedIn.state == ReturnState.HANDED_IN)
        asked.append(("returns", "/it/inlamningar", left))
    return asked


def _counted(some: sa.Select[int]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(some.limit(COUNTED_TO).subquery()).scalar_subquery()
