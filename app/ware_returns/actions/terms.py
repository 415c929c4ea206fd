"""What suppliers take back, kept as rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.history import Actor, Event
from app.refusal import Missing
from app.ware_returns.models import ReturnTerms
from catalogue.ware_returns import Terms


def set_terms(session: Session, supplier_id: int, terms: Terms, *, address: str, actor: Actor, at: dt.datetime) -> None:
    """Write down a supplier's terms; those that were asked for before keep theirs. Raises Missing for no supplier."""
    supplier = session.get(Supplier, supplier_id)
    if supplier is None:
        raise Missing
    row = session.get(ReturnTerms, supplier_id) or ReturnTerms(supplier_id=supplier_id)
    row.wrong_days, row.unwanted_days, row.fee = terms.wrong_days, terms.unwanted_days, terms.fee
    row.address, row.changed_at, row.changed_by = address, at, actor.id
    session.add(row)
    session.flush()
    told = {"supplier": supplier.name, "wrong": terms.wrong_days, "unwanted": terms.unwanted_days}
    history.record(session, actor, at, [Event("supplier", supplier_id, "ware_return.terms", told)])
