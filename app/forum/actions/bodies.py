"""The bodies of the agreement as rows, so that seats can point at them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.models import Body
from catalogue.bodies import bodies


def load_bodies(session: Session) -> None:
    """Make the bodies stand as the agreement has them; running it again changes nothing (R-185)."""
    known = {row.key: row for row in session.scalars(sa.select(Body))}
    for position, fact in enumerate(bodies()):
        row = known.get(fact.key)
        if row is None:
            row = Body(key=fact.key, position=position)
            session.add(row)
        row.name, row.participants, row.convener = fact.name, fact.participants, fact.convener
        row.convener_role, row.meetings_a_year, row.mission = fact.convener_role, fact.meetings_a_year, fact.mission
        row.state, row.source, row.position = fact.state, fact.source, position
    session.flush()
