"""What the tests of the rulebook wish for, and who wishes it."""

from __future__ import annotations

import datetime as dt

from catalogue.edition import load
from catalogue.rulebook import Verdict, Wish, judge
from catalogue.terms import Role

EDITION = load()
TODAY = dt.date(2026, 11, 23)
KINDS = sorted(EDITION.kinds)
EMPLOYEE = frozenset({Role.EMPLOYEE.value})
MANAGER = frozenset({Role.MANAGER.value})
DESIGNATED = frozenset({Role.DESIGNATED_ORDERER.value})


def wish(kind: str, roles: frozenset[str] = EMPLOYEE, **more: object) -> Verdict:
    """The verdict on a wish of today."""
    return judge(Wish(kind=kind, on=TODAY, roles=roles, **more), EDITION)  # type: ignore[arg-type]  # test shorthand
