"""What a handler does with a case; every move is checked, guarded by the case's version and written to the history."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history
from app.cases.actions import letters, ticketing
from app.cases.models import Case
from app.cases.queries.found import Held
from app.cases.queries.visible import may_handle
from app.desks import actions as desks
from app.desks.models import CASE
from app.history import Actor, Event
from app.identity.queries import Choice, Visitor
from app.refusal import Changed, Forbidden, Refused
from catalogue.cases import LINES, OPEN, CaseState, may_move, needs_root_cause
from catalogue.terms import Queue

S = CaseState


def take(session: Session, held: Held, me: Visitor, *, version: int, at: dt.datetime) -> None:
    """Make a case mine; raises Changed when somebody was first, Forbidden for a case that is not mine to handle."""
    give(session, held, me, to=Choice(me.id, me.name), version=version, at=at)


def give(  # who gives what to whom is how it is said
    session: Session, held: Held, me: Visitor, *, to: Choice, version: int, at: dt.datetime
) -> None:
    """Give a case to somebody; raises Changed, Forbidden, and Refused for what is solved or its requester."""
    case = held.case
    check(session, case, me, version)
    if to.id == case.requester_id:
        raise Refused("cases.refused.own")
    case.assignee_id, case.assignee_name = to.id, to.label
    if case.state == S.NEW:
        move(case, S.ASSIGNED, at=at)
    note(session, case, me.actor, "case.assigned", at=at, who=to.label)
    if to.id != me.id:
        mark = f"assigned-{case.version}"
        letters.tell(session, case, letters.address_of(session, to.id), "assigned", mark=mark, at=at, who=me.name)


def put_back(session: Session, held: Held, me: Visitor, *, version: int, at: dt.datetime) -> None:
    """Lay a case back in the queue, so that anybody can take it; raises Changed, Forbidden, Refused."""
    case = held.case
    check(session, case, me, version)
    case.assignee_id, case.assignee_name = None, ""
    if case.state != S.NEW:
        move(case, S.NEW, at=at)
    note(session, case, me.actor, "case.put_back", at=at)


def wait(session: Session, held: Held, me: Visitor, *, version: int, at: dt.datetime) -> None:
    """Let a case wait for somebody else's answer; raises Changed, Forbidden, Refused."""
    check(session, held.case, me, version)
    if held.case.assignee_id is None:
        held.case.assignee_id, held.case.assignee_name = me.id, me.name
    move(held.case, S.WAITING, at=at)
    note(session, held.case, me.actor, "case.waiting", at=at)


def escalate(
    session: Session, held: Held, me: Visitor, *, line: int, version: int, at: dt.datetime
) -> None:  # a case, who, and where to
    """Hand a case to another line (R-102, R-103); its history stays. Raises Changed, Forbidden, Refused."""
    case = held.case
    check(session, case, me, version)
    if line not in LINES or line == case.line:
        raise Refused("cases.refused.line")
    before, case.line = case.line, line
    note(session, case, me.actor, "case.line", at=at, before=before, line=line)


def requeue(
    session: Session, held: Held, me: Visitor, *, queue: str, version: int, at: dt.datetime
) -> None:  # a case, who, and where to
    """Move a case to another queue, where nobody has it yet; raises Changed, Forbidden, Refused."""
    case = held.case
    check(session, case, me, version)
    if queue not in frozenset(Queue) or queue == case.queue:
        raise Refused("cases.refused.queue")
    before, case.queue = case.queue, queue
    case.assignee_id, case.assignee_name = None, ""
    if case.state != S.NEW:
        move(case, S.NEW, at=at)
    note(session, case, me.actor, "case.queue", at=at, before=before, queue=queue)
    ticketing.tell(session, case, "case.queue", at=at)


def solve(
    session: Session, held: Held, me: Visitor, *, text: str, version: int, at: dt.datetime
) -> None:  # a case, who, and what was done
    """Say what was done; the line that did it is kept (R-145).

    Raises Changed, Forbidden, and Refused without words, with a yes or a demanded task missing (R-066, R-072,
    R-239), or without the root cause of a serious or recurring incident (R-097).
    """
    case = held.case
    check(session, case, me, version)
    if not text:
        raise Refused("cases.refused.solution")
    _ready(held)
    finish(session, case, "done", text, at=at)
    note(session, case, me.actor, "case.solved", at=at, line=case.line)
    requester = letters.address_of(session, case.requester_id)
    letters.tell(session, case, requester, "solved", mark=f"solved-{case.version}", at=at, text=text, who=me.name)
    ticketing.tell(session, case, "case.solved", text=text, at=at)


def finish(session: Session, case: Case, outcome: str, text: str, *, at: dt.datetime) -> None:
    """Let a case be solved with an outcome, and ask nobody any more; raises Refused when it cannot be."""
    desks.withdraw_all(session, CASE, case.id, at=at)
    case.outcome, case.solution, case.solved_at, case.solved_by_line = outcome, text, at, case.line
    move(case, S.SOLVED, at=at)


def move(case: Case, to: CaseState, *, at: dt.datetime) -> None:
    """The one way a case changes state; raises Refused for a move that does not exist."""
    if not may_move(CaseState(case.state), to):
        raise Refused(f"cases.refused.from_{case.state}")
    case.state, case.state_at = to.value, at


def check(session: Session, case: Case, me: Visitor, version: int) -> None:
    """Whether I may do something with an open case that is still as I saw it; raises Forbidden, Changed, Refused."""
    if not may_handle(case, me):
        raise Forbidden("cases.refused.own" if case.requester_id == me.id else "cases.refused.not_yours")
    unchanged(session, case, version)
    if case.state not in OPEN:
        raise Refused(f"cases.refused.from_{case.state}")


def unchanged(session: Session, case: Case, version: int) -> None:
    """Raise Changed, with the name of who was first, when a case is no longer as it was shown."""
    if case.version != version:
        last = next(iter(history.of(session, "case", case.id)), None)
        raise Changed("cases.refused.changed", who=last.actor_name if last else "", number=case.number)


def note(session: Session, case: Case, actor: Actor, event: str, *, at: dt.datetime, **data: object) -> None:
    """Write to the case's history, and give it a new version."""
    case.version += 1
    session.flush()
    history.record(session, actor, at, [Event("case", case.id, event, data)])


def _ready(held: Held) -> None:
    if held.next_yes is not None:
        raise Refused(f"cases.refused.yes_{held.next_yes.key}")
    if undone := held.undone:
        raise Refused("cases.refused.undone", what=", ".join(step.label.lower() for step in undone[:4]))
    told = held.incident
    if told is None or told.root_cause:
        return
    if needs_root_cause(serious=told.serious, recurring=told.recurring, kind=held.case.kind):
        raise Refused("cases.refused.root_cause")
