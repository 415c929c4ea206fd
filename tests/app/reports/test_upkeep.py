"""What licences and business systems cost, organisation by organisation (R-197)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item
from app.identity.models import Organisation, Person
from app.licences.models import Licence
from app.reports.queries.upkeep import upkeep
from app.requests.models import BusinessSystem
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]


def licence(session: Session, people: People, who: str, number: str, **more: object) -> None:
    """A licence of somebody's, from the beginning of the year."""
    row: Person = people[who]
    product = session.scalars(sa.select(Item).where(Item.kind == "m365_addon").limit(1)).first()
    assert product is not None
    facts = {
        "number": number, "item_id": product.id, "kind": "m365_addon", "name": "Copilot", "holder_id": row.id,
        "holder_name": row.name, "orderer_id": row.id, "unit_id": row.unit_id, "payer": "unit", "price": 30_000,
        "price_period": "month", "starts_on": dt.date(2026, 1, 1),
        "organisation_id": people.visitor(who).organisation_id,
    }  # fmt: skip
    session.add(Licence(**(facts | more)))


@pytest.mark.rule("R-197")
def test_licences_and_systems_are_listed_with_their_cost_for_each_organisation(
    session: Session, people: People, client_as: SignIn
) -> None:
    laxa = session.scalars(sa.select(Organisation).where(Organisation.key == "laxa")).one()
    common = {"changed_at": MOMENT, "changed_by": "Nils Åberg"}
    session.add(BusinessSystem(name="Skolplattformen", organisation_id=laxa.id, yearly_cost=612_000_00, **common))
    session.add(BusinessSystem(name="Ekonomisystemet", organisation_id=None, yearly_cost=None, **common))
    licence(session, people, "karin", "L-1")
    licence(session, people, "anders", "L-2")
    licence(session, people, "maria", "L-3", price_period="year", price=120_000)
    licence(session, people, "karin", "L-4", ended_on=dt.date(2026, 3, 1), state="ended", why="date")
    session.commit()
    rows = {row.organisation: row for row in upkeep(session, MOMENT.date())}
    assert list(rows) == ["Hallsberg", "Laxå", ""]
    assert (rows["Laxå"].licences, rows["Laxå"].systems, rows["Hallsberg"].licences) == (720_000, 61_200_000, 120_000)
    assert [(line.name, line.count) for line in rows["Laxå"].lines] == [("Copilot", 2), ("Skolplattformen", 1)]
    assert rows[""].unknown == 1
    session.rollback()
    page = client_as("eva").get("/kostnader/system-och-licenser")
    table = [[" ".join(cell.get_text(" ").split()) for cell in row.select("th,td")] for row in page.soup.select("tr")]
    assert ["Laxå", "7 200 kr", "612 000 kr", "619 200 kr"] in table
    assert ["Ekonomisystemet", "Verksamhetssystem", "1", "Inte angiven"] in table
    file = client_as("elin").get("/kostnader/system-och-licenser.csv").answer.get_data(as_text=True).splitlines()
    assert "Laxå;Copilot;Licens;2;7200,00" in file
    assert "Gemensamt för alla;Ekonomisystemet;Verksamhetssystem;1;" in file
    client_as("elin").get("/kostnader/system-och-licenser.xlsx")
    client_as("karin").get("/kostnader/system-och-licenser", status=403)


def test_nothing_is_said_in_words(client_as: SignIn) -> None:
    assert "Inget att räkna på än" in client_as("eva").get("/kostnader/system-och-licenser").text
