"""What an item must be to be sold, whoever puts it in the range."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.assortment.models import Item, SupplierContract
from app.assortment.queries import edition
from app.assortment.queries.content import content_of
from app.refusal import Refused
from catalogue.range import Model, unfit

FITNESS = frozenset({"kind", "technical_lifetime_months", "platform", "form_factor"})


def refuse_unfit(session: Session, item: Item, content: Mapping[str, Any], on: dt.date) -> None:
    """Raise Refused when an item may not be sold from a day: its lifetime, its platform, or its contract."""
    facts = content_of(item) | dict(content)
    refuse_model(facts)
    _refuse_contract(session, facts["contract_id"], on)


def refuse_wrong(session: Session, item: Item, new: Mapping[str, Any], on: dt.date) -> None:
    """Raise Refused when a correction would make an item one that may not be sold; what stood before is let be."""
    if new.keys() & FITNESS:
        refuse_model(content_of(item) | dict(new))
    if item.state == "published" and new.get("contract_id"):
        _refuse_contract(session, new["contract_id"], on)


def refuse_model(facts: Mapping[str, Any]) -> None:
    """Raise Refused for a model that the agreement does not allow of its kind (R-040, R-202)."""
    model = Model(
        technical_lifetime_months=facts["technical_lifetime_months"],
        platform=facts["platform"],
        form_factor=facts["form_factor"],
    )
    wrong = unfit(model, edition().kinds[facts["kind"]])
    if wrong:
        raise Refused(f"assortment.unfit.{wrong}", name=facts["name"])


def _refuse_contract(session: Session, contract_id: int | None, on: dt.date) -> None:
    contract = session.get(SupplierContract, contract_id) if contract_id else None
    if contract and not contract.starts_on <= on <= contract.ends_on:
        raise Refused("assortment.unfit.contract", reference=contract.reference, ends_on=contract.ends_on.isoformat())
