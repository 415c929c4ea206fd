"""Ordering licences: the chef sees old and new, nothing is active before the yes, screens name who looks after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.identity.models import Person
from app.licences.models import Licence, LicenceEditor
from app.outbox import Letter
from tests.app.licences.making import BIGGER, COPILOT, ELEVATED, POWER_BI, ROOM, SCREEN, licence
from tests.app.orders.making import fill, lines, order, place, request, states, submit
from tests.client import Page, ShopClient

SignIn = Callable[[str], ShopClient]


def activate(browser: ShopClient, *ids: int) -> Page:
    """IT activates lines in its queue."""
    return browser.post("/it/koer/it_workplace", {"atgard": "aktivera", "rad": [str(each) for each in ids]})


def held(session: Session, person: str) -> list[tuple[str, str]]:
    """What somebody has or has had: the product and how it stands."""
    session.rollback()
    question = sa.select(Licence.name, Licence.state).join(Person, Person.id == Licence.holder_id)
    return [tuple(row) for row in session.execute(question.where(Person.subject == person).order_by(Licence.id))]


@pytest.mark.rule("R-079")
def test_the_chef_sees_both_licences_and_nothing_is_active_before_the_yes(client_as: SignIn, session: Session) -> None:
    karin, omar = client_as("karin"), client_as("omar")
    begin_write(session)
    session.execute(sa.update(Person).where(Person.subject == "karin").values(licence_profile="shared_computer"))
    session.commit()
    number = place(karin, ELEVATED)
    page = client_as("anders").get(f"/godkann/{request(session, number).id}").text
    assert "Har i dag Grundlicens, delad dator, 0 kr per år" in page
    assert "Skulle få Förhöjd licens Microsoft 365, 1 260 kr per år" in page.replace("\u00a0", " ")
    assert "1 260 kr mer per år, exkl. moms" in page.replace("\u00a0", " ")
    asked = session.scalars(sa.select(Letter).where(Letter.key.startswith("approval-asked"))).one()
    assert ["Skillnad för er enhet", "1\u00a0260\u00a0kr mer per år, exkl. moms"] in asked.payload["params"]["lines"][
        0
    ]["details"]
    line = lines(session, number)["m365_elevated"].id
    activate(omar, line)
    assert held(session, "karin") == []
    client_as("anders").post(f"/godkann/{request(session, number).id}", {"beslut": "godkann"})
    assert held(session, "karin") == []
    activate(omar, line)
    assert held(session, "karin") == [("Förhöjd licens Microsoft 365", "active")]
    assert "Förhöjd licens Microsoft 365" in karin.get("/licenser").text


@pytest.mark.rule("R-078", "R-079")
def test_a_larger_licence_takes_the_place_of_the_one_before(client_as: SignIn, session: Session) -> None:
    before = licence(session, "karin", ELEVATED)
    karin, anders = client_as("karin"), client_as("anders")
    number = place(karin, BIGGER)
    page = anders.get(f"/godkann/{request(session, number).id}").text.replace("\u00a0", " ")
    assert "Har i dag Förhöjd licens Microsoft 365, 1 260 kr per år" in page
    assert "1 560 kr mer per år" in page
    anders.post(f"/godkann/{request(session, number).id}", {"beslut": "godkann"})
    activate(client_as("omar"), lines(session, number)["m365_elevated"].id)
    assert held(session, "karin") == [(before.name, "ended"), ("Förhöjd licens med utökat skydd", "active")]


@pytest.mark.rule("R-078")
def test_everybody_sees_the_one_base_licence_that_follows_from_their_profile(client_as: SignIn) -> None:
    page = client_as("karin").get("/licenser")
    names = [
        name for name in ("egen dator", "delad dator", "skolpersonal", "elev") if f"Grundlicens, {name}" in page.text
    ]
    assert names == ["skolpersonal"]
    assert "kostar er enhet inget" in page.text


def test_nobody_gets_the_same_twice_and_somebody_unknown_gets_none(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    place(karin, POWER_BI)
    fill(karin, POWER_BI)
    assert "väntar redan" in submit(karin).text
    karin.post("/kassa/uppgifter", {"del": "mottagare", "mottagare": "ny", "namn": "Någon Ny", "kollega": "0"})
    assert "redan finns i katalogen" in submit(karin).text
    eva = client_as("eva")
    licence(session, "eva", COPILOT)
    fill(eva, COPILOT)
    assert "har redan Copilot" in submit(eva).text


def test_two_elevated_licences_at_once_are_refused(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, ELEVATED, BIGGER)
    assert "En person har en förhöjd licens" in submit(karin).text


def test_a_personal_licence_is_ordered_one_at_a_time(client_as: SignIn) -> None:
    karin = client_as("karin")
    fill(karin, POWER_BI, quantity=2)
    assert "Beställ en i taget" in karin.get("/varukorg").text
    assert submit(karin).status == 422


@pytest.mark.rule("R-206", "R-205")
def test_a_screen_is_ordered_with_its_place_and_at_least_one_editor(client_as: SignIn, session: Session) -> None:
    maria, omar = client_as("maria"), client_as("omar")
    fill(maria, SCREEN, quantity=2)
    assert submit(maria).status == 422
    form = next(f for f in maria.get("/varukorg").soup.select("form") if str(f["action"]).endswith("/svar"))
    told = {"plats": "Entrén, Matsalen", "redaktor": "Ingen Alls"}
    wrong = maria.post(str(form["action"]), told)
    assert (wrong.status, "Ingen Alls" in wrong.html) == (422, True)
    assert submit(maria).status == 422
    assert maria.post(str(form["action"]), told | {"redaktor": "maria lindqvist"}).status == 303
    number = submit(maria).location.split("/")[-1].split("?")[0]
    line = lines(session, number)["playipp"]
    assert (line.unit_cost, order(session, number).cost_centre != "") == (2 * line.unit_price, True)
    asked = client_as("jonas").get(f"/godkann/{request(session, number).id}").text
    assert "Sköter innehållet Maria Lindqvist" in asked
    client_as("jonas").post(f"/godkann/{request(session, number).id}", {"beslut": "godkann"})
    activate(omar, line.id)
    session.rollback()
    made = session.scalars(sa.select(Licence).order_by(Licence.id)).all()
    assert [(each.place, each.holder_id, each.payer) for each in made] == [
        ("Entrén", None, "unit"), ("Matsalen", None, "unit"),
    ]  # fmt: skip
    assert len(session.scalars(sa.select(LicenceEditor)).all()) == 2
    assert "Entrén" in client_as("maria").get("/licenser").text


@pytest.mark.rule("R-204", "R-205")
def test_a_room_display_costs_the_unit_nothing(client_as: SignIn, session: Session) -> None:
    maria = client_as("maria")
    fill(maria, ROOM)
    form = next(f for f in maria.get("/varukorg").soup.select("form") if str(f["action"]).endswith("/svar"))
    maria.post(str(form["action"]), {"plats": "Konferensrum 2"})
    number = submit(maria).location.split("/")[-1].split("?")[0]
    assert (order(session, number).monthly, states(session, number)) == (0, {"roomdisplay": "pending_consultation"})


@pytest.mark.rule("R-080", "R-205")
def test_what_the_unit_pays_is_refused_without_a_cost_centre(client_as: SignIn, session: Session) -> None:
    karin, maria = client_as("karin"), client_as("maria")
    fill(karin, POWER_BI)
    fill(maria, SCREEN)
    form = next(f for f in maria.get("/varukorg").soup.select("form") if str(f["action"]).endswith("/svar"))
    maria.post(str(form["action"]), {"plats": "Entrén", "redaktor": "Maria Lindqvist"})
    begin_write(session)
    session.execute(sa.text("UPDATE unit SET cost_centre_id = NULL"))
    session.commit()
    assert all("kostnadsställe" in submit(browser).text for browser in (karin, maria))


def test_a_last_day_is_kept_and_one_that_has_passed_is_refused(client_as: SignIn, session: Session) -> None:
    karin = client_as("karin")
    fill(karin, POWER_BI)
    form = next(f for f in karin.get("/varukorg").soup.select("form") if str(f["action"]).endswith("/svar"))
    assert karin.post(str(form["action"]), {"till": "2026-11-23"}).status == 422
    karin.post(str(form["action"]), {"till": "2027-06-30"})
    number = submit(karin).location.split("/")[-1].split("?")[0]
    asked = client_as("anders").get(f"/godkann/{request(session, number).id}").text.replace("\u00a0", " ")
    assert "Behövs till och med onsdag 30 juni 2027" in asked
    assert "Kostar på ett år 1 620 kr per år, exkl. moms" in asked
    client_as("anders").post(f"/godkann/{request(session, number).id}", {"beslut": "godkann"})
    activate(client_as("omar"), lines(session, number)["m365_addon"].id)
    session.rollback()
    assert str(session.scalars(sa.select(Licence.ends_on)).one()) == "2027-06-30"


def test_a_smaller_licence_put_forward_is_compared_anew_and_add_ons_are_not_exchanged(
    client_as: SignIn, session: Session
) -> None:
    karin, anders = client_as("karin"), client_as("anders")
    fill(karin, BIGGER, POWER_BI)
    number = submit(karin).location.split("/")[-1].split("?")[0]
    asked, line = request(session, number).id, lines(session, number)["m365_elevated"].id
    page = anders.get(f"/godkann/{asked}")
    assert len(page.soup.select("a[href*='/billigare/']")) == 1
    door = f"/godkann/{asked}/billigare/{line}"
    item = anders.get(door).soup.select_one("input[name=artikel]")
    assert item is not None
    assert anders.post(door, {"artikel": str(item["value"]), "meddelande": "Räcker den?"}).status == 303
    form = karin.get(f"/bestallningar/{number}").soup.select_one("form[action*='/forslag/']")
    assert form is not None
    assert karin.post(str(form["action"]), {"svar": "ja"}).status == 303
    told = lines(session, number)["m365_elevated"].replaces
    assert (told["new"], told["new_yearly"], told["old_yearly"]) == ("Förhöjd licens Microsoft 365", 126_000, 0)
