"""Questions about organisations."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.reach import Reach
from app.identity.models import Organisation

KINDS = ("municipality", "federation", "company")


def organisations(session: Session, reach: Reach) -> Sequence[Organisation]:
    """The organisations within reach, municipalities first."""
    rank = sa.case({kind: place for place, kind in enumerate(KINDS)}, value=Organisation.kind)
    return session.scalars(
        sa.select(Organisation).where(reach.within(Organisation.id)).order_by(rank, Organisation.id)
    ).all()
