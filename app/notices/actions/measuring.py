"""Recording that a component was away, and striking what was recorded by mistake."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.queries import Visitor
from app.notices.models import Outage
from app.refusal import Refused
from catalogue.components import Component


def record(session: Session, me: Visitor, component: Component, outage: Outage, *, at: dt.datetime) -> None:
    """Record an outage of a component; raises Refused for times that are not in order or lie ahead."""
    if outage.ends_at <= outage.starts_at:
        raise Refused("notices.refused.order")
    if outage.ends_at > at:
        raise Refused("notices.refused.ahead")
    outage.component, outage.recorded_by, outage.recorded_at = component.key, me.id, at
    session.add(outage)
    session.flush()
    history.record(session, me.actor, at, [Event("outage", outage.id, "notices.outage", {"name": component.name})])


def strike(session: Session, me: Visitor, outage: Outage, reason: str, *, at: dt.datetime) -> None:
    """Strike an outage, so that it no longer counts; raises Refused without a reason."""
    if not reason:
        raise Refused("notices.refused.reason")
    outage.struck_at, outage.struck_reason = at, reason
    history.record(session, me.actor, at, [Event("outage", outage.id, "notices.struck", {"reason": reason})])
