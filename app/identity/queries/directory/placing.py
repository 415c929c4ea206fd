"""Which unit a directory's words mean.

A department is a unit's name, or the code of the one unit's cost centre; else the cost centre alone decides. Words
that fit no unit, or two, place nobody. A unit that was merged into another means that one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CostCentre, Organisation, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works, in a directory's own words."""

    organization: str = ""
    department: str = ""
    cost_center: str = ""


def folded(text: str) -> str:
    """A name as names are compared: without case and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def organisation_meant(place: Place, organisations: list[Organisation]) -> Organisation | None:
    """The organisation that is meant; the only one when nothing is said, None where that cannot be told."""
    said = folded(place.organization)
    for found in organisations:
        if said and said in {folded(each) for each in (found.name, found.short_name, found.key, found.org_number)}:
            return found
    return organisations[0] if len(organisations) == 1 else None


def unit_meant(session: Session, place: Place, organisations: list[Organisation]) -> Unit | None:
    """The unit that is meant among these organisations, or None."""
    department, code = folded(place.department), folded(place.cost_center)
    if not department and not code:
        return None
    meant = organisation_meant(place, organisations)
    within = [meant.id] if meant else [each.id for each in organisations]
    rows = session.execute(
        sa.select(sa.func.coalesce(Unit.successor_id, Unit.id).label("id"), Unit.name, CostCentre.code)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .where(Unit.organisation_id.in_(within), Unit.awaits_placing.is_(False))
        .where(sa.or_(Unit.closed_on.is_(None), Unit.successor_id.is_not(None)))
    ).all()
    named = {row.id for row in rows if department and folded(row.name) == department}
    coded = {row.id for row in rows if row.code and folded(row.code) in {department, code} - {""}}
    for found in (named & coded, named, coded):
        if len(found) == 1:
            return session.scalar(sa.select(Unit).where(Unit.id.in_(found)))
    return None
