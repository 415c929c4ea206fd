"""The record of business systems."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.requests.models import BusinessSystem
from tests.client import ShopClient

SignIn = Callable[[str], ShopClient]
FACTS = {"id": "0", "name": "Schemat", "supplier_contact": "hjalp@exempel.se", "object_plan_year": "2025",
         "alarm_contacts": "Skolans IT\nRektor"}  # fmt: skip


@pytest.mark.rule("R-067", "R-068", "R-106", "R-226", "R-227")
def test_a_system_holds_contacts_and_is_flagged_without_this_years_plan(session: Session, client_as: SignIn) -> None:
    omar = client_as("omar")
    assert omar.post("/it/system", FACTS).status == 303
    assert "Schemat, objektplan saknas för 2026" in omar.get("/it/system").text
    system = session.scalars(sa.select(BusinessSystem)).one()
    assert system.alarm_contacts.splitlines() == ["Skolans IT", "Rektor"]
    omar.post("/it/system", FACTS | {"id": str(system.id), "object_plan_year": "2026"})
    assert "objektplan saknas" not in omar.get("/it/system").text
    assert "hjalp@exempel.se" in client_as("karin").get("/anmal-fel").text


def test_a_system_needs_a_name_and_has_it_once(client_as: SignIn) -> None:
    omar = client_as("omar")
    assert omar.post("/it/system", FACTS | {"name": ""}).status == 422
    omar.post("/it/system", FACTS)
    assert omar.post("/it/system", FACTS).status == 422
    assert omar.post("/it/system", FACTS | {"id": "999", "name": "Annat"}).status == 404
    client_as("karin").get("/it/system", status=403)
