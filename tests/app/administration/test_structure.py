"""Moves, mergers, new names and closings in the database: on their day, once, and the past stays what it was."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app import history, worker
from app.administration import actions
from app.devices.models import Device
from app.identity import queries
from app.identity.models import Organisation, Person, Unit, UnitChange, UnitSpan, Workplace
from app.refusal import Refused
from catalogue.structure import Change, ChangeKind, Place, replay
from tests.app.administration.conftest import ALVA, TODAY
from tests.databases import MOMENT, Clock
from tests.people import People

Units = Callable[..., Unit]


def decide(session: Session, kind: ChangeKind, unit: Unit, on: dt.date = TODAY, **more: object) -> UnitChange:
    """Decide a change as Alva, today."""
    change = Change(**{"id": 0, "unit": unit.id, "kind": kind, "on": on, **more})  # type: ignore[arg-type]  # mixed
    return actions.plan(session, change, note="", actor=ALVA, at=MOMENT, today=TODAY)


def standing(tree: dict[int, Place]) -> dict[int, Place]:
    """The open units of a tree."""
    return {key: place for key, place in tree.items() if place.open}


@pytest.mark.parametrize("seed", range(4))
def test_the_tree_of_any_day_is_what_was_decided_until_then(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    start = queries.tree_on(session, TODAY)
    today, made = TODAY, []
    for _ in range(60):
        today += dt.timedelta(days=dice.randint(0, 3))
        for due in actions.due(session, today):
            actions.carry_out_due(session, due, at=MOMENT)
        on = today + dt.timedelta(days=dice.choice((-40, -3, 0, 0, 0, 5)))
        change = _anything(dice, list(start), list({place.organisation for place in start.values()}), on)
        try:
            with session.begin_nested():
                row = actions.plan(session, change, note="", actor=ALVA, at=MOMENT, today=today)
        except Refused:
            continue
        made.append(replace(change, id=row.id))
    for due in actions.due(session, today + dt.timedelta(days=9)):
        actions.carry_out_due(session, due, at=MOMENT)
    refused = set(session.scalars(sa.select(UnitChange.id).where(UnitChange.state == "refused")))
    done = [change for change in made if change.id not in refused]
    assert len(done) > 8
    for days in range(-45, (today - TODAY).days + 10, 3):
        day = TODAY + dt.timedelta(days=days)
        # Closing asks for an empty unit, which the tree does not know: everybody stands where they stood.
        assert standing(queries.tree_on(session, day)) == standing(replay(start, done, day)), day
    session.rollback()


def _anything(dice: random.Random, units: list[int], organisations: list[int], on: dt.date) -> Change:
    kind = dice.choice((ChangeKind.MOVE, ChangeKind.MOVE, ChangeKind.RENAME, ChangeKind.MERGE))
    return Change(
        id=0,
        unit=dice.choice(units),
        kind=kind,
        on=on,
        name=f"Enhet {dice.randint(1, 99)}" if kind is ChangeKind.RENAME else "",
        organisation=dice.choice([None, *organisations]) if kind is ChangeKind.MOVE else None,
        parent=dice.choice([None, *units]) if kind is ChangeKind.MOVE else None,
        into=dice.choice(units) if kind is ChangeKind.MERGE else None,
    )


def test_a_planned_merger_happens_on_its_day_and_only_once(
    session: Session, app: Flask, clock: Clock, units: Units, people: People
) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    decide(session, ChangeKind.MERGE, school, TODAY + dt.timedelta(days=7), into=office.id)
    session.commit()
    worker.run(app, once=True)
    session.expire_all()
    assert (school.closed_on, people["karin"].unit_id) == (None, school.id)
    session.rollback()
    clock.forward(days=7)
    for _ in range(2):
        worker.run(app, once=True)
    session.expire_all()
    assert (school.closed_on, school.successor_id) == (TODAY + dt.timedelta(days=7), office.id)
    assert people["karin"].unit_id == office.id
    events = [entry.event for entry in history.of(session, "unit", school.id)]
    assert events == ["unit.applied", "unit.planned"]


def test_the_chef_of_the_successor_decides_for_what_was_ordered_before(
    session: Session, units: Units, people: People
) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    decide(session, ChangeKind.MERGE, school, into=office.id)
    session.flush()
    assert queries.ladder(session, school.id, today=TODAY)[0].name == "Eva Strand"
    session.commit()
    assert {school.id, office.id} <= people.visitor("eva").led_units
    assert school.id not in people.visitor("anders").led_units
    assert people["anders"].manager_id == people["eva"].id
    assert not session.scalars(sa.select(Workplace).where(Workplace.unit_id == school.id)).all()


def test_a_unit_that_moves_to_another_organisation_must_choose_a_cost_centre_there(
    session: Session, units: Units, organisations: dict[str, Organisation]
) -> None:
    school, there = units("Stenebergsskolan"), organisations["hallsberg"]
    decide(session, ChangeKind.MOVE, school, organisation=there.id)
    session.expire_all()
    assert (school.organisation_id, school.cost_centre_id) == (there.id, None)


def test_a_new_name_leaves_the_old_one_to_the_days_before(session: Session, units: Units) -> None:
    school = units("Stenebergsskolan")
    decide(session, ChangeKind.RENAME, school, TODAY - dt.timedelta(days=30), name="Nya Steneberg")
    before = queries.tree_on(session, TODAY - dt.timedelta(days=31))[school.id].name
    after = queries.tree_on(session, TODAY - dt.timedelta(days=30))[school.id].name
    assert (before, after) == ("Stenebergsskolan", "Nya Steneberg")
    assert session.scalar(sa.select(sa.func.count()).select_from(UnitSpan)) == 1


def test_two_changes_on_one_day_leave_no_empty_span(session: Session, units: Units) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    decide(session, ChangeKind.RENAME, school, name="Nya Steneberg")
    decide(session, ChangeKind.MOVE, school, parent=office.id)
    spans = session.scalars(sa.select(UnitSpan).where(UnitSpan.unit_id == school.id)).all()
    assert [(span.name, span.valid_from, span.valid_to) for span in spans] == [("Stenebergsskolan", None, TODAY)]


def test_history_is_not_rewritten(session: Session, units: Units) -> None:
    school = units("Stenebergsskolan")
    decide(session, ChangeKind.RENAME, school, TODAY - dt.timedelta(days=5), name="Nya Steneberg")
    with pytest.raises(Refused) as refused:
        decide(session, ChangeKind.RENAME, school, TODAY - dt.timedelta(days=6), name="Annat")
    assert refused.value.key == "administration.structure.early"


def test_a_closed_unit_must_be_empty_on_the_day(session: Session, units: Units) -> None:
    school = units("Stenebergsskolan")
    with pytest.raises(Refused) as refused:
        decide(session, ChangeKind.CLOSE, school)
    assert refused.value.key == "administration.structure.people"
    session.rollback()
    row = decide(session, ChangeKind.CLOSE, school, TODAY + dt.timedelta(days=1))
    actions.carry_out_due(session, row.id, at=MOMENT)
    assert row.state == "refused"
    assert "personer arbetar fortfarande" in row.refusal
    assert school.closed_on is None


def test_an_empty_unit_closes_and_keeps_its_row(session: Session, units: Units) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    session.execute(sa.update(Person).where(Person.unit_id == school.id).values(unit_id=office.id))
    decide(session, ChangeKind.CLOSE, school)
    session.expire_all()
    assert (school.closed_on, school.successor_id, school.name) == (TODAY, None, "Stenebergsskolan")


def test_a_decision_that_another_decision_makes_impossible_is_refused(session: Session, units: Units) -> None:
    school, office, administration = (
        units("Stenebergsskolan"), units("Kanslienheten"), units("Barn- och utbildningsförvaltningen"),
    )  # fmt: skip
    decide(session, ChangeKind.MERGE, school, TODAY + dt.timedelta(days=20), into=office.id)
    with pytest.raises(Refused) as refused:
        decide(session, ChangeKind.MERGE, office, TODAY + dt.timedelta(days=10), into=administration.id)
    assert refused.value.key == "administration.structure.planned"


@pytest.mark.parametrize("days", [-367, 3 * 366 + 1])
def test_a_day_too_far_away_is_refused(session: Session, units: Units, days: int) -> None:
    with pytest.raises(Refused) as refused:
        decide(session, ChangeKind.RENAME, units("Kanslienheten"), TODAY + dt.timedelta(days=days), name="Annat")
    assert refused.value.key == "administration.structure.far"


def test_a_decision_that_was_called_off_does_not_happen(
    session: Session, app: Flask, clock: Clock, units: Units
) -> None:
    school = units("Stenebergsskolan")
    row = decide(session, ChangeKind.RENAME, school, TODAY + dt.timedelta(days=1), name="Nya Steneberg")
    actions.cancel(session, row, actor=ALVA, at=MOMENT)
    session.commit()
    clock.forward(days=2)
    worker.run(app, once=True)
    session.expire_all()
    assert (school.name, row.state) == ("Stenebergsskolan", "cancelled")
    with pytest.raises(Refused):
        actions.cancel(session, row, actor=ALVA, at=MOMENT)


def test_devices_of_a_merged_unit_follow_it(session: Session, app: Flask, units: Units) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    facts = {
        "device_class": "computer", "kind": "staff_pc", "segment": "staff", "model": "Dator", "illustration": "laptop",
        "organisation_id": school.organisation_id, "unit_id": school.id, "payer": "invest", "price": 984000,
        "received_on": TODAY, "state": "active",
    }  # fmt: skip
    device = Device(tag="LX-1", serial="S1", **facts)
    session.add(device)
    decide(session, ChangeKind.MERGE, school, into=office.id)
    session.commit()
    for _ in range(2):
        worker.run(app, once=True)
    session.refresh(device)
    assert (device.unit_id, device.organisation_id) == (office.id, school.organisation_id)
    assert [entry.event for entry in history.of(session, "device", device.id)] == ["device.followed"]


def test_a_new_name_of_today_is_taken_back_and_nothing_else_is(session: Session, units: Units) -> None:
    school, office = units("Stenebergsskolan"), units("Kanslienheten")
    row = decide(session, ChangeKind.RENAME, school, name="Nya Steneberg")
    assert actions.can_undo(session, row, TODAY)
    actions.undo(session, row, actor=ALVA, at=MOMENT, today=TODAY)
    session.flush()
    assert school.name == "Stenebergsskolan"
    for no in (
        row,
        decide(session, ChangeKind.RENAME, office, TODAY - dt.timedelta(days=3), name="Annat"),
        decide(session, ChangeKind.MERGE, school, into=office.id),
    ):
        with pytest.raises(Refused):
            actions.undo(session, no, actor=ALVA, at=MOMENT, today=TODAY)
