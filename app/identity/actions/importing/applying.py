"""Does what a plan says, in the caller's transaction, in few statements, and tells all of it in the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.actions.directory import accounts
from app.identity.actions.importing.plans import Plan, Step
from app.identity.models import CostCentre, Person, Unit
from app.identity.queries.importing import Key, standing
from app.words import say
from app.words.sorting import sort_key

BATCH = 500
COLUMNS = {"person_name": "name", "reference": "invoice_reference"}
REFERENCES = ("parent", "manager", "cost_centre", "unit", "login")


def carry_out(session: Session, plan: Plan, *, keys: Mapping[int, str], actor: Actor, at: dt.datetime) -> None:
    """Write everything a faultless plan says; `keys` are the organisations' by id. Flushes."""
    work = _Work(session, keys, at)
    events = [*work.centres(plan), *work.units(plan), *work.people(plan), *work.references(plan), *work.closed(plan)]
    for some in _batches(events):
        history.record(session, actor, at, some)


class _Work:
    def __init__(self, session: Session, keys: Mapping[int, str], at: dt.datetime) -> None:
        self.session, self.keys, self.at = session, keys, at
        self.ids: dict[tuple[str, Key], int] = {}
        self.chief = 0

    def centres(self, plan: Plan) -> Iterator[Event]:
        """Cost centres: new ones, then changed ones."""
        steps = plan.of("cost_centre", "create")
        self._insert(CostCentre, [{"organisation_id": step.key[0], **step.values} for step in steps])
        self._update(CostCentre, plan.of("cost_centre", "change"))
        self._learn(plan)
        yield from self._told("cost_centre", plan)

    def units(self, plan: Plan) -> Iterator[Event]:
        """Units, still without parents and chefs."""
        steps = plan.of("unit", "create")
        self._insert(Unit, [
            {"organisation_id": step.key[0], "name": step.values["name"], "segment": step.values["segment"],
             "invoice_reference": step.values["reference"]}
            for step in steps
        ])  # fmt: skip
        self._update(Unit, plan.of("unit", "change"))
        self._learn(plan)
        yield from self._told("unit", plan)

    def people(self, plan: Plan) -> Iterator[Event]:
        """People, still without chefs; new ones and those who come back are employees."""
        self._insert(Person, [self._new_person(step) for step in plan.of("person", "create")])
        self._update(Person, plan.of("person", "change", "reopen"))
        self._learn(plan)
        back = [self.ids["person", step.key] for step in plan.of("person", "reopen")]
        for some in _batches(back):
            reopened = sa.update(Person).where(Person.id.in_(some)).values(active=True, closed_at=None)
            self.session.execute(reopened.execution_options(synchronize_session=False))
        new = [self.ids["person", step.key] for step in plan.of("person", "create")]
        accounts.employ(self.session, [*new, *back], at=self.at)
        yield from self._told("person", plan)

    def references(self, plan: Plan) -> Iterator[Event]:
        """Everything that points at something, now that all of it is there."""
        points = {"parent": "unit", "manager": "person", "cost_centre": "cost_centre", "unit": "unit"}
        for kind, table in (("unit", Unit), ("person", Person)):
            rows = []
            for step in plan.of(kind, "create", "change", "reopen"):
                wanted = {name: step.values[name] for name in points if step.values.get(name)}
                found = {f"{name}_id": self.ids[points[name], key] for name, key in wanted.items()}
                rows += [{"id": self.ids[kind, step.key]} | found] if found else []
            self._write(table, rows)
        yield from ()

    def closed(self, plan: Plan) -> Iterator[Event]:
        """Those the file does not name."""
        for some in _batches(plan.of("person", "close")):
            ids = [step.row_id for step in some]
            people = self.session.scalars(sa.select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
            yield from accounts.close(self.session, people, at=self.at, why="missing")

    def _new_person(self, step: Step) -> dict[str, Any]:
        values = step.values
        provider, subject = values["login"] or (f"import:{self.keys[step.key[0]]}", values["number"])
        return {
            "provider": provider, "subject": subject, "name": values["person_name"],
            "sort_key": sort_key(values["person_name"]), "email": values["email"], "title": values["title"],
            "unit_id": self.ids["unit", values["unit"]], "employee_number": values["number"],
        }  # fmt: skip

    def _insert(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        for some in _batches(rows):
            self.session.connection().execute(sa.insert(table.__table__), some)

    def _update(self, table: type[Any], steps: Iterable[Step]) -> None:
        self._write(table, [row for step in steps if len(row := _row(step)) > 1])

    def _write(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        """Update rows by id; those that set the same columns go together."""
        shaped: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            shaped.setdefault(tuple(sorted(row)), []).append(row)
        for alike in shaped.values():
            for some in _batches(alike):
                self.session.execute(sa.update(table), some)
                seen = sa.update(table).where(table.id.in_([row["id"] for row in some]))
                self.session.execute(
                    seen.values(version=table.version + 1).execution_options(synchronize_session=False)
                )

    def _learn(self, plan: Plan) -> None:
        """The ids of everything by the keys of the file."""
        found = standing(self.session, {step.key[0] for step in plan.steps})
        for kind, rows in (("cost_centre", found.centres), ("unit", found.units), ("person", found.people)):
            self.ids |= {(kind, key): row.id for key, row in rows.items()}

    def _told(self, kind: str, plan: Plan) -> Iterator[Event]:
        for step in plan.of(kind, "create", "change", "reopen"):
            what = "; ".join(
                say("directory.changed", field=say(f"importing.field.{name}"), old=old or "–", new=new or "–")
                for name, old, new in step.told
            )
            unit = step.values.get("unit")
            data = {"name": step.label, "what": what, "unit": unit[1] if unit and step.op == "create" else ""}
            data["changes"] = {name: [old, new] for name, old, new in step.told}
            name = "cost_centre.added" if (kind, step.op) == ("cost_centre", "create") else f"{kind}.{EVENTS[step.op]}"
            yield Event(kind, self.ids[kind, step.key], name, data)


EVENTS = {"create": "created", "change": "changed", "reopen": "reopened"}


def _row(step: Step) -> dict[str, Any]:
    plain = {COLUMNS.get(name, name): value for name, value in step.values.items() if name not in REFERENCES}
    if "person_name" in step.values:
        plain["sort_key"] = sort_key(step.values["person_name"])
    if step.values.get("login"):
        plain["provider"], plain["subject"] = step.values["login"]
    return {"id": step.row_id} | plain


def _batches(rows: list[Any], size: int = BATCH) -> Iterator[list[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
