"""Steps on the way: tasks that are done or waived, and the yes or no of those who must be asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases.actions import letters, ticketing
from app.cases.actions.moves import check, finish, note, unchanged
from app.cases.models import Case, CaseStep
from app.cases.queries.found import Held
from app.cases.queries.visible import may_handle
from app.identity.queries import Visitor
from app.refusal import Forbidden, Refused
from app.words import say
from catalogue.cases import ANSWERED_BY, OPEN, RECORDED, Decline, DeliveryModel

APPROVED, DECLINED, REFERRED = "approved", "declined", "referred"
WAIVED, DONE = "waived", "done"
# Kinds of request whose no must give one of the listed reasons and another way.
WITH_SUGGESTION = frozenset({"application_operation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody's answer: approved, declined, or referred to a year's budget; `reference` names a recorded decision."""

    outcome: str
    reason: str = ""
    cause: str = ""
    suggestion: str = ""
    reference: str = ""
    budget_year: int | None = None


def settle_task(  # which step of which case, and how
    session: Session, held: Held, me: Visitor, *, position: int, reason: str = "", version: int, at: dt.datetime
) -> None:
    """Tick a task as done, or waive it with a reason; raises Refused for an unknown one, Changed, Forbidden."""
    check(session, held.case, me, version)
    step = next((step for step in held.steps if step.sort == "task" and step.position == position), None)
    if step is None or step.outcome:
        raise Refused("cases.refused.task")
    _settle(step, me, WAIVED if reason else DONE, at=at)
    step.reason = reason
    event = "case.task_waived" if reason else "case.task_done"
    note(session, held.case, me.actor, event, at=at, task=step.label, reason=reason)


def decide(session: Session, held: Held, me: Visitor, answer: Answer, *, version: int, at: dt.datetime) -> None:
    """Say yes or no where one's yes is needed next; a no or a referral ends the case.

    Raises Forbidden for anybody else and for one's own case, Changed when it was answered meanwhile, Refused for an
    answer without what it needs.
    """
    case, step = held.case, held.next_yes
    unchanged(session, case, version)
    if step is None or case.state not in OPEN:
        raise Refused("cases.refused.nothing_to_answer")
    if not may_answer(case, step, me):
        raise Forbidden("cases.refused.own" if case.requester_id == me.id else "cases.refused.not_yours")
    _sound(case, step, answer)
    _settle(step, me, answer.outcome, at=at)
    step.reason, step.cause, step.suggestion = answer.reason, answer.cause, answer.suggestion
    step.reference, step.budget_year = answer.reference, answer.budget_year
    said = {"step": say(f"cases.step.{step.key}"), "reason": answer.reason}
    note(session, case, me.actor, f"case.{answer.outcome}", at=at, **said)
    _after(session, held, me, answer, at=at)


def may_answer(case: Case, step: CaseStep, me: Visitor) -> bool:
    """Whether somebody's answer is wanted: the named chef's, or that of a role; never on one's own case."""
    if case.requester_id == me.id:
        return False
    if step.key == "manager":
        return case.decider_id == me.id
    return not me.roles.isdisjoint(ANSWERED_BY[step.key]) and (step.key != "it" or may_handle(case, me))


def _sound(case: Case, step: CaseStep, answer: Answer) -> None:
    if answer.outcome not in (APPROVED, DECLINED, REFERRED):
        raise Refused("cases.refused.answer")
    if answer.outcome != APPROVED and not answer.reason:
        raise Refused("cases.refused.reason")
    if step.key in RECORDED and not answer.reference:
        raise Refused("cases.refused.reference")
    if answer.outcome == REFERRED and (answer.budget_year is None or step.key == "manager"):
        raise Refused("cases.refused.budget_year")
    suggests = answer.outcome == DECLINED and case.topic in WITH_SUGGESTION
    if suggests and not (answer.cause in frozenset(Decline) and answer.suggestion in frozenset(DeliveryModel)):
        raise Refused("cases.refused.suggestion")


def _settle(step: CaseStep, me: Visitor, outcome: str, *, at: dt.datetime) -> None:
    step.outcome, step.settled_by, step.settled_name, step.settled_at = outcome, me.id, me.name, at


def _after(session: Session, held: Held, me: Visitor, answer: Answer, *, at: dt.datetime) -> None:
    """Ask the next one, or end the case and tell the one who asked."""
    case = held.case
    requester = letters.address_of(session, case.requester_id)
    mark = f"{answer.outcome}-{case.version}"
    letters.tell(session, case, requester, answer.outcome, mark=mark, at=at, text=answer.reason, who=me.name)
    if answer.outcome == APPROVED:
        if held.next_yes is not None:
            letters.ask(session, case, held.next_yes.key, at=at)
        return
    finish(case, answer.outcome, answer.reason, at=at)
    ticketing.tell(session, case, "case.solved", text=answer.reason, at=at)
