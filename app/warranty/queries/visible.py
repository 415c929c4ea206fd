"""Which claims a person sees and which they handle; every question about claims goes through here."""

from __future__ import annotations

import sqlalchemy as sa

from app.cases.models import Case
from app.cases.queries.visible import READERS, may_handle
from app.identity.queries import Visitor, within
from app.warranty.models import Claim
from catalogue.cases import IT_ROLES
from catalogue.terms import Role
from catalogue.warranty import ClaimState

IT, MUNICIPALITY = ClaimState.ROUTED_IT.value, ClaimState.ROUTED_MUNICIPALITY.value
SUPPLIER = ClaimState.ROUTED_SUPPLIER.value
ORDERERS = frozenset({Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER})


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """Claims by me, on what I hold, of units I lead or order for; a supplier's own; all in reach for IT and auditor.

    The claim must be joined with its case.
    """
    if me.supplier_id is not None:
        return of_supplier(me)
    parts = [Case.requester_id == me.id, Claim.holder_id == me.id, Case.unit_id.in_(me.led_units)]
    if not ORDERERS.isdisjoint(me.roles_here):
        parts.append(Case.unit_id == me.unit_id)
    roles = IT_ROLES | READERS
    if not me.roles.isdisjoint(roles):
        parts.append(within(me, roles, organisation=Case.organisation_id, unit=Case.unit_id))
    if Role.MUNICIPALITY_CONTACT in me.roles:
        parts.append(_own_pupils(me))
    return sa.or_(*parts)


def of_supplier(me: Visitor) -> sa.ColumnElement[bool]:
    """My company's claims: those that were sent to it, and those that IT or a municipality has let it into."""
    let_in = sa.or_(Claim.route == SUPPLIER, Claim.shared_at.is_not(None))
    return sa.and_(Claim.supplier_id == me.supplier_id, let_in) if me.supplier_id is not None else sa.false()


def handles(me: Visitor) -> sa.ColumnElement[bool]:
    """The claims I work with: IT's for IT, the municipality's own for its contact."""
    parts: list[sa.ColumnElement[bool]] = []
    if not me.roles.isdisjoint(IT_ROLES):
        reach = within(me, IT_ROLES, organisation=Case.organisation_id, unit=Case.unit_id)
        parts.append(sa.and_(Claim.route == IT, reach))
    if Role.MUNICIPALITY_CONTACT in me.roles:
        parts.append(_own_pupils(me))
    return sa.or_(sa.false(), *parts)


def may_decide(claim: Claim, case: Case, me: Visitor) -> bool:
    """Whether I may say what becomes of a claim; nobody does it of their own."""
    if me.supplier_id is not None:
        return claim.supplier_id == me.supplier_id and (claim.route == SUPPLIER or claim.shared_at is not None)
    return claim.route != SUPPLIER and may_handle(case, me)


def _own_pupils(me: Visitor) -> sa.ColumnElement[bool]:
    contact = frozenset({Role.MUNICIPALITY_CONTACT})
    reach = within(me, contact, organisation=Case.organisation_id, unit=Case.unit_id)
    return sa.and_(Claim.route == MUNICIPALITY, Case.organisation_id == me.organisation_id, reach)
