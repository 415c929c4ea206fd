"""Filters kept under a name: somebody's own, one for each name, and only what is a filter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.filters import queries
from app.filters.actions import MOST
from app.filters.models import SavedFilter
from app.refusal import Missing
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
ASKED = {"sida": "costs", "fraga": "sort=orders&q=sk%C3%A4rm&fore=7", "namn": "Skärmar"}


def test_a_filter_is_kept_shown_and_let_go(client_as: SignIn, session: Session) -> None:
    anders = client_as("anders")
    sent = anders.post("/filter", ASKED)
    assert sent.status == 303
    assert sent.location == "/kostnader?q=sk%C3%A4rm&sort=orders", "the place in a list is no filter"
    page = anders.follow(sent)
    link = page.soup.select_one(".saved-list a")
    assert link is not None
    assert (link.get_text(), link["aria-current"]) == ("Skärmar", "true")
    assert anders.post("/filter", ASKED | {"fraga": "sort=av"}).location == "/kostnader?sort=av"
    kept = session.scalars(sa.select(SavedFilter)).one()
    assert kept.query == "sort=av", "the same name takes the place"
    assert anders.post(f"/filter/{kept.id}/ta-bort").location == "/kostnader"
    session.rollback()
    assert session.scalars(sa.select(SavedFilter)).all() == []


def test_a_filter_is_its_owners_alone(client_as: SignIn, session: Session) -> None:
    client_as("anders").post("/filter", ASKED)
    kept = session.scalars(sa.select(SavedFilter)).one()
    elin = client_as("elin")
    assert "Skärmar" not in elin.get("/kostnader").text
    assert elin.post(f"/filter/{kept.id}/ta-bort").status == 404
    assert elin.post(f"/filter/{kept.id + 1}/ta-bort").status == 404


def test_what_cannot_be_kept_is_said_with_the_form_as_typed(
    client_as: SignIn, session: Session, people: People
) -> None:  # fmt: skip
    anders = client_as("anders")
    page = anders.post("/filter", ASKED | {"namn": " "})
    assert page.status == 422
    assert page.form("/filter") == {"sida": "costs", "fraga": ASKED["fraga"], "namn": ""}
    assert anders.post("/filter", ASKED | {"sida": "nowhere"}).status == 404
    assert anders.post("/filter", ASKED | {"fraga": f"q={'x' * 1001}"}).status == 422
    mine = people["anders"].id
    session.add_all(
        SavedFilter(person_id=mine, page="costs", name=f"Urval {at}", query="", saved_at=MOMENT) for at in range(MOST)
    )
    session.commit()
    assert f"redan {MOST} sparade" in anders.post("/filter", ASKED).text
    session.add(SavedFilter(person_id=mine, page="costs", name="Urval 1", query="", saved_at=MOMENT))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_list_that_keeps_none_is_missing() -> None:
    with pytest.raises(Missing):
        queries.kept("nowhere", "")
