"""The kontering of an order: filled in, changed by whoever answers for accounts, refused in words, frozen for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor
from app.identity.models import CodeDimension, CodeValue, CostCentre, KonteringDefault, Unit, UnitReference
from app.orders.actions import coding
from app.orders.models import LineKontering
from app.orders.queries.kontering import frozen
from app.refusal import Changed, Refused
from catalogue.kontering import Kontering, Measure, Share
from tests.app.orders.making import HEADSET, fill, lines, order, place, submit
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.people import People

SignIn = Callable[[str], ShopClient]
START = dt.date(2026, 1, 1)
POWER_BI = "m365-power-bi"


@pytest.fixture
def plan(session: Session, people: People) -> None:
    """Hallsberg demands a project: 7701 holds, 7700 has ended; Kanslienheten has two more references."""
    unit = session.get_one(Unit, people["maria"].unit_id)
    part = CodeDimension(organisation_id=unit.organisation_id, key="projekt", required=True)
    centre = CodeDimension(organisation_id=unit.organisation_id, key="ansvar", required=True)
    activity = CodeDimension(organisation_id=unit.organisation_id, key="verksamhet", required=False)
    session.add_all([part, centre, activity])
    session.flush()
    for code, name, last in (("7701", "Ny växel", None), ("7700", "Gammal växel", dt.date(2026, 6, 30))):
        session.add(CodeValue(dimension_id=part.id, code=code, name=name, valid_from=START, valid_to=last))
    session.add(UnitReference(unit_id=unit.id, reference="HAL-31200/V2 å", valid_from=START, valid_to=None))
    session.add(
        KonteringDefault(
            unit_id=unit.id, codes={"projekt": "7700"}, valid_from=START, decided_at=MOMENT, decided_by_name="Alva"
        )
    )
    session.commit()


def default(session: Session, people: People, who: str, **codes: str) -> None:
    session.add(
        KonteringDefault(
            person_id=people[who].id, codes=codes, valid_from=START, decided_at=MOMENT, decided_by_name="Alva"
        )
    )
    session.commit()


def shares(session: Session, number: str) -> list[tuple[dict[str, str], int]]:
    line = lines(session, number)["headset"]
    return [(row.codes, row.weight) for row in frozen(session, [line.id])[line.id]]


def test_a_code_that_has_ended_stops_the_order_in_words_and_another_is_chosen_from_the_list(
    client_as: SignIn, session: Session, plan: None
) -> None:
    """Part, code and day are named; the list holds only what holds today; the reference goes out exactly as chosen."""
    maria = client_as("maria")
    fill(maria, HEADSET)
    said = "7700 Gammal växel (projekt) gällde till och med 2026-06-30."
    assert said in maria.get("/kassa").text
    refused = submit(maria)
    assert (refused.status, said in refused.text) == (422, True)
    form = maria.get("/kassa?andra=kontering")
    assert {tag["value"] for tag in form.soup.select("select[name=projekt] option")} == {"", "7701"}
    data = form.form("/kassa/uppgifter") | {"projekt": "7701", "fakturareferens": "HAL-31200/V2 å"}
    assert maria.post("/kassa/uppgifter", data | {"projekt": "7700"}).status == 422
    assert maria.post("/kassa/uppgifter", data).status == 303
    number = submit(maria).location.split("/")[-1].split("?")[0]
    assert shares(session, number) == [({"ansvar": "31200", "verksamhet": "9110", "projekt": "7701"}, 129_000)]
    assert order(session, number).invoice_reference == "HAL-31200/V2 å"
    assert "Konteras på Ansvar 31200, verksamhet 9110, projekt 7701" in maria.get(f"/bestallningar/{number}").text


def test_a_cost_is_split_and_every_ore_has_its_account(client_as: SignIn, session: Session) -> None:
    anders = client_as("anders")
    fill(anders, HEADSET)
    centre = session.scalars(sa.select(CostCentre.id).where(CostCentre.code == "11000")).one()
    form = anders.get("/kassa?andra=kontering&delar=2").form("/kassa/uppgifter")
    form |= {"andel": "33,33", "kontering_2": str(centre), "andel_2": "66,66"}
    page = anders.post("/kassa/uppgifter", form)
    assert (page.status, "tillsammans 99,99 procent" in page.text) == (422, True)
    assert anders.post("/kassa/uppgifter", form | {"andel_2": "66,67"}).status == 303
    assert "ansvar 11000" in anders.get("/kassa").text.lower()
    number = submit(anders).location.split("/")[-1].split("?")[0]
    assert [weight for _codes, weight in shares(session, number)] == [42_996, 86_004]
    assert order(session, number).cost_centre == "Ansvar 41200, verksamhet 4400 och 1 till"


def test_an_employee_reads_the_account_and_does_not_choose_it(
    client_as: SignIn, session: Session, people: People
) -> None:
    default(session, people, "karin", projekt="88")
    karin = client_as("karin")
    fill(karin, HEADSET)
    page = karin.get("/kassa")
    assert "Ansvar 41200, verksamhet 4400, projekt 88" in page.text
    assert page.soup.select_one("a[href^='/kassa?andra=kontering']") is None
    centre = session.scalar(sa.select(Unit.cost_centre_id).where(Unit.invoice_reference == "LAX-11000"))
    session.rollback()
    answer = karin.post("/kassa/uppgifter", {"del": "kontering", "kontering": str(centre)})
    assert (answer.status, "Din chef" in answer.text) == (422, True)


def test_a_licence_that_the_unit_pays_stands_on_codes_the_plan_allows(
    client_as: SignIn, session: Session, plan: None
) -> None:
    """Power BI is refused while the kontering may not be used, and is frozen on the one that may."""
    maria = client_as("maria")
    fill(maria, POWER_BI)
    assert "7700 Gammal växel" in submit(maria).text
    data = maria.get("/kassa?andra=kontering").form("/kassa/uppgifter") | {"projekt": "7701"}
    maria.post("/kassa/uppgifter", data)
    number = submit(maria).location.split("/")[-1].split("?")[0]
    line = lines(session, number)["m365_addon"]
    kept = frozen(session, [line.id])[line.id]
    assert [(row.codes["projekt"], row.weight) for row in kept] == [("7701", line.unit_cost)]


def test_a_line_is_recoded_by_a_new_row_with_a_reason(
    client_as: SignIn, session: Session, plan: None, people: People, clock: Clock
) -> None:
    line = lines(session, place(client_as("karin"), HEADSET))["headset"]
    elin, wanted = Actor(people["elin"].id, "Elin Dahl"), {"ansvar": "11000", "verksamhet": "9110"}
    to = Kontering(Measure.PERCENT, (Share(wanted, 2500), Share({"ansvar": "41200"}, 7500)))
    coding.recode(session, line, to, "Fel förvaltning", seen=1, actor=elin, at=clock())
    session.commit()
    assert [row.weight for row in frozen(session, [line.id])[line.id]] == [32_250, 96_750]
    every = sa.select(LineKontering.generation, LineKontering.reason).where(LineKontering.line_id == line.id)
    assert set(map(tuple, session.execute(every))) == {(1, ""), (2, "Fel förvaltning")}
    with pytest.raises(Changed):
        coding.recode(session, line, to, "Två ekonomer samtidigt", seen=1, actor=elin, at=clock())
    with pytest.raises(Refused):
        coding.recode(session, line, Kontering(Measure.PERCENT, ()), "Ingenting", seen=2, actor=elin, at=clock())
