"""Who invoices and who is invoiced in the demo world."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor
from app.identity.models import Organisation
from app.invoicing import actions
from app.invoicing.models import InvoiceCustomer, IssuedInvoice, Issuer, State
from app.invoicing.queries.credits import left_of
from app.words import say
from app.words.formats import today_of
from catalogue.identifiers import bare
from catalogue.invoices import Kind
from catalogue.lifetimes import add_months

DATA = Path(__file__).with_name("invoicing.toml")
SHOP = Actor(None, say("invoicing.text.shop"))
STANDARD = {"category": "S", "rate": 2500, "reason": ""}


def begin(session: Session, *, at: dt.datetime) -> None:
    """The issuer, and the customers that have told their details."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    number = data["issuer"]["org_number"]
    treatments = {kind.value: STANDARD for kind in Kind}
    session.add(
        Issuer(**data["issuer"], vat_number=f"SE{number}01", f_tax=True, endpoint=number, treatments=treatments, at=at)
    )
    rows = {row.key: row for row in session.scalars(sa.select(Organisation))}
    session.add_all(_customer(rows[key], said, at) for key, said in data["customer"].items())
    session.flush()


def live(session: Session, *, now: dt.datetime) -> None:
    """Three months of recharges with the shop's own verbs; what is older has arrived, one was credited in part."""
    this = today_of(now).replace(day=1)
    for back in (3, 2, 1):
        month, at = add_months(this, -back), now - dt.timedelta(days=31 * (back - 1) + 1)
        run = actions.start(session, month, actor=SHOP, at=at, today=this)
        for group in actions.left(session, run.id):
            actions.carry_on(session, run.id, group, at=at)
        actions.end(session, run.id, at=at)
    rows = session.scalars(sa.select(IssuedInvoice).order_by(IssuedInvoice.id)).all()
    for row in [row for row in rows if today_of(row.at) < this]:
        _arrive(session, row)
    recharged = [row for row in rows if row.kind == Kind.LICENCE]
    if recharged:
        part = actions.Credit("demo", say("demo.invoice_credit"), _half(session, recharged[0]))
        actions.credit(session, recharged[0], part, actor=SHOP, at=now)


def _arrive(session: Session, row: IssuedInvoice) -> None:
    parcel = actions.pack(session, row.id)
    if parcel:
        actions.handed_over(session, parcel, at=row.at + dt.timedelta(minutes=2))
        actions.tell(session, row, State.DELIVERED, actor=SHOP, at=row.at + dt.timedelta(hours=1))


def _half(session: Session, row: IssuedInvoice) -> dict[int, int]:
    """Half of its first line."""
    first = left_of(session, row.id)[0]
    return {first.line.id: first.left // 2}


def _customer(of: Organisation, said: dict[str, Any], at: dt.datetime) -> InvoiceCustomer:
    number, gln = bare(of.org_number), said.get("gln", "")
    return InvoiceCustomer(
        organisation_id=of.id, name=of.name, org_number=number, vat_number=f"SE{number}01",
        scheme="0088" if gln else "0007", endpoint=gln or number, reference=said["reference"],
        street=said["street"], postal_code=said["postal_code"], town=said["town"], at=at,
    )  # fmt: skip
