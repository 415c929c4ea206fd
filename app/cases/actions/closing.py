"""The end of a case: closed by the one who asked or by time, opened again, followed up by a survey."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.calendar import support_calendar
from app.cases.actions import asking, letters, ticketing
from app.cases.actions.moves import finish, move, note
from app.cases.models import Case, CaseStep, Survey
from app.cases.queries.found import Held, full_number, is_begun
from app.cases.queries.visible import may_handle
from app.db import locked
from app.history import Actor
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.cases import CaseState, is_sampled, may_withdraw
from catalogue.edition import Edition

S = CaseState
REOPEN_DAYS = 30
MOST_AT_ONCE = 200


def close(session: Session, held: Held, me: Visitor, agreed: Edition, *, at: dt.datetime) -> None:
    """Say that it works now; raises Forbidden for all but requester and handler, Refused when not solved."""
    if held.case.requester_id != me.id and not may_handle(held.case, me):
        raise Forbidden("cases.refused.not_yours")
    _close(session, held.case, me.actor, agreed, at=at)


def withdraw(session: Session, held: Held, me: Visitor, *, at: dt.datetime) -> None:
    """Take back what I asked for and nobody has begun with; it may be opened again like any other.

    Raises Forbidden for all but the requester, Refused when somebody has taken it or answered.
    """
    case = held.case
    if case.requester_id != me.id:
        raise Forbidden("cases.refused.not_yours")
    if not may_withdraw(case.topic, case.state, begun=is_begun(case, held.steps)):
        raise Refused("cases.refused.begun")
    finish(session, case, "withdrawn", "", at=at)
    move(case, S.CLOSED, at=at)
    case.closed_at = at
    note(session, case, me.actor, "case.withdrawn", at=at)
    ticketing.tell(session, case, "case.closed", at=at)


def close_due(session: Session, agreed: Edition, *, now: dt.datetime) -> int:
    """Close what has been solved for as many working days as the agreement says; returns how many."""
    days = int(agreed.setting("case_close_days"))
    day, calendar = today_of(now), support_calendar(today_of(now).year - 1)
    solved = sa.select(Case).where(Case.state == S.SOLVED, Case.solved_at < now - dt.timedelta(days=days))
    due = session.scalars(locked(solved.order_by(Case.id).limit(MOST_AT_ONCE)))
    closed = [
        case for case in due if case.solved_at and calendar.add_working_days(today_of(case.solved_at), days) <= day
    ]
    for case in closed:
        _close(session, case, Actor(None, say("cases.system")), agreed, at=now)
    return len(closed)


def reopen(session: Session, held: Held, me: Visitor, text: str, *, at: dt.datetime) -> None:
    """Say that it does not work after all; who had it gets it back, and a no is asked again.

    Raises Forbidden for others than the requester and the handler, Refused after thirty days or without words.
    """
    case = held.case
    if case.requester_id != me.id and not may_handle(case, me):
        raise Forbidden("cases.refused.not_yours")
    if not text:
        raise Refused("cases.refused.reopen_text")
    if case.solved_at is None or at - case.solved_at > dt.timedelta(days=REOPEN_DAYS):
        raise Refused("cases.refused.too_late", days=REOPEN_DAYS)
    move(case, S.ASSIGNED if case.assignee_id else S.NEW, at=at)
    _ask_again(held.steps)
    case.outcome, case.solution, case.solved_at, case.closed_at, case.solved_by_line = "", "", None, None, None
    note(session, case, me.actor, "case.reopened", at=at)
    asking.ask(session, case, held.next_yes, at=at)
    ticketing.tell(session, case, "case.reopened", text=text, at=at)


def answer_survey(session: Session, me: Visitor, number: str, *, grade: int, comment: str, at: dt.datetime) -> None:
    """Answer the survey of my own case, once; raises Missing when there is none, Refused when it was answered."""
    question = sa.select(Survey).join(Case, Case.id == Survey.case_id)
    survey = session.scalar(locked(question.where(Case.number == full_number(number), Case.requester_id == me.id)))
    if survey is None:
        raise Missing
    if survey.answered_at is not None:
        raise Refused("cases.refused.answered")
    survey.grade, survey.comment, survey.answered_at = grade, comment, at


def _close(session: Session, case: Case, actor: Actor, agreed: Edition, *, at: dt.datetime) -> None:
    move(case, S.CLOSED, at=at)
    case.closed_at = at
    note(session, case, actor, "case.closed", at=at)
    ticketing.tell(session, case, "case.closed", at=at)
    own = session.execute(sa.select(Organisation.settings).where(Organisation.id == case.organisation_id)).scalar_one()
    share = int(agreed.setting("survey_share", own))
    if is_sampled(case.number, share) and _first_survey(session, case):
        session.add(Survey(case_id=case.id, organisation_id=case.organisation_id, asked_at=at))
        letters.tell(session, case, letters.address_of(session, case.requester_id), "survey", mark="survey", at=at)


def _first_survey(session: Session, case: Case) -> bool:
    return session.scalar(sa.select(Survey.case_id).where(Survey.case_id == case.id)) is None


def _ask_again(steps: list[CaseStep]) -> None:
    """A no or a referral is asked anew; the history keeps what was said."""
    for step in steps:
        if step.outcome in ("declined", "referred"):
            step.outcome, step.reason, step.cause, step.suggestion, step.reference = "", "", "", "", ""
            step.settled_by, step.settled_name, step.settled_at, step.budget_year = None, "", None, None
