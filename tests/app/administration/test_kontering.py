"""What orders begin with is decided in the administration, and the references a unit may choose."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import CodeDimension, CodeValue, CostCentre, KonteringDefault, UnitReference
from tests.app.orders.making import HEADSET, fill
from tests.client import ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]
START = MOMENT.date().replace(month=1, day=1)


def project(session: Session, organisation_id: int) -> None:
    part = CodeDimension(organisation_id=organisation_id, key="projekt", required=False)
    session.add_all([part, CodeDimension(organisation_id=organisation_id, key="ansvar", required=True)])
    session.add(CodeDimension(organisation_id=organisation_id, key="verksamhet", required=True))
    session.flush()
    for code, ends in (("10", None), ("20", MOMENT.date().replace(day=30))):
        session.add(CodeValue(dimension_id=part.id, code=code, name="Projekt", valid_from=START, valid_to=ends))
    session.commit()


def test_what_is_decided_is_what_an_order_begins_with_and_the_old_stays(
    client_as: SignIn, session: Session, people: People
) -> None:
    karin = people["karin"]
    centre = session.scalars(sa.select(CostCentre).where(CostCentre.code == "41000")).one()
    project(session, centre.organisation_id)
    alva, unit, person = client_as("alva"), f"/admin/enheter/{karin.unit_id}", f"/admin/personer/{karin.id}"
    form = alva.get(f"{unit}/kontering").form(f"{unit}/kontering")
    late = alva.post(f"{unit}/kontering", form | {"projekt": "20", "valid_from": "2026-12-01"})
    assert (late.status, "20 Projekt (projekt) gällde till och med 2026-11-30" in late.text) == (422, True)
    assert alva.post(f"{unit}/kontering", form | {"projekt": "20"}).status == 303
    own = {"projekt": "10", "cost_centre_id": str(centre.id), "valid_from": "2026-11-23"}
    assert alva.post(f"{person}/kontering", own).status == 303
    buyer, chef = client_as("karin"), client_as("anders")
    for browser in (buyer, chef):
        fill(browser, HEADSET)
    assert "Ansvar 41000, verksamhet 4000, projekt 10" in buyer.get("/kassa").text
    assert "Ansvar 41200, verksamhet 4400, projekt 20" in chef.get("/kassa").text
    assert alva.post(f"{unit}/kontering", form | {"projekt": ""}).status == 303
    assert "Förut: projekt 20" in alva.get(f"{unit}/kontering").text
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(KonteringDefault)) == 3


def test_a_reference_in_the_register_may_be_chosen_until_it_ends(
    client_as: SignIn, session: Session, people: People
) -> None:
    alva, unit_id = client_as("alva"), people["maria"].unit_id
    session.rollback()
    address = f"/admin/enheter/{unit_id}/referenser/ny"
    assert alva.post(address, {"reference": "HAL-31200", "valid_from": "2026-01-01"}).status == 422
    typed = {"reference": "PO 77/Växel", "name": "Växeln", "valid_from": "2026-01-01"}
    assert alva.post(address, typed).status == 303
    maria = client_as("maria")
    fill(maria, HEADSET)
    form = maria.get("/kassa?andra=kontering").form("/kassa/uppgifter")
    assert maria.post("/kassa/uppgifter", form | {"fakturareferens": "PO 77/Växel"}).status == 303
    assert "PO 77/Växel" in maria.get("/kassa").text
    row = session.scalars(sa.select(UnitReference)).one()
    session.rollback()
    ended = {"valid_from": "2026-01-01", "valid_to": "2026-11-22"}
    assert alva.post(f"/admin/referenser/{row.id}", ended).status == 303
    assert "PO 77/Växel" not in maria.get("/kassa").text


def test_another_organisations_accounts_do_not_exist(
    client_as: SignIn, scoped: Callable[..., None], session: Session, people: People
) -> None:
    karin = people["karin"]
    row = UnitReference(unit_id=karin.unit_id, reference="X", valid_from=START, valid_to=None)
    session.add(row)
    session.commit()
    scoped("maria", "hallsberg")
    alva, unit, person = client_as("maria"), f"/admin/enheter/{karin.unit_id}", f"/admin/personer/{karin.id}"
    for path in (f"{unit}/kontering", f"{unit}/referenser/ny", f"{person}/kontering", f"/admin/referenser/{row.id}"):
        alva.get(path, status=404)
        assert alva.post(path, {}).status == 404
