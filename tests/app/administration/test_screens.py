"""What an administrator does in the browser, screen by screen, as Alva."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.administration import actions
from app.history import HistoryEntry
from app.identity import queries
from app.identity.models import (
    Contact,
    EmailDomain,
    Organisation,
    SettingChange,
    Unit,
    Workplace,
)
from catalogue.edition import load as edition
from tests.app.administration.filling import fill
from tests.client import ShopClient
from tests.databases import Clock
from tests.people import People

Units = Callable[..., Unit]
LAXA = "/admin/organisationer/laxa"


def test_an_organisation_is_corrected_and_the_history_tells_old_and_new(alva: ShopClient, session: Session) -> None:
    done = fill(
        alva, f"{LAXA}/andra", name="Laxå kommun, ny", org_number="2120000035", gln="7350000000009",
        peppol_id="0007:2120000035", domains="laxa.example\n@skola.laxa.example",
    )  # fmt: skip
    page = alva.follow(done)
    assert "Laxå kommun, ny" in page.h1
    assert "skola.laxa.example" in page.text
    row = session.scalars(sa.select(Organisation).where(Organisation.key == "laxa")).one()
    assert (row.org_number, row.gln, row.email_domain) == ("212000-0035", "7350000000009", "laxa.example")
    told = alva.get(f"/admin/historik/organisation/{row.id}").text
    assert "Namn: Laxå kommun → Laxå kommun, ny" in told
    assert "Alva Ström" in told


NEW = "/admin/organisationer/ny"
COMPANY = {
    "kind": "company", "name": "Lekebergs Energi AB", "short_name": "Lekebergs Energi", "org_number": "5560360793",
    "domains": "lekebergsenergi.example",
}  # fmt: skip


def test_a_company_is_added_and_its_people_know_where_to_sign_in(alva: ShopClient, session: Session) -> None:
    assert alva.get("/admin/organisationer").soup.select_one(f"a[href='{NEW}']")
    lekeberg = session.scalars(sa.select(Organisation.id).where(Organisation.key == "lekeberg")).one()
    session.rollback()
    page = alva.follow(fill(alva, NEW, **COMPANY, payer_id=str(lekeberg)))
    assert page.h1 == "Lekebergs Energi AB"
    row = session.scalars(sa.select(Organisation).where(Organisation.key == "lekebergs-energi")).one()
    assert (row.kind, row.payer_id, row.is_member, row.org_number) == ("company", lekeberg, False, "556036-0793")
    assert session.scalars(sa.select(EmailDomain.domain).where(EmailDomain.organisation_id == row.id)).all() == [
        "lekebergsenergi.example"
    ]
    assert "lades till" in alva.get(f"/admin/historik/organisation/{row.id}").text


def test_a_municipality_that_joins_is_a_member_and_pays_for_itself(alva: ShopClient, session: Session) -> None:
    wanted = {**COMPANY, "kind": "municipality", "name": "Kumla kommun", "short_name": "Kumla"}
    alva.follow(fill(alva, NEW, **wanted))
    row = session.scalars(sa.select(Organisation).where(Organisation.key == "kumla")).one()
    assert (row.is_member, row.payer_id) == (True, row.id)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "Laxå kommun", "finns redan"),
        ("org_number", "212000-0035", "finns redan"),
        ("short_name", "laxa", "finns redan"),
        ("short_name", "Ny", "får inte bara vara"),
        ("domains", "laxa.example", "hör redan till Laxå kommun"),
    ],
)
def test_an_organisation_that_exists_is_not_added_again(
    alva: ShopClient, session: Session, field: str, typed: str, said: str
) -> None:
    page = fill(alva, NEW, **{**COMPANY, field: typed})
    assert page.status == 422
    assert said in page.text
    assert page.field("domains").strip() == {**COMPANY, field: typed}["domains"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 12


def test_only_who_administers_all_adds_organisations(
    client_as: Callable[[str], ShopClient], scoped: Callable[..., None]
) -> None:
    scoped("omar", "laxa")
    omar = client_as("omar")
    assert not omar.get("/admin/organisationer").soup.select_one(f"a[href='{NEW}']")
    omar.get(NEW, status=404)
    assert omar.post(NEW, COMPANY).status == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("org_number", "212000-0036", "Numret stämmer inte"),
        ("gln", "7350000000001", "GLN stämmer inte"),
        ("peppol_id", "0007:1234567890", "Adressen stämmer inte"),
        ("peppol_id", "laxa", "Adressen stämmer inte"),
        ("domains", "inte en domän", "är ingen domän"),
        ("domains", "hallsberg.example", "hör redan till Hallsbergs kommun"),
        ("name", "", "Ange ett namn"),
    ],
)
def test_a_wrong_number_or_domain_is_said_and_the_form_kept(
    alva: ShopClient, field: str, typed: str, said: str
) -> None:
    page = fill(alva, f"{LAXA}/andra", short_name="Kvar", **{field: typed})
    assert page.status == 422
    assert said in page.text
    assert page.field("short_name") == "Kvar"


def test_the_second_of_two_administrators_sees_both_versions_and_loses_nothing(
    alva: ShopClient, client_as: Callable[[str], ShopClient], units: Units, session: Session
) -> None:
    path = f"/admin/enheter/{units('Kanslienheten').id}/andra"
    mine = alva.get(path).form(path)
    fill(client_as("alva"), path, invoice_reference="LAX-FÖRST")
    page = alva.post(path, {**mine, "invoice_reference": "LAX-SIST"})
    assert page.status == 409
    assert "Någon annan hann före dig" in page.text
    assert "Sparat nu: LAX-FÖRST" in page.text
    assert page.field("invoice_reference") == "LAX-SIST"
    assert alva.post(path, page.form(path)).status == 303
    session.rollback()
    assert units("Kanslienheten").invoice_reference == "LAX-SIST"


def test_a_unit_gets_another_chef_by_address_and_a_stranger_is_asked_about(
    alva: ShopClient, units: Units, people: People, session: Session
) -> None:
    path = f"/admin/enheter/{units('Kanslienheten').id}/andra"
    session.rollback()
    assert "Vi hittar ingen aktiv person" in fill(alva, path, chef="Okänd Person").text
    assert fill(alva, path, chef="Anders Ek <anders@laxa.example>").status == 303
    session.rollback()
    assert units("Kanslienheten").manager_id == people["anders"].id
    assert "Chef: Eva Strand → Anders Ek" in alva.get(f"/admin/historik/enhet/{units('Kanslienheten').id}").text


def test_a_new_unit_stands_in_the_tree_from_its_day(alva: ShopClient, session: Session, units: Units) -> None:
    above = units("Kanslienheten").id
    path = f"{LAXA}/enheter/ny"
    form = alva.get(f"{path}?under={above}").form(path)
    assert form["parent_id"] == str(above)
    page = alva.follow(
        alva.post(path, {**form, "name": "Arkivet", "invoice_reference": "LAX-1", "since": "2026-11-01"})
    )
    assert page.h1 == "Arkivet"
    assert "Arkivet" in alva.get(f"{LAXA}/enheter").text
    assert "Arkivet" not in alva.get(f"{LAXA}/enheter?dag=2026-10-31").text
    assert "Det finns redan en enhet" in alva.post(path, {**form, "name": "Arkivet", "invoice_reference": "X"}).text


def test_the_tree_is_searched_with_the_way_to_what_is_found(alva: ShopClient, units: Units) -> None:
    fill(alva, f"/admin/enheter/{units('Stenebergsskolan').id}/forandra/flytta",
         where=f"u{units('Barn- och utbildningsförvaltningen').id}")  # fmt: skip
    page = alva.fragment(f"{LAXA}/enheter?q=stenebergs")
    assert [row.th.a.get_text() for row in page.soup.select("tbody tr")] == [
        "Barn- och utbildningsförvaltningen", "Stenebergsskolan",
    ]  # fmt: skip
    assert page.soup.mark.get_text() == "Stenebergsskolan"
    assert "Ingen enhet heter så" in alva.fragment(f"{LAXA}/enheter?q=100%25").text


def test_a_merger_is_planned_shown_called_off_and_its_consequences_said(alva: ShopClient, units: Units) -> None:
    path = f"/admin/enheter/{units('Stenebergsskolan').id}/forandra/sla-ihop"
    assert "2 personer och leveransplatserna går över" in alva.get(path).text
    page = alva.follow(fill(alva, path, where=f"u{units('Kanslienheten').id}", day="2026-12-31", note="Nämnden § 4"))
    assert "slås ihop med Kanslienheten" in page.text
    listed = alva.get("/admin/andringar")
    assert "Nämnden § 4" in listed.text
    assert "Stenebergsskolan" not in alva.get(f"{LAXA}/enheter?dag=2026-12-31").text
    action = str(listed.soup.select_one("form[action^='/admin/andringar/']")["action"])
    assert alva.post(action).status == 303
    assert "Inget är planerat" in alva.get("/admin/andringar").text
    assert alva.post(action).status == 422


def test_a_circle_is_refused_in_words(alva: ShopClient, units: Units) -> None:
    school, above = units("Stenebergsskolan").id, units("Barn- och utbildningsförvaltningen").id
    fill(alva, f"/admin/enheter/{school}/forandra/flytta", where=f"u{above}")
    page = fill(alva, f"/admin/enheter/{above}/forandra/flytta", where=f"u{school}")
    assert page.status == 422
    assert "Stenebergsskolan ligger under den enhet som du flyttar" in page.text


def test_a_merged_unit_names_its_successor(alva: ShopClient, units: Units) -> None:
    school = units("Stenebergsskolan").id
    fill(alva, f"/admin/enheter/{school}/forandra/sla-ihop", where=f"u{units('Kanslienheten').id}")
    page = alva.get(f"/admin/enheter/{school}")
    assert "Enheten stängdes 2026-11-23" in page.text
    assert page.soup.select_one(f".alert a[href='/admin/enheter/{units('Kanslienheten').id}']")
    assert "Stenebergsskolan" in alva.get(f"/admin/enheter/{units('Kanslienheten').id}").text


def test_a_setting_is_decided_ahead_and_holds_from_its_day(
    alva: ShopClient, app: Flask, clock: Clock, session: Session
) -> None:
    path = f"{LAXA}/installningar/approval_limit"
    page = alva.follow(fill(alva, path, own="ja", value="3 000,50", holds_from="2027-01-01"))
    assert "3 000,50 kr från 2027-01-01" in page.text.replace("\u00a0", " ")
    laxa = session.scalars(sa.select(Organisation).where(Organisation.key == "laxa")).one()
    assert laxa.settings == {}
    session.rollback()
    clock.moment = dt.datetime(2027, 1, 1, 0, 5, tzinfo=dt.UTC)
    worker.run(app, once=True)
    session.rollback()
    session.refresh(laxa)
    assert edition().setting("approval_limit", laxa.settings) == 300050
    assert [entry.event for entry in history.of(session, "organisation", laxa.id)] == [
        "organisation.setting", "organisation.setting_planned",
    ]  # fmt: skip


@pytest.mark.rule("R-020")
def test_a_rule_changes_with_the_year_and_an_urgent_change_says_why(alva: ShopClient, session: Session) -> None:
    path = f"{LAXA}/installningar/approval_limit"
    assert alva.get(path).field("holds_from") == "2027-01-01"
    urgent = {"own": "ja", "value": "3 000", "holds_from": "2026-12-01"}
    refused = fill(alva, path, **urgent)
    assert refused.status == 422
    assert "behöver du skriva varför" in refused.text
    assert refused.field("value") == "3 000"
    page = alva.follow(fill(alva, path, **urgent, reason="Ny lag om offentliga inköp"))
    assert "från 2026-12-01" in page.text
    row = session.scalars(sa.select(SettingChange)).one()
    assert (row.holds_from, row.reason) == (dt.date(2026, 12, 1), "Ny lag om offentliga inköp")
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    entry = history.of(session, "organisation", laxa)[0]
    assert (entry.event, entry.data["why"]) == ("organisation.setting_planned", "Ny lag om offentliga inköp")
    assert "Ny lag om offentliga inköp" in alva.get(path).text


def test_a_setting_is_typed_declared_and_can_return_to_the_default(alva: ShopClient, session: Session) -> None:
    path = f"{LAXA}/installningar/reminder_days"
    assert "Skriv ett helt tal" in fill(alva, path, own="ja", value="tre").text
    assert fill(alva, path, own="ja", value="5").status == 303
    assert "Det värdet gäller redan" in fill(alva, path, own="ja", value="5").text
    assert fill(alva, path, own="nej").status == 303
    alva.get(f"{LAXA}/installningar/undo_minutes", status=404)
    alva.get(f"{LAXA}/installningar/hittat_pa", status=404)
    laxa = session.scalars(sa.select(Organisation).where(Organisation.key == "laxa")).one()
    assert laxa.settings == {}
    assert session.scalar(sa.select(sa.func.count()).select_from(SettingChange)) == 2


def test_two_decisions_about_a_setting_at_once_clash(alva: ShopClient) -> None:
    path = f"{LAXA}/installningar/renewal_lead_days"
    stale = alva.get(path).form(path)
    fill(alva, path, own="ja", value="90")
    page = alva.post(path, {**stale, "own": "ja", "value": "30"})
    assert page.status == 409
    assert page.field("value") == "30"


@pytest.mark.parametrize("key", [key for key, row in edition().settings.items() if row.per_organisation])
def test_every_setting_reads_back_what_it_shows(key: str) -> None:
    setting = edition().settings[key]
    assert actions.read(setting, actions.typed(setting, setting.default)) == setting.default


def test_an_address_is_checked_added_and_taken_out_of_use(
    alva: ShopClient, session: Session, units: Units, people: People
) -> None:
    unit = units("Stenebergsskolan").id
    path = f"/admin/enheter/{unit}/leveransplatser/ny"
    typed = {"name": "Lastkajen", "street": "Bodarnevägen 7", "town": "Laxå", "notes": "Ring på"}
    assert "Ange fem siffror" in fill(alva, path, **typed, postal_code="6953").text
    assert fill(alva, path, **typed, postal_code="69530").status == 303
    session.rollback()
    place = session.scalars(sa.select(Workplace).where(Workplace.name == "Lastkajen")).one()
    assert place.postal_code == "695 30"
    me = people.visitor("karin")
    assert "Lastkajen" in [choice.label for choice in queries.workplaces(session, me)]
    session.rollback()
    alva.post(f"/admin/leveransplatser/{place.id}/stang", {"version": "1"})
    session.rollback()
    assert "Lastkajen" not in [choice.label for choice in queries.workplaces(session, me)]


@pytest.mark.rule("R-018", "R-063", "R-140", "R-173")
def test_contacts_of_every_kind_are_kept_with_days(alva: ShopClient, session: Session, people: People) -> None:
    path = f"{LAXA}/kontakter/ny"
    for kind in ("infosec_officer", "security_chief", "printer_contact"):
        assert fill(alva, f"{path}?vad={kind}", person="Eva Strand", phone="0584-00 00 10").status == 303
    assert fill(alva, path, kind="pupil_insurance", text="Självrisk 500 kr.", person="").status == 303
    assert "Ange en person, ett namn eller en text" in fill(alva, path, kind="it_contact").text
    session.rollback()
    rows = {row.kind: row for row in session.scalars(sa.select(Contact))}
    assert rows["security_chief"].person_id == people["eva"].id
    assert rows["pupil_insurance"].text == "Självrisk 500 kr."
    page = alva.get(f"{LAXA}/kontakter")
    assert "eva@laxa.example, 0584-00 00 10" in page.text
    fill(alva, f"/admin/kontakter/{rows['security_chief'].id}", valid_to="2026-11-22", valid_from="2026-11-01")
    assert "Till 2026-11-22" in alva.get(f"{LAXA}/kontakter").text


def test_one_box_finds_people_units_cost_centres_addresses_organisations_and_pages(alva: ShopClient) -> None:
    assert alva.get("/admin/sok?q=Karin").soup.select_one("a[href^='/admin/personer/']")
    assert alva.get("/admin/sok?q=41200").soup.select_one("a[href^='/admin/kostnadsstallen/']")
    assert alva.get("/admin/sok?q=Bodarnev").soup.select_one("a[href^='/admin/leveransplatser/']")
    assert alva.get("/admin/sok?q=212000-0035").soup.select_one(f"a[href='{LAXA}']")
    assert alva.get("/admin/sok?q=planerade").soup.select_one("main a[href='/admin/andringar']")
    assert alva.get("/admin/sok?q=STENEBERG").soup.select_one("a[href^='/admin/enheter/']")
    for odd in ("%25", "_", "%3Cscript%3E", "'"):
        page = alva.get(f"/admin/sok?q={odd}zz")
        assert "Inget passar" in page.text


def test_every_sentence_of_the_history_can_be_said(alva: ShopClient, session: Session, units: Units) -> None:
    school = units("Stenebergsskolan").id
    fill(alva, f"/admin/enheter/{school}/forandra/byt-namn", name="Nya Steneberg")
    fill(alva, f"/admin/enheter/{school}/andra", segment="pupil")
    fill(alva, f"{LAXA}/kontakter/ny", kind="it_contact", name="Växeln")
    session.rollback()
    events = set(session.scalars(sa.select(HistoryEntry.event)))
    assert {"unit.planned", "unit.applied", "unit.changed", "contact.added"} <= events
    assert session.scalars(sa.select(EmailDomain)).all()
    told = alva.get(f"/admin/historik/enhet/{school}").text
    assert "Slag av verksamhet: Skola, personal → Skola, elever" in told
    assert "byter namn till Nya Steneberg" in told


def test_a_move_made_by_mistake_is_undone_from_the_message(alva: ShopClient, units: Units) -> None:
    school = units("Stenebergsskolan").id
    page = alva.follow(fill(alva, f"/admin/enheter/{school}/forandra/flytta", where=f"u{units('Kanslienheten').id}"))
    undo = page.soup.select_one("button[form='undo']")
    assert "Kanslienheten" in page.text
    page = alva.follow(alva.post(str(undo["formaction"])))
    assert "Högst upp i Laxå kommun" in page.text
