"""An administrator reaches everything, or only the organisations of the grant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration import queries
from app.identity.models import Organisation, RoleGrant
from tests.client import ShopClient
from tests.people import People


@pytest.fixture
def scoped(session: Session, people: People) -> Callable[..., None]:
    """Makes somebody an administrator of one organisation."""

    def grant(who: str, organisation: str, **more: object) -> None:
        key = session.scalars(sa.select(Organisation.id).where(Organisation.key == organisation)).one()
        row = RoleGrant(
            person_id=people[who].id, role="admin", organisation_id=key, valid_from=dt.date(2026, 1, 1), valid_to=None
        )
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
        session.commit()

    return grant


def test_the_administrator_of_everything_sees_all_twelve(client_as: Callable[[str], ShopClient]) -> None:
    page = client_as("alva").get("/admin/organisationer")
    assert len(page.soup.select("tbody tr")) == 12


def test_an_administrator_of_one_organisation_sees_that_one(
    client_as: Callable[[str], ShopClient], scoped: Callable[..., None]
) -> None:
    scoped("eva", "laxa")
    page = client_as("eva").get("/admin/organisationer")
    assert [row.th.get_text(strip=True) for row in page.soup.select("tbody tr")] == ["Laxå kommun"]


def test_a_grant_that_has_ended_or_is_for_a_unit_reaches_nothing(people: People, scoped: Callable[..., None]) -> None:
    scoped("eva", "laxa", valid_to=dt.date(2026, 6, 30))
    scoped("jonas", "hallsberg", unit_id=people["jonas"].unit_id)
    for who in ("eva", "jonas"):
        found = queries.reach(people.visitor(who))
        assert (found.everything, found.organisations) == (False, frozenset())


def test_the_first_page_is_shown_to_administrators_only(client_as: Callable[[str], ShopClient]) -> None:
    page = client_as("alva").get("/admin")
    assert page.soup.select_one("a[href='/admin/organisationer']")
    client_as("karin").get("/admin", status=403)
