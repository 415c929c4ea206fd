"""What the log is about, by the number or name that people know it by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, RangeDecision
from app.budgets.models import Investment
from app.cases.models import Case
from app.delivery.models import PartnerOrder
from app.devices.models import Device
from app.exceptions.models import ExceptionRequest, Finding
from app.forum.models import Proposal
from app.history import HistoryEntry
from app.identity.models import Organisation, Person, Unit
from app.invoicing.models import IssuedInvoice
from app.invoicing.models.supplier import SupplierInvoice
from app.licences.models import Licence
from app.orders.models import Order
from app.returns.models import HandedIn
from app.theft.models import TheftReport
from app.ware_returns.models import WareReturn
from app.warranty.models import Claim

# Each subject of the log with its table and the column that people call it by.
NAMED: tuple[tuple[str, Any, Any], ...] = (
    ("order", Order, Order.number), ("device", Device, Device.tag), ("person", Person, Person.name),
    ("unit", Unit, Unit.name), ("organisation", Organisation, Organisation.name),
    ("proposal", Proposal, Proposal.number), ("decision", RangeDecision, RangeDecision.number),
    ("item", Item, Item.name), ("case", Case, Case.number), ("claim", Claim, Claim.number),
    ("exception", ExceptionRequest, ExceptionRequest.number), ("finding", Finding, Finding.number),
    ("invoice", IssuedInvoice, IssuedInvoice.number), ("investment", Investment, Investment.number),
    ("supplier_invoice", SupplierInvoice, SupplierInvoice.number), ("licence_held", Licence, Licence.number),
    ("return", HandedIn, HandedIn.number), ("theft", TheftReport, TheftReport.number),
    ("ware_return", WareReturn, WareReturn.number), ("partner_order", PartnerOrder, PartnerOrder.number),
)  # fmt: skip


def name_of() -> sa.ColumnElement[str]:
    """The number or name of what an entry is about, as a column; empty where it has none."""
    found = [
        (HistoryEntry.subject == subject, sa.select(name).where(model.id == HistoryEntry.subject_id).scalar_subquery())
        for subject, model, name in NAMED
    ]
    return sa.func.coalesce(sa.case(*found, else_=""), "")


def called(session: Session, text: str) -> sa.ColumnElement[bool]:
    """Entries about everything that is called so, written as it is or in small letters; one question."""
    asked = sa.union_all(
        *(
            sa.select(sa.literal(subject).label("subject"), model.id.label("id")).where(name.in_({text, text.upper()}))
            for subject, model, name in NAMED
        )
    )
    found: dict[str, list[int]] = {}
    for subject, key in session.execute(asked):
        found.setdefault(subject, []).append(key)
    rows = (
        sa.and_(HistoryEntry.subject == subject, HistoryEntry.subject_id.in_(keys)) for subject, keys in found.items()
    )
    return sa.or_(sa.false(), *rows)
