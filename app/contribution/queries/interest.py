"""The internal interest of each member: its own where it has decided one, else the budget's (DOMAIN d3)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import SettingChange

KEY = "internal_interest"
HOLDS = ("planned", "applied")


def own_rates(session: Session, year: int) -> dict[int, int]:
    """The members' own internal interest on 1 January of a year, basis points; who follows the budget is not there."""
    row = SettingChange
    question = (
        sa.select(row.organisation_id, row.value)
        .where(row.key == KEY, row.state.in_(HOLDS), row.holds_from <= dt.date(year, 1, 1))
        .order_by(row.holds_from, row.id)
    )
    latest = {found.organisation_id: found.value for found in session.execute(question)}
    return {key: value for key, value in latest.items() if isinstance(value, int) and not isinstance(value, bool)}
