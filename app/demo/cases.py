"""Cases of the demo world: requests and faults at every stage, made with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
import secrets
import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.queries.found import with_steps
from app.faults import actions as faults
from app.identity import queries as identity
from app.identity.actions import sign_in
from app.identity.queries import Visitor
from app.requests.models import BusinessSystem
from catalogue.cases import CaseKind
from catalogue.edition import load as edition
from catalogue.request_files import load as forms
from catalogue.requests import RequestForm

DATA = Path(__file__).with_name("cases.toml")
KEPT = Path("files")


def load(session: Session, *, now: dt.datetime) -> None:
    """Open the cases of the file, each as long ago as it says, and live them through."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    for row in data["system"]:
        session.add(BusinessSystem(**row, changed_at=now, changed_by="demo"))
    people: dict[str, Visitor] = {}
    for row in data["case"]:
        at = now - dt.timedelta(hours=row["hours"])
        me = _person(session, people, row["from"], now)
        case = _open(session, me, row, at)
        _live(session, people, case, row=row, now=now, at=at)
    session.flush()


def _open(session: Session, me: Visitor, row: dict[str, Any], at: dt.datetime) -> Case:
    if "form" in row:
        return _request(session, me, forms()[row["form"]], row=row, at=at)
    fault = faults.Fault(
        subject=row["subject"], text=row["text"], folder=KEPT, basic_function=row.get("basic", ""),
        affected=row.get("affected", ""),
    )  # fmt: skip
    return faults.report_fault(session, me, fault, edition(), at=at)


def _request(session: Session, me: Visitor, form: RequestForm, *, row: dict[str, Any], at: dt.datetime) -> Case:
    new = cases.NewCase(
        kind=CaseKind.SERVICE_REQUEST, topic=form.key, subject=row["subject"], queue=form.queue,
        due_days=form.due_days, facts=tuple((question, answer) for question, answer in row["facts"]),
        asked=form.asks({}, me.roles_here), tasks=form.tasks, needs_change=form.needs_change, informs=form.informs,
    )  # fmt: skip
    return cases.open_case(session, me, new, at=at)


def _live(
    session: Session, people: dict[str, Visitor], case: Case, *, row: dict[str, Any], now: dt.datetime, at: dt.datetime
) -> None:
    for step, told in enumerate(row.get("then", ())):
        moment = at + dt.timedelta(minutes=20 * (step + 1))
        me, held = _person(session, people, told["who"], now), with_steps(session, case)
        match told["does"]:
            case "take":
                cases.take(session, held, me, version=case.version, at=moment)
            case "say":
                sent = cases.Sent(text=told["text"], folder=KEPT, internal=told.get("internal", False))
                cases.write(session, case, me, sent, at=moment)
            case "wait":
                cases.wait(session, held, me, version=case.version, at=moment)
            case "yes":
                answer = cases.Answer(outcome="approved", reference=told.get("reference", ""))
                cases.decide(session, held, me, answer, version=case.version, at=moment)
            case "solve":
                cases.solve(session, held, me, text=told["text"], version=case.version, at=moment)
            case "close":
                cases.close(session, held, me, edition(), at=moment)


def _person(session: Session, people: dict[str, Visitor], key: str, now: dt.datetime) -> Visitor:
    if key not in people:
        people[key] = visitor_of(session, key, now)
    return people[key]


def visitor_of(session: Session, key: str, now: dt.datetime) -> Visitor:
    """A demo person as a visitor, through a session that is thrown away again."""
    with session.begin_nested() as aside:
        token = sign_in(session, provider="demo", subject=key, browser=secrets.token_hex(4), at=now)
        found = identity.visitor_by_token(session, token, now, identity.visitor_question([]))
        aside.rollback()
    if found is None:
        raise LookupError(key)
    return found
