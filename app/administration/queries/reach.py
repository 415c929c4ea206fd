"""How far an administrator reaches: everything, or the organisations of the grants."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.identity.queries import Visitor
from app.refusal import Missing
from catalogue.rights import roles_that

ADMINISTERS = sorted(role.value for role in roles_that("people.administer"))


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything, or only the named organisations; a grant for a unit or a segment administers nothing."""

    everything: bool
    organisations: frozenset[int]

    def covers(self, organisation_id: int | None) -> bool:
        """Whether something of this organisation (None: of nobody in particular) may be administered."""
        return self.everything or organisation_id in self.organisations

    def within(self, column: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        """The condition that a column of organisation ids lies within reach."""
        return sa.true() if self.everything else column.in_(sorted(self.organisations))

    def demand(self, organisation_id: int | None) -> None:
        """Raise Missing for what lies out of reach: for this person it does not exist."""
        if not self.covers(organisation_id):
            raise Missing

    def demand_everything(self) -> None:
        """Raise Missing for an administrator of some organisations only."""
        if not self.everything:
            raise Missing


def reach(me: Visitor) -> Reach:
    """How far this person administers today."""
    grants = [grant for grant in me.grants if grant.role in ADMINISTERS and not (grant.unit_id or grant.segment)]
    organisations = frozenset(grant.organisation_id for grant in grants if grant.organisation_id is not None)
    return Reach(any(grant.is_whole for grant in grants), organisations)
