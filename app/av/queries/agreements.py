"""The support agreements of the units somebody works in or leads."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.av.models import SupportAgreement
from app.identity.queries import Visitor

MOST = 100


def agreements(session: Session, me: Visitor, today: dt.date) -> list[SupportAgreement]:
    """Those that hold or will, the one that ends first at the top."""
    units = {me.unit_id, *me.led_units}
    question = sa.select(SupportAgreement).where(
        SupportAgreement.unit_id.in_(units), SupportAgreement.ends_on >= today
    )  # fmt: skip
    return list(session.scalars(question.order_by(SupportAgreement.ends_on, SupportAgreement.id).limit(MOST)))
