"""How roles may be given: by whose yes, and how far they may reach (DOMAIN b)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from catalogue.terms import Role

R = Role
# These can change rules, money or the range for everybody: a second administrator says yes first.
POWERFUL = frozenset({
    R.ADMIN, R.HEAD_OF_IT, R.FINANCE, R.AUDITOR, R.CATALOGUE_EDITOR, R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK,
    R.FORUM_CHAIR, R.INFOSEC_OFFICER,
})  # fmt: skip
# These work for all municipalities, or for a company of their own: a narrower reach would say nothing.
CENTRAL = frozenset({
    R.HEAD_OF_IT, R.CATALOGUE_EDITOR, R.IT_WORKPLACE, R.IT_INFRASTRUCTURE, R.SERVICEDESK, R.FORUM_CHAIR,
    R.STEERING_MEMBER, R.COMMITTEE_READER, R.SUPPLIER_USER,
})  # fmt: skip
# An administrator administers everything or whole organisations.
WHOLE_ORGANISATIONS = frozenset({R.ADMIN})
# Follows from leading a unit, never from a grant.
DERIVED = frozenset({R.MANAGER, R.SUBSTITUTE})
GRANTABLE = tuple(role for role in R if role not in DERIVED)
# A partner's users are tied to their company, which no directory tells of.
MAPPABLE = tuple(role for role in GRANTABLE if role != R.SUPPLIER_USER)


def needs_second(role: str) -> bool:
    """Whether a role holds only after a second administrator has confirmed it."""
    return role in POWERFUL


def may_reach(role: str, *, organisation: bool, unit: bool, segment: bool) -> bool:
    """Whether a role may be limited so."""
    if role in CENTRAL:
        return not (organisation or unit or segment)
    return role not in WHOLE_ORGANISATIONS or not (unit or segment)


def may_give(role: str, organisation_id: int | None, *, everything: bool, organisations: Collection[int]) -> bool:
    """Whether an administrator who reaches everything, or these organisations, may give or end a role there."""
    return everything or (organisation_id in organisations and not needs_second(role))


def overlap(one: tuple[dt.date, dt.date | None], other: tuple[dt.date, dt.date | None]) -> bool:
    """Whether two spans of days (both ends included; None: no end) share a day."""
    (begins, ends), (starts, stops) = one, other
    return (stops is None or begins <= stops) and (ends is None or starts <= ends)
