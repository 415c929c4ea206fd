"""Licences that were there before the shop, with the shop's own verbs; what is due is asked about on the day itself."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration import actions as administration
from app.assortment.models import Item
from app.history import Actor
from app.identity.models import CostCentre, Organisation, Person, Unit
from app.licences import actions, queries
from app.words import say
from app.words.formats import today_of
from catalogue.edition import load as edition

DATA = Path(__file__).with_name("licences.toml")


def load(session: Session, *, now: dt.datetime) -> None:
    """Fill pools, give people and places what they had, and let what is due today happen."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    shop = Actor(None, say("administration.shop"))
    for slug, size in data["pools"].items():
        actions.resize(session, queries.pool_of(session, slug), size, actor=shop, at=now - dt.timedelta(days=420))
    for row in sorted(data["licence"], key=lambda row: -int(row["days"])):
        at = now - dt.timedelta(days=row["days"])
        ordered = _ordered(session, row, now)
        if not ordered.is_personal or not queries.has(session, ordered.recipient_id or 0, ordered.item_id):
            actions.activate(session, ordered, actor=shop, at=at)
    _policies(session, data["ai_policy"], now)
    session.flush()
    for licence_id in queries.due(session, today=today_of(now)):
        actions.tend(session, licence_id, at=now)


def _policies(session: Session, addresses: dict[str, str], now: dt.datetime) -> None:
    """Say where organisations keep their AI policy."""
    today, actor = today_of(now), Actor(None, say("administration.shop"))
    for key, address in addresses.items():
        of = session.execute(sa.select(Organisation).where(Organisation.key == key)).scalar_one()
        administration.decide(
            session, of, edition().settings["ai_policy"], value=address, holds_from=today, seen=0, actor=actor, at=now,
            today=today,
        )  # fmt: skip


def _ordered(session: Session, row: dict[str, Any], now: dt.datetime) -> actions.Ordered:
    question = (
        sa.select(Person, Unit, CostCentre)
        .join(Unit, Unit.id == Person.unit_id)
        .join(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .where(Person.subject == row["who"])
    )
    who, unit, centre = session.execute(question).one()
    item = session.execute(sa.select(Item).where(Item.slug == row["item"])).scalar_one()
    until = today_of(now) + dt.timedelta(days=row["until"]) if "until" in row else None
    editors = sa.select(Person.id, Person.name).where(Person.subject.in_(row.get("editors", ())))
    return actions.Ordered(
        line_id=None, order_number="", item_id=item.id, kind=item.kind, name=item.name, quantity=1, price=item.price,
        price_period=item.price_period, payer=str(edition().kinds[item.kind].payer),
        cost_centre=say("orders.account", code=centre.code, activity=centre.activity), orderer_id=who.id,
        recipient_id=who.id, recipient_name=who.name, unit_id=unit.id, organisation_id=unit.organisation_id,
        details={
            "place": row.get("place", ""), "editors": [tuple(each) for each in session.execute(editors)],
            "until": until.isoformat() if until else "",
        },
    )  # fmt: skip
