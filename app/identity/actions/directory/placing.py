"""Where a directory's people are put, also those whose place it does not tell."""

from __future__ import annotations

import sqlalchemy as sa
from scim2_models import ForbiddenException
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Unit
from app.identity.queries.directory import Directory, Place, organisation_meant, organisations_of, unit_meant
from app.words import say


def unit_for(session: Session, directory: Directory, place: Place) -> Unit:
    """The unit that is meant, else the one where people of the organisation wait to be placed; flushes.

    Raises ForbiddenException for a directory whose organisations do not exist here.
    """
    organisations = organisations_of(session, directory)
    if not organisations:
        raise ForbiddenException(detail="the organisations of this token do not exist here")
    unit = unit_meant(session, place, organisations)
    return unit or waiting_room(session, organisation_meant(place, organisations) or organisations[0])


def waiting_room(session: Session, organisation: Organisation) -> Unit:
    """The unit of an organisation where those without a place wait, made when first needed; flushes."""
    waits = sa.select(Unit).where(Unit.organisation_id == organisation.id, Unit.awaits_placing)
    unit = session.scalar(waits)
    if unit is None:
        unit = Unit(
            organisation_id=organisation.id, name=say("directory.unplaced"), invoice_reference="", awaits_placing=True
        )
        session.add(unit)
        session.flush()
    return unit
