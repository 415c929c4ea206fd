"""An import does all that its dry run showed, or nothing: people, chefs, units and cost centres from a file."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor, HistoryEntry, verify
from app.identity.actions.importing import carry_out_file, dry_run
from app.identity.actions.importing.planning import Wishes
from app.identity.actions.importing.plans import Plan
from app.identity.models import CostCentre, Organisation, Person, RoleGrant, Unit
from tests.app.identity.importing.files import (
    BOSS,
    CENTRES,
    PEOPLE,
    TEACHER,
    UNITS,
    text,
    whole,
    workbook,
)
from tests.databases import MOMENT

ME = Actor(None, "Test")


def wishes(**more: Any) -> Wishes:
    return Wishes(today=MOMENT.date(), **more)


def run(session: Session, data: bytes, **more: Any) -> Plan:
    found = dry_run(session, data, wishes(**more), organisations=None)
    assert found.faults == []
    carry_out_file(session, found, actor=ME, at=MOMENT)
    session.commit()
    return found


def faults(session: Session, data: bytes, **more: Any) -> list[str]:
    found = dry_run(session, data, wishes(**more), organisations=None)
    return [f"{fault.place}: {fault.text}" for fault in found.faults]


def person(session: Session, number: str) -> Person:
    return session.scalars(sa.select(Person).where(Person.employee_number == number)).one()


def test_a_file_brings_everything_it_names(session: Session) -> None:
    found = run(session, whole())
    assert found.counts["person"]["create"] == 2
    boss, teacher = person(session, "10041"), person(session, "10042")
    school = session.scalars(sa.select(Unit).where(Unit.name == "Nya skolan")).one()
    centre = session.scalars(sa.select(CostCentre).where(CostCentre.code == "41900")).one()
    above = session.scalars(sa.select(Unit).where(Unit.name == "Barn- och utbildningsförvaltningen")).one()
    assert (teacher.manager_id, teacher.unit_id, teacher.name) == (boss.id, school.id, "Åsa Öberg")
    assert (teacher.sort_key, teacher.provider, teacher.subject) == ("{asa {cberg", "import:laxa", "10042")
    assert (school.manager_id, school.cost_centre_id, school.parent_id) == (boss.id, centre.id, above.id)
    assert (school.segment, school.invoice_reference) == ("school_staff", "LAX-41900")
    assert centre.valid_from == dt.date(2026, 1, 1)
    held = session.scalars(sa.select(RoleGrant.role).where(RoleGrant.person_id == teacher.id)).all()
    assert held == ["employee"]
    assert list(verify(session)) == []


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    run(session, whole())
    entries = session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry))
    again = run(session, whole())
    assert (again.steps, again.same) == ([], 4)
    assert session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry)) == entries


def test_what_differs_is_told_with_old_and_new_and_is_all_that_changes(session: Session) -> None:
    run(session, whole())
    married = ("Laxå", "10042", "Åsa Ek", "asa@laxa.example", "", "Kanslienheten", "", "")
    found = run(session, whole(BOSS, married))
    assert [(step.op, step.told) for step in found.steps] == [
        ("change", (("person_name", "Åsa Öberg", "Åsa Ek"), ("unit", "Nya skolan", "Kanslienheten")))
    ]
    teacher = person(session, "10042")
    assert (teacher.name, teacher.title, teacher.manager_id) == ("Åsa Ek", "Lärare", person(session, "10041").id)
    entry = session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1)).one()
    assert entry.event == "person.changed"
    assert entry.data["changes"]["person_name"] == ["Åsa Öberg", "Åsa Ek"]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-8", ","), ("utf-16", "\t"), ("cp1252", ",")],
)
def test_text_files_of_every_kind_are_understood(session: Session, encoding: str, delimiter: str) -> None:
    row = ("Laxå", "10042", "Åsa Öberg", "asa@laxa.example", "Lärare", "Stenebergsskolan", "", "")
    run(session, text(row, delimiter=delimiter, encoding=encoding))
    assert person(session, "10042").name == "Åsa Öberg"


def test_numbers_and_dates_of_a_spreadsheet_are_understood(session: Session) -> None:
    centre = ("Laxå kommun", 41900, 4400, "Nya skolan", dt.datetime(2026, 3, 1), "31/12/2027")  # noqa: DTZ001  # as Excel has it
    data = workbook({"Kostnadsställen": [CENTRES]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active.append(centre)
    out = io.BytesIO()
    book.save(out)
    run(session, out.getvalue())
    row = session.scalars(sa.select(CostCentre).where(CostCentre.code == "41900")).one()
    assert (row.activity, row.valid_from, row.valid_to) == ("4400", dt.date(2026, 3, 1), dt.date(2027, 12, 31))


BAD = (
    (("Laxå", "", "A", "a@b.se", "", "Stenebergsskolan", "", ""), "Anställningsnummer saknas."),
    (("Kumla", "1", "A", "a@b.se", "", "Stenebergsskolan", "", ""), "Organisationen ”Kumla” finns inte"),
    (("Laxå", "1", "A", "a.b.se", "", "Stenebergsskolan", "", ""), "är inte en adress"),
    (("Laxå", "1", "A", "a@b.se", "", "Ingen enhet", "", ""), "Enheten ”Ingen enhet” finns inte"),
    (("Laxå", "1", "A", "a@b.se", "", "Transtensskolan", "", ""), "Enheten ”Transtensskolan” finns inte"),
    (("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "999", ""), "anställningsnummer 999 finns inte"),
    (("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "1", ""), "Ingen kan vara chef över sig själv"),
    (("Laxå", "1", "A\u202eB", "a@b.se", "", "Stenebergsskolan", "", ""), "tecken som inte syns"),
    (("Laxå", "1", "A" * 130, "a@b.se", "", "Stenebergsskolan", "", ""), "högst 120 tecken"),
    (("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "", "oid"), "inget inloggningssätt"),
)


@pytest.mark.parametrize(("row", "said"), BAD)
def test_what_is_wrong_is_told_by_line(session: Session, row: tuple[str, ...], said: str) -> None:
    good = ("Laxå", "7", "God", "god@laxa.example", "", "Stenebergsskolan", "", "")
    (fault,) = faults(session, text(good, row))
    assert fault.startswith("Rad 3: ")
    assert said in fault
    (fault,) = faults(session, workbook({"Personer": [PEOPLE, good, row]}))
    assert fault.startswith("Blad Personer, rad 3: ")


def test_faults_come_all_at_once_and_nothing_is_written(session: Session) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(Person))
    found = faults(session, text(*[row for row, _said in BAD]))
    assert len(found) >= len(BAD)
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == before


def test_the_same_number_twice_is_a_fault(session: Session) -> None:
    row = ("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "", "")
    (fault,) = faults(session, text(row, row))
    assert fault == "Rad 3: Anställningsnummer 1 står redan på rad 2."


def test_circles_of_chefs_and_of_units_are_refused(session: Session) -> None:
    a = ("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "2", "")
    b = ("Laxå", "2", "B", "b@b.se", "", "Stenebergsskolan", "1", "")
    assert len(faults(session, text(a, b))) == 1
    first, second = ("Laxå", "Ett", "Två", "", "", "L-1", ""), ("Laxå", "Två", "Ett", "", "", "L-2", "")
    (fault,) = faults(session, workbook({"Enheter": [UNITS, first, second]}))
    assert "ligga under sig själv" in fault


def crowd(count: int) -> list[tuple[str, ...]]:
    numbers = map(str, range(1, count + 1))
    return [("Laxå", n, f"Person {n}", f"p{n}@laxa.example", "", "Stenebergsskolan", "", "") for n in numbers]


def test_who_is_missing_is_closed_only_when_asked(session: Session) -> None:
    run(session, text(*crowd(20)))
    assert run(session, text(*crowd(18))).steps == []
    found = run(session, text(*crowd(18)), closes_missing=True)
    assert [(step.op, step.label) for step in found.steps] == [("close", "Person 19"), ("close", "Person 20")]
    gone = person(session, "20")
    assert (gone.active, gone.closed_at) == (False, MOMENT)
    back = run(session, text(*crowd(20)))
    assert back.counts["person"]["reopen"] == 2
    session.refresh(gone)
    assert (gone.active, gone.closed_at) == (True, None)


def test_closing_too_many_stops_the_import(session: Session) -> None:
    run(session, text(*crowd(20)))
    (fault,) = faults(session, text(*crowd(10)), closes_missing=True)
    assert "10 av 20 personer" in fault
    assert faults(session, text(*crowd(10)), closes_missing=True, most_share=50) == []


def test_a_chef_who_would_leave_cannot_lead(session: Session) -> None:
    run(session, whole())
    found = faults(session, whole(TEACHER), closes_missing=True)
    assert any("skulle stängas" in each for each in found)


def test_other_organisations_and_those_without_a_number_are_left_alone(session: Session) -> None:
    active = sa.select(sa.func.count()).select_from(Person).where(Person.active)
    before = session.scalar(active) or 0
    run(session, text(*crowd(3)), closes_missing=True, most_share=100)
    assert session.scalar(active) == before + 3


def test_only_the_organisations_that_one_administers_may_be_named(session: Session) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    row = ("Hallsberg", "1", "A", "a@b.se", "", "Transtensskolan", "", "")
    found = dry_run(session, text(row), wishes(), organisations={laxa})
    assert "utanför det du administrerar" in found.faults[0].text


def test_a_login_makes_the_person_known_to_the_identity_provider(session: Session) -> None:
    laxa = session.scalars(sa.select(Organisation.id).where(Organisation.key == "laxa")).one()
    providers = {laxa: "entra:t"}
    row = ("Laxå", "1", "A", "a@b.se", "", "Stenebergsskolan", "", "")
    run(session, text(row))
    run(session, text((*row[:7], "oid-1")), providers=providers)
    assert (person(session, "1").provider, person(session, "1").subject) == ("entra:t", "oid-1")
    other = ("Laxå", "2", "B", "b@b.se", "", "Stenebergsskolan", "", "oid-1")
    assert any("hör redan till någon annan" in each for each in faults(session, text(other), providers=providers))
