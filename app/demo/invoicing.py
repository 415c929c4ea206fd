"""Who invoices and who is invoiced in the demo world."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.invoicing.models import InvoiceCustomer, Issuer
from catalogue.identifiers import bare
from catalogue.invoices import Kind

DATA = Path(__file__).with_name("invoicing.toml")
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


def _customer(of: Organisation, said: dict[str, Any], at: dt.datetime) -> InvoiceCustomer:
    number, gln = bare(of.org_number), said.get("gln", "")
    return InvoiceCustomer(
        organisation_id=of.id, name=of.name, org_number=number, vat_number=f"SE{number}01",
        scheme="0088" if gln else "0007", endpoint=gln or number, reference=said["reference"],
        street=said["street"], postal_code=said["postal_code"], town=said["town"], at=at,
    )  # fmt: skip
