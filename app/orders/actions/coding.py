"""The kontering of order lines: demanded and frozen when the order is placed, changed afterwards only by a new row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.history import Actor, Event
from app.identity.queries.planning import plan_for
from app.orders.models import LineKontering, OrderLine
from app.orders.queries.checkout import UNIT_PAYS, Account
from app.orders.queries.kontering import codes_in_words, fault_text, frozen
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.kontering import Kontering, NotAllowed, Share
from catalogue.kontering import freeze as divided

FIRST = 1


def check(details: Account) -> None:
    """Raise Refused, in words that name part and code, for a kontering that may not be used on the day."""
    if details.chosen and details.chosen.why:
        raise Refused("orders.refused.kontering", why=" ".join(details.chosen.why))


def freeze(session: Session, lines: Sequence[OrderLine], details: Account, *, actor: Actor, at: dt.datetime) -> None:
    """Keep what carries each line that the unit pays, in öre; raises Refused for what the plan does not allow today."""
    paid = [line for line in lines if line.payer in UNIT_PAYS and line.unit_cost]
    if not paid or details.chosen is None:
        return
    rows = _divided(details.chosen.kontering, details, [line.unit_cost for line in paid], today_of(at))
    for line, shares in zip(paid, rows, strict=True):
        session.add_all(_row(line, (FIRST, *each), actor=actor, at=at) for each in enumerate(shares, start=1))


def recode(
    session: Session, line: OrderLine, kontering: Kontering, reason: str, *, seen: int, actor: Actor, at: dt.datetime
) -> None:
    """Put a line on other codes from today, with the reason; what it was on stays (`seen`: the generation shown).

    Raises Refused for codes that may not be used today, Changed when somebody re-coded it meanwhile.
    """
    session.execute(locked(sa.select(OrderLine.id).where(OrderLine.id == line.id)))
    before = frozen(session, [line.id]).get(line.id, [])
    if (before[0].generation if before else 0) != seen:
        raise Changed("orders.refused.recoded")
    used = {code for share in kontering.shares for code in share.codes.values()}
    today = today_of(at)
    plan = plan_for(session, line.organisation_id, codes=used, centres=(), on=today).plan
    try:
        shares = divided(plan, kontering, today, [line.unit_cost])[0]
    except NotAllowed as refused:
        raise Refused("orders.refused.kontering", why=" ".join(map(fault_text, refused.faults))) from refused
    session.add_all(
        _row(line, (seen + 1, *each), actor=actor, at=at, reason=reason) for each in enumerate(shares, start=1)
    )
    told = {
        "name": line.name, "reason": reason, "old": _told(row.codes for row in before),
        "new": _told(share.codes for share in shares),
    }  # fmt: skip
    history.record(session, actor, at, [Event("order", line.order_id, "line.recoded", told)])


def _divided(kontering: Kontering, details: Account, costs: Sequence[int], on: dt.date) -> list[list[Share]]:
    plan = details.chosen.plan if details.chosen else None
    try:
        return divided(plan, kontering, on, costs) if plan else []
    except NotAllowed as refused:
        raise Refused("orders.refused.kontering", why=" ".join(map(fault_text, refused.faults))) from refused


def _row(
    line: OrderLine, place: tuple[int, int, Share], *, actor: Actor, at: dt.datetime, reason: str = ""
) -> LineKontering:
    generation, position, carried = place
    return LineKontering(
        line_id=line.id, generation=generation, position=position, codes=dict(carried.codes), weight=carried.weight,
        made_on=today_of(at), made_at=at, made_by=actor.id, made_by_name=actor.name, reason=reason,
    )  # fmt: skip


def _told(codes: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(map(codes_in_words, codes))
