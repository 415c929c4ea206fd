"""What is behind an invoice: each licence and extra cost of each line, as a page and as a file that adds up."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.models import RoleGrant
from app.invoicing.models import IssuedInvoice
from app.invoicing.queries import sources
from app.invoicing.queries.sources import every_source
from tests.app.invoicing.making import organisation
from tests.app.invoicing.test_runs import begun, work
from tests.app.licences import making
from tests.client import ShopClient
from tests.people import People

SignIn = Callable[[str], ShopClient]
LIST = "/ekonomi/fakturor"


def test_what_is_behind_an_invoice_is_listed_and_adds_up_to_it(
    app: Flask, session: Session, client_as: SignIn, people: People
) -> None:
    mine, also = making.licence(session, "karin"), making.licence(session, "anders")
    numbers = {mine.number, also.number}
    begun(session)
    work(app)
    session.rollback()
    row = session.scalars(sa.select(IssuedInvoice)).one()
    elin, here = client_as("elin"), f"{LIST}/{row.number}"
    assert "underlag: 2 st" in elin.get(here).text
    page = elin.get(f"{here}/underlag")
    assert {link.get_text() for link in page.soup.select("tr[data-row] th a[href^='/licenser/']")} == {mine.name}
    assert all(number in page.text for number in numbers)
    assert "Karin Lund" in page.text
    text = elin.get(f"{here}/underlag.csv").answer.get_data(as_text=True)
    amounts = [int(line.split(";")[-1].replace(",", "")) for line in text.splitlines()[1:]]
    assert (len(amounts), sum(amounts)) == (2, row.net)
    assert elin.get(f"{here}/underlag.xlsx").answer.data[:2] == b"PK"
    elin.get(f"{here}/underlag.doc", status=404)
    session.rollback()
    grant = sa.update(RoleGrant).where(RoleGrant.person_id == people["elin"].id)
    session.execute(grant.values(organisation_id=organisation(session, "hallsberg")))
    session.commit()
    other = client_as("elin")
    assert {other.get(f"{here}/underlag{end}", status=404).status for end in ("", ".csv")} == {404}


def test_what_is_behind_a_long_invoice_comes_in_pages_without_gaps(
    app: Flask, session: Session, client_as: SignIn
) -> None:
    for who in ("karin", "anders", "eva"):
        making.licence(session, who)
    begun(session)
    work(app)
    session.rollback()
    row = session.scalars(sa.select(IssuedInvoice).order_by(IssuedInvoice.id)).first()
    assert row is not None
    whole = [each.key for each in every_source(session, row)]
    seen: list[str] = []
    after: tuple[int, str] | None = (0, "")
    while after is not None:
        listed, after = sources.sources(session, row, after, most=1)
        seen += [each.key for each in listed]
    assert seen == whole
    client_as("elin").get(f"{LIST}/{row.number}/underlag?efter=1-licence:")
    client_as("elin").get(f"{LIST}/{row.number}/underlag?efter=x")
