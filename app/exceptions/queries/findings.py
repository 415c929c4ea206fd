"""What a finding means for a device: whether the network or support is refused, and why. Rooms above ask here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import Finding, FindingSanction
from app.identity.queries import Visitor
from catalogue.outside import Sanction


@dataclass(frozen=True, slots=True)
class Barred:
    """A sanction that stands on a device, with the number of its finding."""

    device_id: int
    sort: str
    number: str
    reason: str
    since: dt.datetime

    @property
    def is_support(self) -> bool:
        """Whether it is support and claims that are refused."""
        return self.sort == Sanction.REFUSE_SUPPORT


COLUMNS: tuple[Any, ...] = (
    Finding.device_id, FindingSanction.sort, Finding.number, FindingSanction.reason, FindingSanction.applied_at,
)  # fmt: skip
_STANDING = (
    sa.select(*COLUMNS)
    .join(Finding, Finding.id == FindingSanction.finding_id)
    .where(FindingSanction.lifted_at.is_(None), Finding.device_id.in_(sa.bindparam("devices", expanding=True)))
    .order_by(FindingSanction.id)
)


def barred(session: Session, device_ids: list[int]) -> list[Barred]:
    """The sanctions that stand on these devices. One question."""
    if not device_ids:
        return []
    return [Barred(*tuple(row)) for row in session.execute(_STANDING, {"devices": device_ids})]


def refused_support(session: Session, device_id: int) -> Barred | None:
    """Why support and claims are refused for a device; None when they are not (R-036)."""
    standing = barred(session, [device_id])
    return next((each for each in standing if each.is_support), None)


def on_device(session: Session, device_id: int) -> list[Finding]:
    """The findings about a device, newest first."""
    question = sa.select(Finding).where(Finding.device_id == device_id).order_by(Finding.id.desc())
    return list(session.scalars(question))


def findings_of_unit(session: Session, me: Visitor) -> list[Finding]:
    """The findings in units that I lead that are not closed, newest first."""
    if not me.led_units:
        return []
    open_ = sa.select(Finding).where(Finding.unit_id.in_(me.led_units), Finding.state != "closed")
    return list(session.scalars(open_.order_by(Finding.id.desc()).limit(20)))
