"""Whose invoices somebody reads, and who may do something with them."""

from __future__ import annotations

import sqlalchemy as sa

from app.identity.queries import Visitor, within
from app.invoicing.models import IssuedInvoice
from app.refusal import Forbidden
from catalogue.rights import roles_that
from catalogue.terms import Role

READ = "finance.read"


def readable(me: Visitor) -> sa.ColumnElement[bool]:
    """The invoices a person reads: all for a role without scope, else those to its organisation."""
    return within(me, roles_that(READ), organisation=IssuedInvoice.organisation_id, unit=sa.null())


def acts(me: Visitor) -> bool:
    """Whether a person invoices: an economist for everybody, not the economist of one customer."""
    return any(grant.role == Role.FINANCE and grant.is_whole for grant in me.grants)


def demand(me: Visitor) -> None:
    """Raise Forbidden for somebody who does not invoice."""
    if not acts(me):
        raise Forbidden("invoicing.refused.reach")
