"""The demo people in tests: rows and visitors by key."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity import actions, queries
from app.identity.models import Person
from tests.databases import Clock


class People:
    """Looks people up by their demo key."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session, self.clock = session, clock

    def __getitem__(self, key: str) -> Person:
        return self.session.scalars(sa.select(Person).where(Person.subject == key)).one()

    def visitor(self, key: str) -> queries.Visitor:
        """The person as a signed-in visitor; commits the sign-in."""
        token = actions.sign_in(self.session, provider="demo", subject=key, browser="test", at=self.clock())
        self.session.commit()
        visitor = queries.visitor_by_token(self.session, token, self.clock(), queries.visitor_question([]))
        assert visitor is not None
        return visitor
