"""A provisioning run as Microsoft Entra sends it, request by request (entra.json), ends right."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.history import HistoryEntry
from app.identity.models import Person, RoleGrant, RoleMapping, Unit
from tests.app.identity.scim.caller import ENTERPRISE, Caller

RUN = json.loads(Path(__file__).with_name("entra.json").read_text(encoding="utf-8"))
TEACHER, CHEF = "5d6cf2b1-3f46-4f4e-a8e6-6a0a0a6f2d10", "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"
GROUP = "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159"


@pytest.fixture
def mapping(session: Session) -> None:
    session.add(RoleMapping(provider="entra:laxa", claim="group", value=GROUP, role="designated_orderer"))
    session.commit()


def run(caller: Caller) -> dict[str, str]:
    """Send all of it; the ids that the shop gave."""
    kept: dict[str, str] = {}
    for step in RUN:
        body = json.loads(_filled(json.dumps(step["body"]), kept)) if "body" in step else None
        found = caller.json(step["method"], _filled(step["path"], kept), body, status=step["status"])
        if "total" in step:
            assert found["totalResults"] == step["total"], step["told"]
        if "keep" in step:
            kept[step["keep"]] = found["id"]
    return kept


def _filled(text: str, kept: dict[str, str]) -> str:
    for name, value in kept.items():
        text = text.replace("{" + name + "}", value)
    return text


def person(session: Session, subject: str) -> Person:
    session.rollback()
    return session.scalars(sa.select(Person).where(Person.provider == "entra:laxa", Person.subject == subject)).one()


def roles(session: Session, who: Person) -> list[str]:
    session.rollback()
    held = sa.select(RoleGrant.role).where(RoleGrant.person_id == who.id, RoleGrant.state == "confirmed")
    return sorted(session.scalars(held))


def told(session: Session, who: Person) -> list[str]:
    question = sa.select(HistoryEntry.event).where(HistoryEntry.subject == "person", HistoryEntry.subject_id == who.id)
    return list(session.scalars(question.order_by(HistoryEntry.id)))


@pytest.mark.usefixtures("mapping")
def test_the_run_ends_right(app: Flask, session: Session) -> None:
    kept = run(Caller(app))
    teacher, chef = person(session, TEACHER), person(session, CHEF)
    assert (teacher.name, teacher.email, teacher.title) == ("Karin Lund Åberg", "karin.aberg@laxa.example", "Lärare")
    assert (teacher.employee_number, teacher.active, teacher.closed_at) == ("10042", True, None)
    assert teacher.manager_id == chef.id
    assert session.scalar(sa.select(Unit.name).where(Unit.id == teacher.unit_id)) == "Kanslienheten"
    assert session.scalar(sa.select(Unit.name).where(Unit.id == chef.unit_id)) == "Stenebergsskolan"
    assert roles(session, teacher) == ["designated_orderer", "employee"]
    assert roles(session, chef) == ["employee"]
    user = Caller(app).json("GET", f"/Users/{kept['teacher']}")
    assert user[ENTERPRISE]["manager"]["value"] == kept["chef"]
    assert "phoneNumbers" not in user
    assert user["meta"]["location"].endswith(f"/scim/v2/Users/{kept['teacher']}")
    assert [each["value"] for each in user["groups"]] == [kept["group"]]


@pytest.mark.usefixtures("mapping")
def test_all_of_it_is_told_with_old_and_new(app: Flask, session: Session) -> None:
    run(Caller(app))
    teacher = person(session, TEACHER)
    assert told(session, teacher) == [
        "person.created", "person.changed", "person.closed", "person.reopened", "person.changed",
        "person.role_given", "person.joined",
    ]  # fmt: skip
    question = sa.select(HistoryEntry).where(HistoryEntry.event == "person.changed").order_by(HistoryEntry.id.desc())
    entry: Any = session.scalars(question.limit(1)).one()
    assert entry.data["changes"]["name"] == ["Karin Lund", "Karin Lund Åberg"]
    assert entry.data["changes"]["unit"] == ["Stenebergsskolan", "Kanslienheten"]
    assert entry.actor_name == "Katalogen laxa"


def test_a_group_without_a_mapping_gives_nothing(app: Flask, session: Session) -> None:
    run(Caller(app))
    assert roles(session, person(session, TEACHER)) == ["employee"]


@pytest.mark.usefixtures("mapping")
def test_a_mapped_role_ends_with_the_group(app: Flask, session: Session) -> None:
    kept = run(Caller(app))
    Caller(app).json("DELETE", f"/Groups/{kept['group']}", status=204)
    assert roles(session, person(session, TEACHER)) == ["employee"]
    Caller(app).json("GET", f"/Groups/{kept['group']}", status=404)


@pytest.mark.usefixtures("mapping")
def test_mapped_roles_come_back_with_the_person_and_others_do_not(app: Flask, session: Session) -> None:
    kept, caller = run(Caller(app)), Caller(app)
    teacher = person(session, TEACHER)
    session.add(RoleGrant(person_id=teacher.id, role="finance", valid_from=dt.date(2024, 1, 1), valid_to=None))
    session.commit()
    caller.patch(f"/Users/{kept['teacher']}", {"op": "Replace", "path": "active", "value": False})
    assert roles(session, teacher) == []
    caller.patch(f"/Users/{kept['teacher']}", {"op": "Replace", "path": "active", "value": "True"})
    assert roles(session, teacher) == ["designated_orderer", "employee"]


def test_a_new_key_under_an_old_name_is_another_human_being(app: Flask, session: Session) -> None:
    kept, caller = run(Caller(app)), Caller(app)
    before = person(session, TEACHER)
    caller.patch(f"/Users/{kept['teacher']}", {"op": "Replace", "path": "externalId", "value": "another-oid"})
    after = person(session, "another-oid")
    session.rollback()
    assert before.id != after.id
    assert (before.active, before.subject, after.active) == (False, TEACHER, True)


def test_deleted_and_created_anew_it_is_the_same_person(app: Flask, session: Session) -> None:
    kept, caller = run(Caller(app)), Caller(app)
    first = person(session, TEACHER)
    caller.json("DELETE", f"/Users/{kept['teacher']}", status=204)
    session.rollback()
    assert not first.active
    caller.json("GET", f"/Users/{kept['teacher']}", status=404)
    caller.create("karin.aberg@laxa.example", externalId=TEACHER)
    again = person(session, TEACHER)
    assert (again.id, again.active) == (first.id, True)


def test_who_came_by_file_is_found_by_employee_number(app: Flask, session: Session) -> None:
    unit = session.scalars(sa.select(Unit).where(Unit.name == "Stenebergsskolan")).one()
    filed = Person(provider="import:laxa", subject="20001", name="Siv", sort_key="siv", email="siv@laxa.example",
                   title="", unit_id=unit.id, employee_number="20001")  # fmt: skip
    session.add(filed)
    session.commit()
    Caller(app).create("siv@laxa.example", displayName="Siv Ask", **{ENTERPRISE: {"employeeNumber": "20001"}})
    session.rollback()
    assert (filed.provider, filed.subject, filed.name) == ("entra:laxa", "oid-siv@laxa.example", "Siv Ask")
