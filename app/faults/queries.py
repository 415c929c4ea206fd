"""What somebody may report a fault on: their devices, a device of their unit by its tag, the systems they use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.devices.models import Device
from app.devices.queries.mine import GONE
from app.identity.queries import Visitor
from app.requests.models import BusinessSystem

MOST = 60
COLUMNS: tuple[Any, ...] = (
    Device.id,
    Device.tag,
    Device.model,
    Device.segment,
    Device.state,
    Device.support_level,
    Device.holder_name,
)


@dataclass(frozen=True, slots=True)
class Mine:
    """A device a fault may be reported on."""

    id: int
    tag: str
    model: str
    segment: str
    state: str
    support_level: str
    holder_name: str


def devices(session: Session, me: Visitor) -> list[Mine]:
    """What I hold and what my units hold, mine first."""
    question = (
        sa.select(*COLUMNS)
        .where(sa.or_(Device.holder_id == me.id, Device.unit_id.in_(me.led_units)), Device.state.not_in(GONE))
        .order_by(sa.func.coalesce(Device.holder_id == me.id, sa.false()).desc(), Device.id.desc())
        .limit(MOST)
    )
    return [Mine(*tuple(row)) for row in session.execute(question)]


def device(session: Session, me: Visitor, tag: str) -> Mine | None:
    """A device by its tag, when it is mine or my unit's: a teacher reports what a pupil of the school holds."""
    if not tag:
        return None
    near = sa.or_(Device.holder_id == me.id, Device.unit_id == me.unit_id, Device.unit_id.in_(me.led_units))
    row = session.execute(sa.select(*COLUMNS).where(Device.tag == tag.strip().upper(), near)).one_or_none()
    return Mine(*tuple(row)) if row else None


def systems(session: Session, me: Visitor) -> list[BusinessSystem]:
    """The systems of my organisation, and those that all share."""
    mine = sa.or_(BusinessSystem.organisation_id.is_(None), BusinessSystem.organisation_id == me.organisation_id)
    return list(session.scalars(sa.select(BusinessSystem).where(mine).order_by(BusinessSystem.name).limit(200)))


def just_reported(session: Session, me: Visitor, subject: str, text: str, *, now: dt.datetime) -> str:
    """The number of the same report, sent a moment ago: a form that was sent twice makes one case."""
    question = sa.select(Case.number).where(
        Case.requester_id == me.id, Case.subject == subject, Case.description == text,
        Case.opened_at > now - dt.timedelta(minutes=10),
    )  # fmt: skip
    return session.scalar(question.order_by(Case.id.desc()).limit(1)) or ""
