"""Opening a case: the one way a number is given (L523, R-144). Rooms above call `open_case` with what they know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app import history
from app.calendar import support_calendar
from app.cases.actions import asking, letters, ticketing
from app.cases.models import Case, CaseStep, Incident
from app.history import Actor, Event
from app.identity.queries import decider_for
from app.numbers import next_number
from app.words.formats import today_of
from catalogue.cases import CaseKind
from catalogue.requests import Task
from catalogue.terms import Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an incident when it is reported."""

    started_at: dt.datetime | None = None
    effect: str = ""
    components: str = ""
    serious: bool = False
    recurring: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What a case begins with.

    `due_days` are working days; a fault on a basic function is always due in one (R-149). `facts` are pairs of
    question and answer in words, `asked` those whose yes is needed, in order, `informs` who is told of it.
    """

    kind: CaseKind
    topic: str
    subject: str
    queue: Queue
    due_days: int
    description: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    informs: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    basic_function: str = ""
    device_tag: str = ""
    needs_change: bool = False
    incident: Told | None = None


class Asker(Protocol):
    """Who a case is opened for: somebody at the door, or whoever the shop itself opens it for."""

    @property
    def id(self) -> int:
        """The person."""
        ...

    @property
    def name(self) -> str:
        """As it is read."""
        ...

    @property
    def email(self) -> str:
        """Where letters go."""
        ...

    @property
    def unit_id(self) -> int:
        """Whose case it is."""
        ...

    @property
    def unit_name(self) -> str:
        """That unit by name."""
        ...

    @property
    def organisation_id(self) -> int:
        """Whose unit that is."""
        ...

    @property
    def actor(self) -> Actor:
        """Who does it."""
        ...


def open_case(session: Session, me: Asker, new: NewCase, *, at: dt.datetime) -> Case:
    """Give a number, write down what is wanted, ask who must be asked and tell the one who asked."""
    case = _case(session, me, new, at)
    case.search_text = f"{case.number.casefold()} {_searchable(me, new)}"
    session.add(case)
    session.flush()
    steps = _steps(case, new)
    session.add_all(steps)
    if new.incident is not None or new.kind is CaseKind.INCIDENT:
        session.add(_incident(case, new.incident or Told()))
    data = {"subject": case.subject}
    history.record(session, me.actor, at, [Event("case", case.id, "case.opened", data)])
    letters.tell(session, case, [me.email], "opened", mark="opened", at=at)
    _inform(session, me, case, new, at=at)
    asking.ask(session, case, steps[0] if new.asked else None, at=at)
    ticketing.tell(session, case, "case.opened", text=new.description, at=at)
    return case


def _case(session: Session, me: Asker, new: NewCase, at: dt.datetime) -> Case:
    year = today_of(at).year
    return Case(
        number=f"\u00c4{year}-{next_number(session, f'case-{year}'):05d}",
        kind=new.kind.value, topic=new.topic, subject=new.subject[:200], description=new.description,
        facts=[list(pair) for pair in new.facts], remarks=list(new.remarks), queue=new.queue.value, state_at=at,
        requester_id=me.id, requester_name=me.name, unit_id=me.unit_id, unit_name=me.unit_name,
        organisation_id=me.organisation_id, asked=",".join(new.asked), opened_at=at, due_at=due(new, at),
        basic_function=new.basic_function, device_tag=new.device_tag, needs_change=new.needs_change,
        search_text="",
    )  # fmt: skip


def due(new: NewCase, at: dt.datetime) -> dt.datetime:
    """When a case is due, UTC, in whole seconds: by the support calendar (R-142, R-143, R-149)."""
    days = 1 if new.basic_function else new.due_days
    return support_calendar(today_of(at).year).due(at.replace(microsecond=0), days)


def _searchable(me: Asker, new: NewCase) -> str:
    answers = [answer for _question, answer in new.facts]
    return " ".join([new.subject, new.description, me.name, me.unit_name, new.device_tag, *answers]).casefold()[:8000]


def _steps(case: Case, new: NewCase) -> list[CaseStep]:
    asked = [CaseStep(sort="yes", key=key, demanded=True) for key in new.asked]
    tasks = [CaseStep(sort="task", key=task.key, label=task.label, demanded=task.demanded) for task in new.tasks]
    for position, step in enumerate([*asked, *tasks]):
        step.case_id, step.position = case.id, position
    return [*asked, *tasks]


def _incident(case: Case, told: Told) -> Incident:
    return Incident(
        case_id=case.id, started_at=told.started_at, effect=told.effect, components=told.components,
        serious=told.serious, recurring=told.recurring,
    )  # fmt: skip


def _inform(session: Session, me: Asker, case: Case, new: NewCase, *, at: dt.datetime) -> None:
    """Tell the chef of what somebody begins to use (R-231); nobody is told of their own."""
    if "manager" not in new.informs:
        return
    chef = decider_for(session, me.unit_id, frozenset({me.id}), today=today_of(at))
    if chef is not None:
        letters.tell(
            session, case, letters.address_of(session, chef.decider.person_id), "informed", mark="informed", at=at
        )
        event = Event("case", case.id, "case.informed", {"who": chef.acting_name})
        history.record(session, me.actor, at, [event])
