"""Licences follow a merged unit to its heir, and somebody who changes unit if the chef there agrees."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.desks.models import ApprovalRequest
from app.history import Actor, Event
from app.identity.models import CostCentre, Person, Unit
from app.licences.actions.holding import HELD, MATTER, change
from app.licences.models import Licence, LicenceReview
from app.words import say


def new_unit(session: Session, licence: Licence) -> int | None:
    """The unit that the holder works in now, when it is another than the one that pays; else None."""
    question = (
        sa.select(Unit.id)
        .join(Person, Person.unit_id == Unit.id)
        .where(
            Person.id == licence.holder_id, Person.active, Unit.id != licence.unit_id, Unit.awaits_placing.is_(False)
        )
    )
    return session.scalar(question)


def follow_unit(session: Session, licence: Licence, *, actor: Actor, at: dt.datetime) -> None:
    """Move a licence of a unit that was merged to the one that took over, which has its costs already."""
    unit = session.get_one(Unit, licence.unit_id)
    if unit.successor_id is None:
        return
    heir = session.get_one(Unit, unit.successor_id)
    told = {"before": unit.name, "unit": heir.name}
    history.record(session, actor, at, [Event(HELD, licence.id, "licence.followed", told)])
    change(session, licence, {"unit_id": heir.id, "cost_centre": account_of(session, heir) or licence.cost_centre})


def move_to_asked(  # whose yes it was, and who and when, as everywhere
    session: Session, licence: Licence, review: LicenceReview, *, who: str, actor: Actor, at: dt.datetime
) -> None:
    """Let the unit whose chef said yes pay from now on, when that is another than before."""
    asked = sa.select(ApprovalRequest.unit_id).where(
        ApprovalRequest.matter == MATTER, ApprovalRequest.matter_id == review.id
    )
    unit = session.get_one(Unit, session.execute(asked).scalar_one())
    if unit.id == licence.unit_id:
        return
    told = {"name": licence.name, "who": licence.holder_name, "unit": unit.name, "decider": who}
    history.record(session, actor, at, [Event(HELD, licence.id, "licence.moved", told)])
    here = {"unit_id": unit.id, "organisation_id": unit.organisation_id, "cost_centre": account_of(session, unit)}
    change(session, licence, dict(here))


def account_of(session: Session, unit: Unit) -> str:
    """The unit's own cost centre in words; empty where it has none."""
    centre = session.get(CostCentre, unit.cost_centre_id) if unit.cost_centre_id else None
    return say("orders.account", code=centre.code, activity=centre.activity) if centre else ""
