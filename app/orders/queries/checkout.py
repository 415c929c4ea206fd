"""What the checkout needs besides the basket: where to, on whose account, what was ordered lately, what was shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import edition
from app.budgets.models import Frame
from app.budgets.queries import beside_unit, by_kind
from app.budgets.queries.outlook import INDIVIDUAL, OWN
from app.db import UtcDateTime, plain, settled
from app.identity.models import CostCentre, Person, Unit, Workplace
from app.identity.queries import Visitor
from app.identity.queries.planning import Centre
from app.orders.models import LineState, Order, OrderLine
from app.orders.queries import kontering
from app.orders.queries.kontering import Chosen
from app.shop.models import Basket
from app.shop.queries import JudgedBasket, JudgedLine, limit_group
from catalogue.budgets import FrameKind
from catalogue.terms import Payer

UNIT_PAYS = frozenset({Payer.DIRECT, Payer.UNIT})


@dataclass(frozen=True, slots=True)
class Account:
    """Where an order goes and who carries its cost; None and empty where the unit has none."""

    invoice_reference: str
    cost_centre_id: int | None
    cost_centre: str
    cost_centre_name: str
    workplace_id: int | None
    workplace: str
    address: str
    chosen: Chosen | None = None
    frames: Mapping[FrameKind, Frame] = field(default_factory=dict)

    @property
    def delivery(self) -> str:
        """The address as one line."""
        return f"{self.workplace}, {self.address}" if self.workplace else ""


def _where_to() -> sa.Select[*tuple[Any, ...]]:
    """The unit with the chosen cost centre and workplace, or its own; built once: building costs more than asking."""
    today = sa.bindparam("today", type_=sa.Date)
    centre = sa.func.coalesce(sa.bindparam("centre", type_=sa.Integer), kontering.own_centre(), Unit.cost_centre_id)
    reference = sa.func.coalesce(kontering.registered(), Unit.invoice_reference).label("reference")
    in_use = sa.and_(Workplace.unit_id == Unit.id, Workplace.closed_on.is_(None))
    first = sa.select(sa.func.min(Workplace.id)).where(in_use).correlate(Unit).scalar_subquery()
    place = sa.func.coalesce(sa.bindparam("place", type_=sa.Integer), first)
    valid = sa.and_(
        CostCentre.id == centre,
        CostCentre.organisation_id == Unit.organisation_id,
        CostCentre.valid_from <= today,
        sa.or_(CostCentre.valid_to.is_(None), CostCentre.valid_to >= today),
    )
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(reference, CostCentre, Workplace, *kontering.defaults(), INDIVIDUAL, OWN)
        .select_from(Unit)
        .outerjoin(CostCentre, valid)
        .outerjoin(Workplace, sa.and_(Workplace.id == place, in_use))
        .where(Unit.id == sa.bindparam("unit"))
    )
    return beside_unit(question)


def _lately() -> sa.Select[str, int]:
    """What was ordered since `began` by or for a person or the one they order for, summed by kind."""
    me, began = sa.bindparam("me", type_=sa.Integer), sa.bindparam("began", type_=UtcDateTime)
    own: sa.CompoundSelect[Any] = sa.union(
        sa.select(Person.id).where(Person.id == me),
        sa.select(Basket.recipient_id).where(Basket.person_id == me, Basket.recipient_id.is_not(None)),
    )
    # One cut list for each index.
    whose = (Order.orderer_id, Order.recipient_id)
    parts = [sa.select(Order.id).where(column.in_(own), Order.placed_at >= began) for column in whose]
    return (
        sa.select(OrderLine.kind, sa.func.sum(OrderLine.value))
        .where(OrderLine.order_id.in_(sa.union(*parts)))
        .where(OrderLine.state.not_in((LineState.DECLINED, LineState.CANCELLED)))
        .group_by(OrderLine.kind)
    )


_WHERE_TO, _LATELY = settled(_where_to()), settled(_lately())


def account(session: Session, me: Visitor, basket: JudgedBasket, today: dt.date) -> Account:
    """The chosen cost centre and workplace, or the unit's own; a cost centre that is not valid today is left out."""
    asked = {
        "unit": me.unit_id, "centre": basket.cost_centre_id, "place": basket.workplace_id, "today": today,
        "me": me.id, "organisation": me.organisation_id, "reference": basket.invoice_reference,
        "year": today.year,
    }  # fmt: skip
    row = session.execute(_WHERE_TO, asked).one()
    return _account(row, _chosen(session, me, basket, row=row, today=today))


def _chosen(session: Session, me: Visitor, basket: JudgedBasket, *, row: sa.Row[Any], today: dt.date) -> Chosen | None:
    found: CostCentre | None = row.CostCentre
    if found is None:
        return None
    centre = Centre(found.id, found.code, found.activity, found.name)
    default = centre, {**(row.unit_codes or {}), **(row.own_codes or {})}
    return kontering.chosen(
        session, me, basket.kontering, default, has_plan=row.has_plan, on=today, total=unit_total(basket)
    )


def unit_total(basket: JudgedBasket) -> int:
    """What the unit pays of a basket, öre: what its kontering carries."""
    return sum(line.verdict.unit_cost for line in basket.lines if unit_pays(line))


def _account(row: sa.Row[Any], chosen: Chosen | None) -> Account:
    centre: CostCentre | None = row.CostCentre
    place: Workplace | None = row.Workplace
    return Account(
        invoice_reference=row.reference,
        cost_centre_id=centre.id if centre else None,
        cost_centre=chosen.summary if chosen else "",
        cost_centre_name=centre.name if centre else "",
        chosen=chosen,
        workplace_id=place.id if place else None,
        workplace=place.name if place else "",
        address=f"{place.street}, {place.postal_code} {place.town}" if place else "",
        frames=by_kind(row[-2:]),
    )


def recent(session: Session, me: Visitor, today: dt.date) -> dict[str, int]:
    """What was lately ordered by or for me and the one I order for, öre for each group that the limit looks at.

    Neither several orders, several people who order for one, nor several kinds of small things come round the limit.
    """
    window = dt.timedelta(days=int(edition().setting("approval_window_days", me.organisation_settings)))
    began = dt.datetime.combine(today - window, dt.time(), dt.UTC)
    spent: dict[str, int] = {}
    for kind, value in plain(session, _LATELY, {"me": me.id, "began": began}):
        group = limit_group(kind)
        spent[group] = spent.get(group, 0) + int(value)
    return spent


def content(basket: JudgedBasket, to: Account) -> str:
    """The SHA-256 of everything the check page shows and the order freezes."""
    shown: dict[str, Any] = {
        "lines": [_shown(line) for line in basket.lines],
        "recipient": [basket.recipient_id, basket.recipient_name],
        "to": [to.workplace_id, to.address, to.cost_centre, to.invoice_reference, to.chosen and to.chosen.words],
        "when": basket.needed_by and basket.needed_by.isoformat(),
        "note": basket.note,
    }
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _shown(line: JudgedLine) -> list[Any]:
    verdict = line.verdict
    asked = [str(asked) for asked in verdict.approvals]
    return [
        line.item.id, line.quantity, line.item.price, verdict.unit_cost, str(verdict.payer), asked,
        sorted(line.answers.items()), line.note,
    ]  # fmt: skip


def unit_pays(line: JudgedLine) -> bool:
    """Whether the line needs a cost centre and an invoice reference."""
    return line.verdict.payer in UNIT_PAYS
