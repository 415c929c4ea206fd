"""The auditor reads orders, decisions and the log for a period, takes them out, and changes nothing (R-087)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import history
from app.db import begin_write
from app.forum.actions import proposing
from app.forum.actions.proposing import Suggestion
from app.history import Actor, Event, HistoryEntry
from app.identity.models import Organisation, Person, RoleGrant, SignInAttempt, Unit
from app.openness.queries import areas
from tests.app.orders.making import HEADSET, PHONE, place
from tests.client import ShopClient
from tests.databases import MOMENT, Clock
from tests.house.doors import doors
from tests.people import People

SignIn = Callable[[str], ShopClient]


def write(session: Session, *events: Event, at: dt.datetime = MOMENT, who: str = "Omar Haddad") -> None:
    session.rollback()
    begin_write(session)
    history.record(session, Actor(None, who), at, list(events))
    session.commit()


def seen(browser: ShopClient, query: str = "") -> list[str]:
    """Who did what, as the page lists it."""
    rows = browser.get(f"/revision{query}").soup.select("tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


@pytest.mark.rule("R-087")
def test_the_log_is_read_in_words_with_details_on_demand(client_as: SignIn) -> None:
    number = place(client_as("karin"), HEADSET)
    page = client_as("rut").get("/revision")
    row = next(row for row in page.soup.select("tbody tr") if "Beställningen gjordes" in row.get_text())
    assert "Karin Lund" in row.get_text()
    assert row.select_one(f"a[href='/bestallningar/{number}']")
    assert row.select_one("details dl")
    assert "{" not in row.get_text()


@pytest.mark.rule("R-087")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?fran=2026-11-24&till=2026-11-24", ["sent"]),
        ("?till=2026-11-23&vem=Omar", ["placed"]),
        ("?vem=omar", ["sent", "placed"]),
        ("?vem=%C3%85sa", ["stepped"]),
        ("?handelse=delivery", ["stepped"]),
        ("?galler=2026-77777", []),
    ],
)
def test_period_person_kind_and_thing_narrow_it(
    client_as: SignIn, session: Session, query: str, found: list[str]
) -> None:
    rut = client_as("rut")
    write(session, Event("order", 1, "order.placed", {"number": "2026-00099"}))
    write(session, Event("partner_order", 1, "partner_order.sent", {"number": "P1", "supplier": "x"}),
          at=MOMENT + dt.timedelta(days=1))  # fmt: skip
    write(session, Event("order", 1, "delivery.step", {"name": "y", "step": "z"}), who="Åsa Ek",
          at=MOMENT + dt.timedelta(days=3))  # fmt: skip
    words = {"placed": "Beställningen gjordes", "sent": "skickades till", "stepped": "y: z"}
    rows = [row for row in seen(rut, query) if "Loggade in" not in row]
    assert len(rows) == len(found)
    for row, word in zip(rows, found, strict=True):
        assert words[word] in row


def test_a_period_the_wrong_way_round_is_said(client_as: SignIn) -> None:
    page = client_as("rut").get("/revision?fran=2026-11-24&till=2026-11-01", status=422)
    assert "slutar innan den börjar" in page.text


def test_pages_follow_each_other_without_gaps(client_as: SignIn, session: Session) -> None:
    rut = client_as("rut")
    write(session, *[Event("order", 1, "order.placed", {"number": f"N{n}"}) for n in range(120)])
    page = rut.get("/revision?handelse=order")
    numbers: list[str] = []
    while True:
        numbers += [dd.get_text() for dd in page.soup.select("tbody details dd:nth-of-type(1)")]
        older = page.soup.select_one("a[rel=next]")
        if older is None:
            break
        page = rut.get(str(older["href"]))
    assert len(numbers) == len(set(numbers)) == 120


def test_an_auditor_of_one_organisation_reads_what_concerns_it(
    client_as: SignIn, session: Session, people: People
) -> None:
    hallsberg = session.scalars(sa.select(Organisation.id).where(Organisation.key == "hallsberg")).one()
    rut = people["rut"].id
    session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == rut, RoleGrant.role == "auditor").values(
        organisation_id=hallsberg
    ))  # fmt: skip
    session.commit()
    place(client_as("karin"), HEADSET)
    theirs = place(client_as("maria"), HEADSET)
    rows = seen(client_as("rut"), "?handelse=order")
    assert [row for row in rows if theirs in row]
    assert not [row for row in rows if "Karin" in row]


def limit(session: Session, **reach: int | str | None) -> None:
    """Rut is an auditor only so far."""
    session.rollback()
    begin_write(session)
    rut = sa.select(Person.id).where(Person.subject == "rut").scalar_subquery()
    grants = sa.update(RoleGrant).where(RoleGrant.person_id == rut, RoleGrant.role == "auditor")
    session.execute(grants.values(**reach))
    session.commit()


def test_an_auditor_of_one_organisation_reads_only_about_its_own(
    client_as: SignIn, session: Session, people: People
) -> None:
    maria, karin = people["maria"], people["karin"]
    own, other = (maria.id, maria.unit_id), (karin.id, karin.unit_id)
    home, elsewhere = (session.scalars(sa.select(Unit.organisation_id).where(Unit.id == unit)).one()
                       for _person, unit in (own, other))  # fmt: skip
    session.rollback()
    begin_write(session)
    # Maria works in the organisation; what she does elsewhere is not about it.
    history.record(session, Actor(maria.id, "Maria Berg"), MOMENT, [
        Event("person", own[0], "person.own", {}), Event("person", other[0], "person.other", {}),
        Event("unit", own[1], "unit.own", {}), Event("unit", other[1], "unit.other", {}),
        Event("organisation", home, "organisation.own", {}), Event("organisation", elsewhere, "organisation.other", {}),
        Event("meeting", home, "meeting.other", {}),
    ])  # fmt: skip
    session.commit()
    rut = client_as("rut")
    assert "Din del av loggen" not in rut.get("/revision").text
    limit(session, organisation_id=home)
    page = rut.get("/revision")
    assert "Din del av loggen" in page.text
    told = " ".join(seen(rut))
    for kind in ("person", "unit", "organisation"):
        assert f"{kind}.own" in told, kind
    assert ".other" not in told
    for query in ("?vem=Maria", "?handelse=person", "?galler=Karin+Lund"):
        assert ".other" not in " ".join(seen(rut, query)), query
    file = rut.post("/revision/hamta", {"form": "json"}).answer.get_data(as_text=True)
    assert "person.own" in file
    assert ".other" not in file


@pytest.mark.parametrize("reach", ["unit", "segment"])
def test_an_auditor_of_less_than_an_organisation_is_told_why_the_log_is_closed(
    client_as: SignIn, session: Session, people: People, reach: str
) -> None:
    unit_id = people["maria"].unit_id
    organisation_id = session.scalars(sa.select(Unit.organisation_id).where(Unit.id == unit_id)).one()
    if reach == "unit":
        limit(session, organisation_id=organisation_id, unit_id=unit_id)
    else:
        limit(session, segment="pupil")
    rut = client_as("rut")
    assert "för en hel organisation" in rut.get("/revision", status=403).text
    assert rut.post("/revision/hamta", {"form": "csv"}).status == 403


@pytest.mark.rule("R-087")
def test_every_post_is_refused_to_an_auditor(app: Flask, client_as: SignIn) -> None:
    own = ("/logga-ut", "/logga-in", "/installningar", "/utkast/kasta", "/personuppgifter/hamta", "/revision/hamta",
           "/tillganglighet", "/sortiment/moms", "/saml", "/scim")  # fmt: skip
    rut = client_as("rut")
    allowed = []
    for door in doors(app):
        if "POST" in door.methods and not door.path.startswith(own) and rut.post(door.filled).status < 400:
            allowed.append(door.path)
    assert allowed == []


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


@pytest.mark.rule("R-087")
def test_the_log_is_taken_out_for_a_period_with_the_end_of_its_chain(client_as: SignIn, session: Session) -> None:
    rut = client_as("rut")
    write(session, Event("order", 1, "order.reply", {"who": "=cmd()", "text": "\tx"}), who="=1+1")
    session.rollback()
    head = history.head(session)
    rows = rows_of(rut.post("/revision/hamta", {"form": "csv", "till": "2026-11-23"}).answer.get_data(as_text=True))
    assert rows[0][:3] == ["Nr", "När", "Vem"]
    assert rows[-1][-1] == head[1]
    assert rows[-2][2] == "'=1+1"
    earlier = rut.post("/revision/hamta", {"form": "csv", "till": "2026-11-22"}).answer.get_data(as_text=True)
    assert rows_of(earlier)[1][0] == "Kedjans slut"


def test_what_is_taken_out_as_data_can_be_verified_without_the_shop(client_as: SignIn, session: Session) -> None:
    place(client_as("karin"), PHONE)
    made = json.loads(client_as("rut").post("/revision/hamta", {"form": "json"}).answer.get_data())
    previous = history.GENESIS
    for entry in made["entries"]:
        row = entry | {"at": dt.datetime.fromisoformat(entry["at"])}
        assert entry["previous"] == previous
        assert history.digest_of(previous, history.canonical(row)) == entry["digest"]
        previous = entry["digest"]
    assert (made["head"], made["entries_in_chain"]) == (previous, len(made["entries"]))


def test_the_workbook_holds_text_only(client_as: SignIn, session: Session) -> None:
    rut = client_as("rut")
    write(session, Event("order", 1, "order.placed", {"number": "x"}), who="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(rut.post("/revision/hamta", {"form": "xlsx"}).answer.get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "'=1+1" in {cell.value for cell in cells}


def test_taking_out_and_reading_are_noted(client_as: SignIn, session: Session, people: People) -> None:
    rut = client_as("rut")
    with capture_logs() as logs:
        rut.get("/revision?vem=Karin")
        rut.get("/admin/inloggningar?q=Karin")
    assert [(line["what"], line["who"]) for line in logs if line["event"] == "read_of_others"] == [
        (what, people["rut"].id) for what in ("log", "sign_ins")
    ]
    rut.post("/revision/hamta", {"form": "csv", "fran": "2026-11-01", "till": "2026-11-30"})
    session.rollback()
    entry = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.event == "history.exported")).one()
    assert entry.actor_id == people["rut"].id
    assert "2026-11-01 till 2026-11-30" in entry.data["period"]


def test_the_log_is_for_auditors(client_as: SignIn) -> None:
    client_as("alva").get("/revision", status=403)
    client_as("karin").get("/admin/inloggningar", status=403)


def test_sign_ins_and_refusals_are_shown_in_words_and_searched(client_as: SignIn, session: Session) -> None:
    client_as("karin")
    client_as("").post("/logga-in/demo", {"person": "ingen"})
    alva = client_as("alva")
    page = alva.get("/admin/inloggningar")
    assert "Karin Lund" in page.text
    assert "Okänt konto" in page.text
    refused = alva.get("/admin/inloggningar?visa=nekade")
    assert "Karin Lund" not in refused.text
    assert "ingen" in refused.text
    assert "Okänt konto" not in alva.get("/admin/inloggningar?q=karin").text
    number = session.scalars(sa.select(SignInAttempt.reference).where(SignInAttempt.outcome == "unknown")).one()
    assert "Okänt konto" in alva.get(f"/admin/inloggningar?q={number}").text


def test_an_administrator_of_one_organisation_sees_its_peoples_sign_ins(
    client_as: SignIn, session: Session, people: People
) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    session.add(RoleGrant(
        person_id=people["eva"].id, role="admin", organisation_id=laxa, valid_from=MOMENT.date(), valid_to=None
    ))  # fmt: skip
    session.commit()
    client_as("karin")
    client_as("maria")
    client_as("").post("/logga-in/demo", {"person": "ingen"})
    page = client_as("eva").get("/admin/inloggningar")
    assert "Karin Lund" in page.text
    assert "Maria Lindqvist" not in page.text
    assert "Okänt konto" not in page.text


def test_watching_over_sign_ins_demands_a_recent_one(client_as: SignIn, clock: Clock) -> None:
    alva = client_as("alva")
    clock.forward(minutes=40)
    alva.get("/")
    clock.forward(minutes=30)
    assert alva.get("/admin/inloggningar", status=303).location.startswith("/logga-in/bekrafta")


def test_the_order_pages_are_open_to_the_auditor(client_as: SignIn, session: Session) -> None:
    number = place(client_as("karin"), PHONE)
    rut = client_as("rut")
    rut.get(f"/bestallningar/{number}")
    assert rut.post(f"/bestallningar/{number}/avbestall").status == 403
    assert session.scalars(sa.select(Person.name).where(Person.subject == "rut")).one() == "Rut Ekman"


def test_every_kind_of_event_has_a_name_to_choose_it_by() -> None:
    assert len({name for _key, name in areas()}) == len(areas())


def test_what_people_know_by_a_number_is_found_by_it(client_as: SignIn, session: Session, people: People) -> None:
    wish = Suggestion(kind="add", title="En docka", need="Den gamla är sliten")
    number = proposing.suggest(session, wish, me=people.visitor("karin"), at=MOMENT).number
    session.commit()
    page = client_as("rut").get(f"/revision?galler={number.lower()}")
    assert len(page.soup.select("tbody tr")) == 1
    assert page.soup.select_one(f"tbody a[href='/forum/forslag/{number}']")
