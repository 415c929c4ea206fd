"""Steps on the way: tasks that are done or waived, and the yes or no of those who must be asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.budgets import actions as budgets
from app.cases.actions import asking, letters, ticketing
from app.cases.actions.moves import check, finish, note, unchanged
from app.cases.models import Case, CaseStep
from app.cases.queries.found import Held, held_by_id
from app.cases.queries.visible import may_handle
from app.desks import actions as desks
from app.desks.models import ApprovalRequest, Ruling
from app.desks.queries import lies_with
from app.history import Actor
from app.identity.queries import Visitor, same_people
from app.refusal import Changed, Forbidden, Refused
from app.words import say
from catalogue.cases import ANSWERED_BY, OPEN, RECORDED, Decline, DeliveryModel
from catalogue.request_files import tools_of

APPROVED, DECLINED, REFERRED = "approved", "declined", "referred"
WAIVED, DONE = "waived", "done"
# Whose answer is given in the chef's inbox, beside what they decide of orders.
IN_INBOX = frozenset({"manager"})
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
    session: Session, held: Held, me: Visitor, *, position: int, reason: str = "", tool: str = "", version: int,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Tick a task as done, with its tool where it has some (R-207), or waive it with a reason.

    Raises Refused for an unknown task or tool, Changed, Forbidden.
    """
    check(session, held.case, me, version)
    step = next((step for step in held.steps if step.sort == "task" and step.position == position), None)
    if step is None or step.outcome:
        raise Refused("cases.refused.task")
    tools = () if reason else tools_of(held.case.topic, step.key)
    if tools and tool not in tools:
        raise Refused("cases.refused.tool", tools=", ".join(tools))
    _settle(step, me.actor, WAIVED if reason else DONE, at=at)
    step.reason, step.reference = reason, tool if tools else ""
    event = "case.task_waived" if reason else "case.task_done"
    told = f"{step.label}, {step.reference}" if step.reference else step.label
    note(session, held.case, me.actor, event, at=at, task=told, reason=reason)


def tick(session: Session, case: Case, key: str, actor: Actor, *, at: dt.datetime) -> None:
    """Note that a task of a held case was done in the room it belongs to; nothing when it is done already."""
    question = sa.select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.key == key, CaseStep.outcome == "")
    for step in session.scalars(question):
        step.outcome, step.settled_by, step.settled_name, step.settled_at = DONE, actor.id, actor.name, at


def decide(session: Session, held: Held, me: Visitor, answer: Answer, *, version: int, at: dt.datetime) -> None:
    """Say yes or no on the page of the case where one's yes is needed next; a no or a referral ends the case.

    Raises Forbidden for anybody else and for one's own case in any account, Changed when it was answered meanwhile,
    Refused for an answer without what it needs, and for what a chef answers in their inbox.
    """
    case, step = held.case, held.next_yes
    unchanged(session, case, version)
    if step is None or case.state not in OPEN:
        raise Refused("cases.refused.nothing_to_answer")
    question = asking.open_question(session, case)
    if not may_answer(case, step, me, question) or me.id in same_people(session, {case.requester_id}):
        raise Forbidden("cases.refused.own" if case.requester_id == me.id else "cases.refused.not_yours")
    _sound(case, step, answer)
    if question is not None:
        desks.answered(question, me.actor, at=at)
    _answer(session, held, step, answer, who=me.actor, at=at)


def carry_out(session: Session, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
    """Let a case go on after a chef's decision in their inbox; raises Changed when it waits for no such answer."""
    held = held_by_id(session, ruling.matter_id)
    step = held.next_yes
    if step is None or step.key != ruling.step or held.case.state not in OPEN:
        raise Changed("cases.refused.nothing_to_answer")
    answer = Answer(outcome=APPROVED if ruling.approved else DECLINED, reason=ruling.reason)
    _answer(session, held, step, answer, who=Actor(actor.id, ruling.who), at=at)


def may_answer(case: Case, step: CaseStep, me: Visitor, question: ApprovalRequest | None) -> bool:
    """Whether somebody's answer is wanted on the page of a case: a role's, or theirs whose desk it lies on.

    A chef answers in their inbox, and nobody on their own case.
    """
    if case.requester_id == me.id or step.key in IN_INBOX:
        return False
    mine = question is not None and lies_with(question, me)
    roles = not me.roles.isdisjoint(ANSWERED_BY[step.key]) and (step.key != "it" or may_handle(case, me))
    return mine or roles


def _answer(session: Session, held: Held, step: CaseStep, answer: Answer, *, who: Actor, at: dt.datetime) -> None:
    _settle(step, who, answer.outcome, at=at)
    step.reason, step.cause, step.suggestion = answer.reason, answer.cause, answer.suggestion
    step.reference, step.budget_year = answer.reference, answer.budget_year
    said = {"step": say(f"cases.step.{step.key}"), "reason": answer.reason}
    note(session, held.case, who, f"case.{answer.outcome}", at=at, **said)
    _after(session, held, answer, who=who, at=at)


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


def _settle(step: CaseStep, who: Actor, outcome: str, *, at: dt.datetime) -> None:
    step.outcome, step.settled_by, step.settled_name, step.settled_at = outcome, who.id, who.name[:120], at


def _after(session: Session, held: Held, answer: Answer, *, who: Actor, at: dt.datetime) -> None:
    """Ask the next one, or end the case and tell the one who asked."""
    case = held.case
    requester = letters.address_of(session, case.requester_id)
    mark = f"{answer.outcome}-{case.version}"
    letters.tell(session, case, requester, answer.outcome, mark=mark, at=at, text=answer.reason, who=who.name)
    if answer.outcome == APPROVED:
        asking.ask(session, case, held.next_yes, at=at)
        return
    if answer.outcome == REFERRED:
        _refer(session, case, answer, who=who, at=at)
    finish(session, case, answer.outcome, answer.reason, at=at)
    ticketing.tell(session, case, "case.solved", text=answer.reason, at=at)


def _refer(session: Session, case: Case, answer: Answer, *, who: Actor, at: dt.datetime) -> None:
    """What does not fit this year's contribution is a need for a coming budget (R-025)."""
    need = budgets.Need(
        year=answer.budget_year or at.year + 1, origin="case", origin_id=case.id, number=case.number,
        path=f"/arenden/{case.number}", title=case.subject, organisation_id=case.organisation_id, unit_id=case.unit_id,
        amount=None, reason=answer.reason,
    )  # fmt: skip
    budgets.refer(session, need, actor=who, at=at)
