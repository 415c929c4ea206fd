"""What people who have left still hold is listed for their chef, with who, what and since when."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.actions.directory import accounts
from app.identity.models import Person
from tests.app.devices.making import device
from tests.client import ShopClient
from tests.databases import MOMENT

SignIn = Callable[[str], ShopClient]


def leave(session: Session, subject: str) -> None:
    person = session.scalars(sa.select(Person).where(Person.subject == subject)).one()
    accounts.close(session, [person], at=MOMENT, why="disabled")
    session.commit()


def test_a_leavers_devices_stand_on_the_chefs_list_and_start_page(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1)
    device(session, "karin", 2, state="returned")
    assert "Att få tillbaka" not in client_as("anders").get("/enheter").text
    leave(session, "karin")
    anders = client_as("anders")
    page = anders.get("/enheter")
    assert "Att få tillbaka" in page.text
    rows = [row.get_text(" ") for row in page.soup.select("#tillbaka ~ .panel [data-row]")]
    assert len([row for row in rows if "Karin Lund" in row and "LAX-PC-00001" in row]) == 1
    assert "23 nov" in page.text.replace("\u00a0", " ")
    start = anders.get("/")
    assert "1 enhet att få tillbaka" in start.text.replace("\u00a0", " ")
    assert start.soup.select_one("a[href='/enheter#tillbaka']")


def test_to_other_chefs_it_is_not_told(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1)
    leave(session, "karin")
    for other in ("jonas", "olle"):
        assert "Att få tillbaka" not in client_as(other).get("/enheter").text
        assert "att få tillbaka" not in client_as(other).get("/").text


def test_what_came_back_with_the_person_is_no_longer_asked_for(client_as: SignIn, session: Session) -> None:
    device(session, "karin", 1)
    leave(session, "karin")
    karin = session.scalars(sa.select(Person).where(Person.subject == "karin")).one()
    accounts.reopen(session, karin, at=MOMENT)
    session.commit()
    assert "Att få tillbaka" not in client_as("anders").get("/enheter").text
