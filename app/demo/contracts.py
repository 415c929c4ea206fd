"""Contracts that the demo world's items are bought under: most run for years, some end soon."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.actions.changing import SYSTEM, write
from app.assortment.models import Item, Supplier
from app.words.formats import today_of
from catalogue.lifetimes import add_months

FILE = Path(__file__).with_name("contracts.toml")


def load(session: Session, *, now: dt.datetime, at: dt.datetime) -> None:
    """Write the contracts down and put the items under them with one version.

    The days are counted from `now`; it is written `at` a moment (both UTC) before the first order.
    """
    today = today_of(now)
    suppliers = {row.key: row.id for row in session.scalars(sa.select(Supplier))}
    for told in tomllib.loads(FILE.read_text(encoding="utf-8"))["contract"]:
        values = {
            "supplier_id": suppliers[told["supplier"]], "area": told["area"], "reference": told["reference"],
            "starts_on": add_months(today, -told["began_months_ago"]), "note": told.get("note", ""),
            "ends_on": add_months(today, told["ends_in_months"]),
            "included_in_contribution": told.get("included", False),
        }  # fmt: skip
        row = actions.save_contract(session, None, values, actor=SYSTEM, at=at)
        under = sa.select(Item).where(Item.kind.in_(told["kinds"]), Item.state == "published")
        for item in session.scalars(under.order_by(Item.id)).all():
            write(session, item, "facts", content={"contract_id": row.id}, actor=SYSTEM, at=at)
    actions.apply_due(session, at=at)
