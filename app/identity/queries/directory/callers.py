"""Which directory is knocking: what its token opens, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor
from app.identity.models import Organisation
from app.words import say


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory by its token: the provider its people sign in with, and the organisations they belong to.

    No organisation named means all of them.
    """

    tenant: str
    organisations: frozenset[str]

    @property
    def actor(self) -> Actor:
        """The directory as the one who does something."""
        return Actor(None, say("directory.actor", which=" + ".join(sorted(self.organisations)) or self.tenant)[:120])


def organisations_of(session: Session, directory: Directory) -> list[Organisation]:
    """The organisations whose people a directory keeps, the first named first."""
    question = sa.select(Organisation).order_by(Organisation.id)
    if directory.organisations:
        question = question.where(Organisation.key.in_(sorted(directory.organisations)))
    return list(session.scalars(question))
