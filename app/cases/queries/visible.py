"""Which cases a person may see and which they work with; every question about cases goes through here."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.queries.asked import was_asked
from app.identity.queries import Visitor
from app.identity.queries.grants import within
from catalogue.cases import ANSWERED_BY, IT_ROLES, WORKED_BY
from catalogue.terms import Queue, Role

READERS = frozenset({Role.AUDITOR})
CONTACTS = WORKED_BY[Queue.MUNICIPALITY]
MUNICIPALITY = Queue.MUNICIPALITY.value


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """Cases I asked for, of units I lead, that wait for me or lie in my queues; all in reach for IT and auditor."""
    parts = [Case.requester_id == me.id, was_asked(me)]
    if me.led_units:
        parts.append(Case.unit_id.in_(me.led_units))
    if not me.roles.isdisjoint(IT_ROLES | READERS):
        parts.append(_reached(me, IT_ROLES | READERS))
    if not me.roles.isdisjoint(CONTACTS):
        parts.append(_own_municipality(me))
    for step in ("budget", "kckd"):
        if not me.roles.isdisjoint(ANSWERED_BY[step]):
            parts.append(sa.and_(_asked_of(step), _reached(me, ANSWERED_BY[step])))
    return sa.or_(*parts)


def handles(me: Visitor) -> sa.ColumnElement[bool]:
    """The cases I work with: IT's queues for IT, the municipality's own for its contact."""
    parts: list[sa.ColumnElement[bool]] = []
    if not me.roles.isdisjoint(IT_ROLES):
        parts.append(sa.and_(Case.queue != MUNICIPALITY, _reached(me, IT_ROLES)))
    if not me.roles.isdisjoint(CONTACTS):
        parts.append(_own_municipality(me))
    return sa.or_(sa.false(), *parts)


def may_handle(case: Case, me: Visitor) -> bool:
    """Whether I work with a case; nobody handles what they asked for themselves."""
    if case.requester_id == me.id:
        return False
    if case.queue == MUNICIPALITY:
        return case.organisation_id == me.organisation_id and _reaches(me, CONTACTS, case)
    return _reaches(me, IT_ROLES, case)


def may_write(case: Case, me: Visitor, *, asked: bool) -> bool:
    """Whether I take part in a case: I requested it, I lead the unit, I am or was asked, or I work with it."""
    takes_part = asked or case.requester_id == me.id or case.unit_id in me.led_units
    wanted = set(case.asked.split(",")) & ANSWERED_BY.keys()
    return takes_part or may_handle(case, me) or any(_reaches(me, ANSWERED_BY[step], case) for step in wanted)


def _own_municipality(me: Visitor) -> sa.ColumnElement[bool]:
    return sa.and_(Case.queue == MUNICIPALITY, Case.organisation_id == me.organisation_id, _reached(me, CONTACTS))


def _reached(me: Visitor, roles: Collection[str]) -> sa.ColumnElement[bool]:
    return within(me, roles, organisation=Case.organisation_id, unit=Case.unit_id)


def _reaches(me: Visitor, roles: Collection[str], case: Case) -> bool:
    return any(
        grant.role in roles
        and grant.organisation_id in (None, case.organisation_id)
        and grant.unit_id in (None, case.unit_id)
        for grant in me.grants
    )


def _asked_of(step: str) -> sa.ColumnElement[bool]:
    return ("," + Case.asked + ",").like(f"%,{step},%")
