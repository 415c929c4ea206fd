"""Reads the request forms of an edition; what is unknown, missing or points nowhere is an error with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.cases import ANSWERED_BY, CaseKind
from catalogue.edition import Edition, Kind
from catalogue.edition import load as edition_of
from catalogue.requests import YES_NO, Condition, Field, FieldType, Guard, Note, RequestForm, Section, Step, Task
from catalogue.rows import EditionError, Place, frozen, lines, refuse_unknown
from catalogue.terms import Channel, Payer, Queue, Role

HERE = Path(__file__).parent / "editions"
BY_KIND = ("orderers", "queue", "payer", "informs", "step_unless", "group")
OWN = frozenset({
    "slug", "title", "lead", "words", "due_days", "section", "note", "guard", "task", "step", "next", "sources",
    "confirmed", "kind", "subject", "case_kind", "needs_change", "remark", "also", *BY_KIND,
})  # fmt: skip
NEEDED = ("slug", "title", "lead", "words", "due_days", "section", "next", "sources", "confirmed")
# Kinds that are a case but have a room of their own for their decisions.
ELSEWHERE = frozenset({"out_of_process"})
WITH_CHOICES = frozenset({FieldType.CHOICE, FieldType.SEVERAL})


@cache
def load(name: str = "2026") -> Mapping[str, RequestForm]:
    """The request forms of an edition by slug, in the order of their titles; raises EditionError."""
    edition = edition_of(name)
    files = sorted((HERE / name / "requests").glob("*.toml"))
    forms = [read(tomllib.loads(file.read_text(encoding="utf-8")), file.stem, edition) for file in files]
    if wrong := "; ".join(_gaps(forms, edition)):
        raise EditionError(f"{name}/requests: {wrong}")
    order = list(edition.groups)
    return {form.slug: form for form in sorted(forms, key=lambda form: (order.index(form.group), form.title))}


def tools_of(topic: str, task: str, name: str = "2026") -> tuple[str, ...]:
    """The tools that a task of a request may be done with; none for most tasks."""
    return next(
        (each.tools for form in load(name).values() if form.key == topic for each in form.tasks if each.key == task), ()
    )


def read(data: Mapping[str, Any], key: str, edition: Edition) -> RequestForm:
    """One form from its data; raises EditionError."""
    where = f"requests/{key}.toml"
    refuse_unknown(data, OWN, where)
    if missing := [name for name in NEEDED if name not in data]:
        raise EditionError(f"{where}: {', '.join(missing)} is missing")
    with Place(where):
        typed = {name: data[name] for name in ("slug", "title", "lead", "due_days", "confirmed")}
        typed |= {name: data[name] for name in ("kind", "subject", "needs_change", "remark", "also") if name in data}
        typed |= {name: tuple(data[name]) for name in ("words", "next")}
        typed |= _ruled(data, edition, where)
        typed["case_kind"] = CaseKind(data.get("case_kind", CaseKind.SERVICE_REQUEST))
        typed["sections"] = tuple(_section(row, where) for row in data["section"])
        typed["notes"] = tuple(_note(row, where) for row in data.get("note", ()))
        typed["guards"] = tuple(_guard(row, where) for row in data.get("guard", ()))
        typed["tasks"] = tuple(_task(row, where) for row in data.get("task", ()))
        typed["sources"] = lines(data["sources"], where)
    form = frozen(RequestForm, {"key": key, **typed}, where)
    if wrong := "; ".join(_faults(form, edition)):
        raise EditionError(f"{where}: {wrong}")
    return form


def _ruled(data: Mapping[str, Any], edition: Edition, where: str) -> dict[str, Any]:
    """Who may, where to, who pays and who is asked: of the kind, or said by a form that is of no kind."""
    own_steps = tuple(_step(row, where) for row in data.get("step", ()))
    if "kind" not in data:
        return {
            "group": data["group"],
            "orderers": frozenset(Role(word) for word in data["orderers"]),
            "queue": Queue(data["queue"]),
            "payer": Payer(data["payer"]),
            "informs": tuple(data.get("informs", ())),
            "steps": own_steps,
        }
    if said := [name for name in BY_KIND if name in data]:
        raise EditionError(f"{where}: {', '.join(said)} is said by the kind {data['kind']}")
    kind = edition.kinds[data["kind"]]
    if kind.queue is None:
        raise EditionError(f"{where}: the kind {kind.key} has no queue")
    always = tuple(Step(asked=str(asked)) for asked in kind.approvals if not _is_own(own_steps, str(asked)))
    return {
        "group": kind.group, "orderers": kind.orderers, "queue": kind.queue, "payer": kind.payer,
        "informs": kind.informs, "steps": (*own_steps, *always), "step_unless": kind.approval_unless,
    }  # fmt: skip


def _is_own(steps: tuple[Step, ...], asked: str) -> bool:
    return any(step.asked == asked for step in steps)


def _section(row: Mapping[str, Any], where: str) -> Section:
    asked = tuple(_field(field, where) for field in row.get("field", ()))
    known = {name: value for name, value in row.items() if name != "field"}
    return frozen(Section, {**known, "fields": asked}, f"{where} section")


def _field(row: Mapping[str, Any], where: str) -> Field:
    place = f"{where} {row.get('key', 'field')}"
    with Place(place):
        typed: dict[str, Any] = {**row, "type": FieldType(row["type"])}
        if typed["type"] is FieldType.YES_NO:
            typed["choices"] = YES_NO
        if "when" in row:
            typed["when"] = _condition(row["when"], place)
    return frozen(Field, typed, place)


def _condition(row: Mapping[str, Any], where: str) -> Condition:
    renamed = {("among" if name == "is" else name): value for name, value in row.items()}
    if "among" in renamed:
        renamed["among"] = tuple(renamed["among"])
    return frozen(Condition, renamed, where)


def _note(row: Mapping[str, Any], where: str) -> Note:
    return frozen(Note, {**row, "sources": lines(row.get("sources", ()), where)}, f"{where} note")


def _guard(row: Mapping[str, Any], where: str) -> Guard:
    typed = {**row, "when": _condition(row["when"], where), "sources": lines(row.get("sources", ()), where)}
    return frozen(Guard, typed, f"{where} guard")


def _task(row: Mapping[str, Any], where: str) -> Task:
    return frozen(Task, {**row, "tools": tuple(row.get("tools", ()))}, f"{where} task")


def _step(row: Mapping[str, Any], where: str) -> Step:
    typed = dict(row)
    if "when" in row:
        typed["when"] = _condition(row["when"], where)
    return frozen(Step, typed, f"{where} step")


def _faults(form: RequestForm, edition: Edition) -> Iterator[str]:
    """Every fault of one form."""
    keys = [field.key for field in form.fields]
    yield from (f"{key} is asked twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for field in form.fields:
        yield from _field_faults(field)
    for condition in _conditions(form):
        yield from _points_nowhere(condition, form)
    if form.subject and form.subject not in keys:
        yield f"subject {form.subject} is no field"
    if form.group not in edition.groups:
        yield f"unknown group {form.group}"
    if not form.orderers or not form.sources or form.due_days < 1:
        yield "needs orderers, source lines and days until due"
    if not form.confirmed and not form.remark:
        yield "a proposal without a remark of what is proposed"
    yield from (f"nobody answers for {step.asked}" for step in form.steps if not _is_answered(step.asked))


def _field_faults(field: Field) -> Iterator[str]:
    if field.type is not FieldType.YES_NO and (field.type in WITH_CHOICES) != bool(field.choices):
        yield f"{field.key}: choices belong to a choice"
    if not field.label.strip():
        yield f"{field.key}: no label"


def _conditions(form: RequestForm) -> Iterator[Condition]:
    yield from (field.when for field in form.fields if field.when)
    yield from (guard.when for guard in form.guards)
    yield from (step.when for step in form.steps if step.when)


def _points_nowhere(condition: Condition, form: RequestForm) -> Iterator[str]:
    field = next((field for field in form.fields if field.key == condition.field), None)
    if field is None:
        yield f"a condition on {condition.field}, which is not asked"
    elif field.choices and (strange := set(condition.among) - set(field.choices)):
        yield f"{condition.field} has no choice {', '.join(sorted(strange))}"


def _is_answered(asked: str) -> bool:
    return asked == "manager" or asked in ANSWERED_BY


def _gaps(forms: list[RequestForm], edition: Edition) -> Iterator[str]:
    """What is missing or doubled among all forms: every kind that is a case has exactly one (R-099)."""
    slugs = [form.slug for form in forms]
    yield from (f"the address {slug} is used twice" for slug in sorted({s for s in slugs if slugs.count(s) > 1}))
    known = {form.key for form in forms}
    yield from (f"{form.key} also opens {form.also}, which is no form" for form in forms if {form.also} - {"", *known})
    covered = [form.kind for form in forms if form.kind]
    for kind in edition.kinds.values():
        if _is_case(kind) and covered.count(kind.key) != 1:
            yield f"{kind.key} has {covered.count(kind.key)} forms"


def _is_case(kind: Kind) -> bool:
    return Channel.CASE in kind.channels and kind.key not in ELSEWHERE
