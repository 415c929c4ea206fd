"""The terms that suppliers have."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ware_returns.models import ReturnTerms


def all_terms(session: Session) -> dict[int, ReturnTerms]:
    """The terms that are written down, by supplier."""
    return {row.supplier_id: row for row in session.scalars(sa.select(ReturnTerms))}
