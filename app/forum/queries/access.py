"""Which proposals a person may read, and who takes part in the forum."""

from __future__ import annotations

import sqlalchemy as sa

from app.forum.models import Proposal, ProposalState
from app.identity.queries import Visitor
from catalogue.terms import Role

TAKING_PART = frozenset({Role.FORUM_MEMBER, Role.FORUM_CHAIR, Role.SCHOOL_REPRESENTATIVE, Role.CATALOGUE_EDITOR})
READING_ALL = TAKING_PART | {Role.AUDITOR, Role.HEAD_OF_IT}
S = ProposalState
# What has not been out for consultation is between whoever suggested it and the forum.
INNER = (S.SUGGESTED, S.ANSWERED, S.RECOMMENDED, S.RETRACTED)


def reads_all(me: Visitor) -> bool:
    """Whether a person may read every proposal, also before it is out for consultation."""
    return not READING_ALL.isdisjoint(me.roles)


def readable(me: Visitor) -> sa.ColumnElement[bool]:
    """The proposals a person may read: those out for consultation or further, and one's own."""
    return sa.true() if reads_all(me) else readable_by(me.id)


def readable_by(person: object) -> sa.ColumnElement[bool]:
    """The proposals that a person without a part in the forum may read."""
    return sa.or_(Proposal.state.not_in(INNER), Proposal.suggested_by == person)
