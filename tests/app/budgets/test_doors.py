"""Who does what with frames: setting and changing them, and what only the economist of the whole cooperation does."""

from __future__ import annotations

import io
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.budgets import actions
from app.budgets.models import Frame
from app.db import begin_write
from app.history import Actor
from app.identity.models import Organisation, Person, RoleGrant
from catalogue.budgets import Category, Stop
from tests.app.budgets.making import frame, individual, of_unit, shared
from tests.app.orders.making import HEADSET, place
from tests.client import Page, ShopClient
from tests.databases import MOMENT
from tests.people import People

SignIn = Callable[[str], ShopClient]


def test_a_frame_is_set_once_and_changed_with_what_it_was_and_why(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    elin = client_as("elin")
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.rollback()
    form = {"galler": f"organisation-{laxa}", "ar": "2026", "belopp": "250000", "stopp": "soft", "skal": "Budget 2026"}
    made = elin.post("/ekonomi/ramar/ny", form)
    assert made.status == 303
    assert elin.post("/ekonomi/ramar/ny", form).status == 422
    changed = elin.get(made.location).form(made.location) | {"belopp": "300000", "skal": "Tilläggsbudget"}
    assert elin.post(made.location, changed).status == 303
    page = elin.get(made.location).text.replace("\xa0", " ")
    assert "250 000 kr blev 300 000 kr. Tilläggsbudget" in page
    late = elin.post(made.location, changed)
    assert late.status == 422
    assert "Någon annan har ändrat ramen" in late.text
    assert "Laxå" in elin.get("/ekonomi/ramar").text
    for kind in ("xlsx", "csv"):
        assert elin.browser.get(f"/ekonomi/ramar.{kind}").status_code == 200


def test_every_booking_on_a_frame_leads_to_its_order_and_a_hard_stop_is_never_below_what_is_booked(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    mine = of_unit(session, people["karin"].unit_id, 50_000_00)
    number = place(client_as("karin"), HEADSET)
    elin = client_as("elin")
    page = elin.get(f"/ekonomi/ramar/{mine}")
    assert page.soup.select_one(f"a[href='/bestallningar/{number}']")
    assert "Reserverades" in page.text
    form = page.form(f"/ekonomi/ramar/{mine}") | {"belopp": "1", "stopp": "hard", "skal": "Sparar"}
    answer = elin.post(f"/ekonomi/ramar/{mine}", form)
    assert answer.status == 422
    assert "redan är bokat" in answer.text
    assert frame(session, mine).stop == Stop.SOFT


def test_a_municipalitys_own_economist_records_nothing_of_shared_investments(
    app: Flask, client_as: SignIn, session: Session, people: People
) -> None:
    shared(session, 2_000_000_00)
    individual(session, "hallsberg", 100_00)
    begin_write(session)
    plan = actions.Plan(
        year=2026, name="Kyla", category=Category.COOLING, description="", amount=900_000_00, threshold=500_000_00
    )
    number = actions.propose(session, plan, actor=Actor(None, "Prov"), at=MOMENT).number
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    elin = session.scalars(sa.select(Person.id).where(Person.subject == "elin")).one()
    session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id == elin, RoleGrant.role == "finance")
        .values(organisation_id=laxa)
    )
    hallsberg = session.scalars(sa.select(Frame.id).where(Frame.organisation_id.is_not(None))).one()
    session.commit()
    browser = client_as("elin")
    path = f"/ekonomi/investeringar/{number}"
    assert browser.get(path).status == 200
    assert "Återta investeringen" not in browser.get(path).text
    assert browser.post(f"{path}/aterta", {"orsak": "Ryms inte"}).status == 403
    assert browser.post("/ekonomi/investeringar/ny", {"ar": "2026", "namn": "Kyla"}).status == 403
    browser.get(f"/ekonomi/ramar/{hallsberg}", status=404)


def test_frames_come_from_a_file_all_or_none_and_faults_name_their_lines(
    app: Flask, client_as: SignIn, session: Session
) -> None:
    elin, path = client_as("elin"), "/ekonomi/ramar/importera"

    def send(text: str) -> Page:
        data = {"ar": "2026", "skal": "Budget 2026", "fil": (io.BytesIO(text.encode()), "ramar.csv")}
        return elin.post(path, data)

    wrong = send("Ram för;Belopp;Stopp\nLaxå;250000;\nNågon annan;10;\nHallsberg;mycket;\nLekeberg;5;Kanske\n")
    assert wrong.status == 422
    for said in ("Rad 3: Det finns ingen kommun", "Rad 4: Beloppet mycket", "Rad 5: Skriv Varna eller Stoppa"):
        assert said in wrong.text
    assert session.scalars(sa.select(Frame)).all() == []
    session.rollback()
    good = "Ram för;Belopp;Stopp\nLaxå;250 000;\nGemensamma investeringar;4000000;\nStenebergsskolan;60000,50;Stoppa\n"
    assert send(good).status == 303
    rows = {(row.kind, row.amount, row.stop) for row in session.scalars(sa.select(Frame))}
    session.rollback()
    assert rows == {
        ("individual_investment", 250_000_00, "soft"), ("shared_investment", 4_000_000_00, "hard"),
        ("unit", 60_000_50, "hard"),
    }  # fmt: skip
    assert send(good.replace("250 000", "260 000")).status == 303
    assert session.scalar(sa.select(sa.func.max(Frame.version))) == 2
