"""Fixtures of the administration: organisations by key, units by name, administrators of one organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor
from app.identity.models import Organisation, RoleGrant, Unit
from tests.client import ShopClient
from tests.people import People

TODAY = dt.date(2026, 11, 23)
ALVA = Actor(None, "Alva Ström")


@pytest.fixture
def organisations(session: Session) -> dict[str, Organisation]:
    """The organisations by key."""
    return {row.key: row for row in session.scalars(sa.select(Organisation))}


@pytest.fixture
def units(session: Session) -> Callable[[str], Unit]:
    """Units of Laxå by name."""

    def find(name: str, organisation: str = "laxa") -> Unit:
        question = sa.select(Unit).join(Organisation, Organisation.id == Unit.organisation_id)
        return session.scalars(question.where(Unit.name == name, Organisation.key == organisation)).one()

    return find


@pytest.fixture
def scoped(session: Session, people: People, organisations: dict[str, Organisation]) -> Callable[..., None]:
    """Makes somebody an administrator of one organisation."""

    def grant(who: str, organisation: str, **more: object) -> None:
        row = RoleGrant(
            person_id=people[who].id, role="admin", organisation_id=organisations[organisation].id,
            valid_from=dt.date(2026, 1, 1), valid_to=None,
        )  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()

    return grant


@pytest.fixture
def alva(client_as: Callable[[str], ShopClient]) -> ShopClient:
    """The browser of the administrator."""
    return client_as("alva")
