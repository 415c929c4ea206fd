"""Contracts with suppliers: written down and changed, with who and when."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import SupplierContract
from app.history import Actor, Event
from app.refusal import Changed, Refused

NAMES = ("supplier_id", "area", "reference", "starts_on", "ends_on", "included_in_contribution", "note")


def save_contract(
    session: Session, row: SupplierContract | None, values: Mapping[str, Any], *, seen: str = "", actor: Actor,
    at: dt.datetime,
) -> SupplierContract:  # fmt: skip
    """Write a contract down, or change it; raises Changed when it is no longer as `seen`, Refused for a taken name."""
    if row is not None and mark_of(row) != seen:
        raise Changed("assortment.refused.changed_meanwhile")
    taken = sa.select(SupplierContract.id).where(SupplierContract.reference == values["reference"])
    if session.scalar(taken.where(SupplierContract.id != (row.id if row else 0))) is not None:
        raise Refused("editing.refused.reference", value=values["reference"])
    old = {name: _plain(getattr(row, name)) for name in NAMES} if row else {}
    if row is None:
        row = SupplierContract(**values)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    told = {"old": old, "new": {name: _plain(getattr(row, name)) for name in NAMES}}
    history.record(session, actor, at, [Event("contract", row.id, "contract.saved", told)])
    return row


def mark_of(row: SupplierContract) -> str:
    """What tells whether a contract is still as it was shown."""
    plain = json.dumps({name: _plain(getattr(row, name)) for name in NAMES}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
