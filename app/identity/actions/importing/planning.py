"""Compares a file with how things stand: what would be created, changed, opened again and closed, or what is wrong.

An empty cell changes nothing. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.identity.actions.importing.plans import Plan, Step
from app.identity.actions.importing.records import CostCentreRecord, Fault, PersonRecord, Records, UnitRecord
from app.identity.queries.directory import folded
from app.identity.queries.importing import Key, Standing, StandingPerson
from app.words import say
from catalogue.terms import Segment

LEAST_TO_STOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a file is to be taken.

    `today` is a Swedish date. `closes_missing` closes those of its organisations that it does not name, unless they
    are more than `most_share` percent. `providers` are the identity providers by organisation.
    """

    today: dt.date
    closes_missing: bool = False
    most_share: int = 10
    providers: Mapping[int, str] = field(default_factory=dict)


def plan(records: Records, standing: Standing, wishes: Wishes, *, logins: Mapping[tuple[str, str], int]) -> Plan:
    """What the file would do; `logins` tells who has which key with the identity providers."""
    planner = _Planner(records, standing, wishes, logins)
    planner.go()
    return planner.plan


class _Planner:
    def __init__(
        self, records: Records, standing: Standing, wishes: Wishes, logins: Mapping[tuple[str, str], int]
    ) -> None:
        self.records, self.standing, self.wishes, self.logins = records, standing, wishes, logins
        self.plan = Plan(faults=list(records.faults))
        self.centres = _by_key(records.cost_centres, lambda row: row.code, self._twice("cost_centre"))
        self.units = _by_key(records.units, lambda row: row.name, self._twice("unit"))
        self.people = _by_key(records.people, lambda row: row.number, self._twice("person"))
        self.unit_names = {row.id: (key, row.name) for key, row in standing.units.items()}
        self.person_keys = {row.id: key for key, row in standing.people.items()}
        self.centre_codes = {row.id: (key, row.code) for key, row in standing.centres.items()}
        self.leaving = self._leaving()

    def go(self) -> None:
        """Plan everything, in the order it will be done."""
        for centre in self.centres.values():
            self._centre(centre)
        for unit in self.units.values():
            self._unit(unit)
        seen: dict[tuple[str, str], PersonRecord] = {}
        for person in self.people.values():
            self._person(person, seen)
        self._demand_no_circles()
        self._close()

    def _twice(self, what: str) -> Callable[[Any, Any, str], None]:
        def told(row: Any, first: Any, value: str) -> None:
            named = say(f"importing.what.{what}", value=value)
            self._fault(row.at.fault("twice", what=named, line=first.at.line))

        return told

    def _centre(self, row: CostCentreRecord) -> None:
        key = (row.organisation, folded(row.code))
        old = self.standing.centres.get(key)
        if old is None:
            values = {"name": row.name, "activity": row.activity, "valid_from": row.valid_from or self.wishes.today,
                      "valid_to": row.valid_to, "code": row.code}  # fmt: skip
            self._create("cost_centre", key, f"{row.code} {row.name}", values)
            return
        wanted = {"name": row.name, "activity": row.activity, "valid_from": row.valid_from, "valid_to": row.valid_to}
        changes = [(name, str(getattr(old, name) or ""), str(value or ""), value) for name, value in wanted.items()]
        self._change("cost_centre", key, (old.id, f"{row.code} {row.name}"), changes)

    def _unit(self, row: UnitRecord) -> None:
        key = (row.organisation, folded(row.name))
        old = self.standing.units.get(key)
        parent = self._known_unit(row, row.parent, "parent")
        manager = self._known_manager(row, row.manager)
        centre = self._known_centre(row)
        if old is None:
            if not row.reference:
                self._fault(row.at.fault("reference"))
            values = {"name": row.name, "parent": parent, "manager": manager, "cost_centre": centre,
                      "reference": row.reference, "segment": row.segment or Segment.STAFF.value}  # fmt: skip
            self._create("unit", key, row.name, values)
            return
        if old.closed_on is not None and old.closed_on <= self.wishes.today:
            self._fault(row.at.fault("closed_unit", value=row.name))
        changes = [
            ("parent", self.unit_names.get(old.parent_id or 0, ((0, ""), ""))[1], row.parent, parent),
            ("manager", self._name_of(old.manager_id), self._name(manager), manager),
            ("cost_centre", self.centre_codes.get(old.cost_centre_id or 0, ((0, ""), ""))[1], row.cost_centre, centre),
            ("reference", old.reference, row.reference, row.reference),
            ("segment", _segment(old.segment), _segment(row.segment), row.segment),
        ]
        self._change("unit", key, (old.id, row.name), changes)

    def _person(self, row: PersonRecord, seen: dict[tuple[str, str], PersonRecord]) -> None:
        key = (row.organisation, folded(row.number))
        old = self.standing.people.get(key)
        unit, manager = self._known_unit(row, row.unit, "unit"), self._known_manager(row, row.manager)
        login = self._login(row, old, seen)
        if key in self.standing.doubled:
            self._fault(row.at.fault("doubled", value=row.number))
        if old is None:
            values = {"number": row.number, "person_name": row.name, "email": row.email, "title": row.title,
                      "unit": unit, "manager": manager, "login": login}  # fmt: skip
            self._create("person", key, row.name, values)
            return
        if old.kept:
            self._fault(row.at.fault("directory", value=row.name))
        changes = [
            ("person_name", old.name, row.name, row.name),
            ("email", old.email, row.email, row.email),
            ("title", old.title, row.title, row.title),
            ("unit", self.unit_names.get(old.unit_id, ((0, ""), ""))[1], row.unit, unit),
            ("manager", self._name_of(old.manager_id), self._name(manager), manager),
            ("login", "" if old.provider.startswith("import:") else old.subject, row.login, login),
        ]
        self._change("person", key, (old.id, row.name), changes, op="change" if old.active else "reopen")

    def _create(self, kind: str, key: Key, label: str, values: dict[str, Any]) -> None:
        self.plan.steps.append(Step(kind, "create", key, label, values=values))

    def _change(
        self, kind: str, key: Key, row: tuple[int, str], changes: list[tuple[str, str, str, Any]], *, op: str = "change"
    ) -> None:
        """A step for what really changes; each change is a field, old and new in words, and what to write."""
        real = [each for each in changes if each[2] and not _alike(each[0], each[1], each[2])]
        if not real and op == "change":
            self.plan.same += 1
            return
        told = tuple((name, old, new) for name, old, new, _value in real)
        values = {name: value for name, _old, _new, value in real}
        self.plan.steps.append(Step(kind, op, key, row[1], row[0], values, told))

    def _known_unit(self, row: UnitRecord | PersonRecord, name: str, fault: str) -> Key | None:
        key = (row.organisation, folded(name))
        if not name:
            return None
        old = self.standing.units.get(key)
        if key not in self.units and old is None:
            self._fault(row.at.fault(fault, value=name))
        elif old is not None and old.closed_on is not None and old.closed_on <= self.wishes.today:
            self._fault(row.at.fault("closed_unit", value=name))
        return key

    def _known_centre(self, row: UnitRecord) -> Key | None:
        key = (row.organisation, folded(row.cost_centre))
        if not row.cost_centre:
            return None
        if key not in self.centres and key not in self.standing.centres:
            self._fault(row.at.fault("cost_centre", value=row.cost_centre))
        return key

    def _known_manager(self, row: UnitRecord | PersonRecord, number: str) -> Key | None:
        """The key of a chef: of the same organisation, else of the one where somebody has the number."""
        if not number:
            return None
        key = (row.organisation, folded(number))
        if key not in self.people and key not in self.standing.people:
            others = {each for each in (*self.people, *self.standing.people) if each[1] == key[1]}
            if len(others) != 1:
                self._fault(row.at.fault("manager", value=number))
                return key
            key = others.pop()
        if key in self.leaving:
            self._fault(row.at.fault("manager_leaves", value=number))
        return key

    def _login(
        self, row: PersonRecord, old: StandingPerson | None, seen: dict[tuple[str, str], PersonRecord]
    ) -> tuple[str, str] | None:
        if not row.login:
            return None
        provider = self.wishes.providers.get(row.organisation)
        if provider is None:
            self._fault(row.at.fault("no_provider"))
            return None
        key = (provider, row.login)
        if key in seen:
            named = say("importing.what.login", value=row.login)
            self._fault(row.at.fault("twice", what=named, line=seen[key].at.line))
        if self.logins.get(key, old.id if old else None) != (old.id if old else None):
            self._fault(row.at.fault("login_taken", value=row.login))
        seen[key] = row
        return key

    def _leaving(self) -> dict[Key, StandingPerson]:
        """The active people with a number, of the organisations whose people the file lists, that it does not name."""
        if not self.wishes.closes_missing:
            return {}
        listed = {key[0] for key in self.people}
        return {
            key: row
            for key, row in self.standing.people.items()
            if row.active and not row.kept and key[0] in listed and key not in self.people
        }

    def _close(self) -> None:
        listed = {key[0] for key in self.people}
        active = sum(row.active and not row.kept and key[0] in listed for key, row in self.standing.people.items())
        count, most = len(self.leaving), self.wishes.most_share
        if count > LEAST_TO_STOP and count * 100 > active * most:
            text = say("importing.fault.too_many", count=count, of=active, most=most)
            self._fault(Fault(say("importing.sheet.people"), 0, text))
        for key, row in self.leaving.items():
            self.plan.steps.append(Step("person", "close", key, row.name, row.id))

    def _demand_no_circles(self) -> None:
        above = {key: self.person_keys.get(row.manager_id or 0) for key, row in self.standing.people.items()}
        wanted = {step.key: step.values["manager"] for step in self.plan.of("person") if step.values.get("manager")}
        for key in _circling(above | wanted, wanted):
            self._fault(self.people[key].at.fault("circle"))
        over = {key: self.unit_names.get(row.parent_id or 0, (None, ""))[0] for key, row in self.standing.units.items()}
        moved = {step.key: step.values["parent"] for step in self.plan.of("unit") if step.values.get("parent")}
        for key in _circling(over | moved, moved):
            self._fault(self.units[key].at.fault("parent_circle"))

    def _name(self, key: Key | None) -> str:
        """The name of a chef who may be in the file or here already."""
        if key is None:
            return ""
        if key in self.people:
            return str(self.people[key].name)
        return self.standing.people[key].name if key in self.standing.people else ""

    def _name_of(self, person: int | None) -> str:
        """The name that the chef who stands will have after the file."""
        key = self.person_keys.get(person or 0)
        return self._name(key) if key else self.standing.names.get(person or 0, "")

    def _fault(self, fault: Fault) -> None:
        self.plan.faults.append(fault)


def _by_key(rows: Iterable[Any], name: Callable[[Any], str], twice: Callable[[Any, Any, str], None]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for row in rows:
        key = (row.organisation, folded(name(row)))
        if key in found:
            twice(row, found[key], name(row))
        else:
            found[key] = row
    return found


def _circling(above: Mapping[Key, Key | None], asked: Iterable[Key]) -> list[Key]:
    """The keys from which climbing comes back to where it began; each step is walked once."""
    safe: set[Key] = set()
    found = []
    for first in asked:
        path: dict[Key, None] = {}
        here: Key | None = first
        while here is not None and here not in safe and here not in path:
            path[here] = None
            here = above.get(here)
        if here is not None and here in path:
            found.append(first)
        safe.update(path)
    return found


def _alike(name: str, old: str, new: str) -> bool:
    """Whether nothing changes; references are compared as names are."""
    return old == new or (name in ("parent", "unit", "cost_centre") and folded(old) == folded(new))


def _segment(value: str) -> str:
    return say(f"importing.segment.{value}") if value and value != Segment.SHARED else value
