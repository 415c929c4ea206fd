"""A question moves from desk to desk: who left, who is away, who did not answer, who was handed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.desks.actions.asking import calendar_of
from app.desks.models import ApprovalRequest
from app.desks.queries.resolving import Desk, pace_of
from app.history import Actor
from app.words.formats import today_of
from catalogue.approvals import ESCALATE, LOOK, next_event

Settings = Mapping[str, object] | None


def hold_request(session: Session, request_id: int) -> ApprovalRequest | None:
    """A request held until commit, as it stands now; None when there is none."""
    question = locked(sa.select(ApprovalRequest).where(ApprovalRequest.id == request_id))
    return session.scalars(question.execution_options(populate_existing=True)).one_or_none()


def move_to(request: ApprovalRequest, desk: Desk, *, settings: Settings, at: dt.datetime) -> None:
    """Lay a question on another desk, from where its days are counted anew."""
    _lay(request, desk, at=at)
    if desk.person_id is None:
        request.alerted_at = at
    _plan(request, settings, at)


def reminded(request: ApprovalRequest, *, settings: Settings, at: dt.datetime) -> None:
    """Note that whoever has it was reminded; they get as long again as between reminder and escalation."""
    request.reminded_at = at
    pace, calendar = pace_of(settings), calendar_of(today_of(at))
    left = max(pace.escalate - pace.remind, 1)
    _plan(request, settings, at)
    request.next_on = max(request.next_on, calendar.add_working_days(today_of(at), left))


def look_again(request: ApprovalRequest, *, settings: Settings, at: dt.datetime, told: bool = True) -> None:
    """Look anew in time, since nobody else was found; `told` notes that IT was told of it now."""
    request.alerted_at = at if told else request.alerted_at
    pace, calendar, today = pace_of(settings), calendar_of(today_of(at)), today_of(at)
    held = request.decider_id is not None
    request.next_event = ESCALATE if held else LOOK
    request.next_on = calendar.add_working_days(today, max(pace.escalate, 1) if held else 1)


def forward(request: ApprovalRequest, *, by: int, to: int, name: str, at: dt.datetime, settings: Settings) -> None:
    """Hand a question on once: the one it goes to decides with the power of the one who handed it on."""
    _lay(request, Desk(to, name, "forwarded", "handed", request.decider_name), at=at)
    request.handed_by = by
    _plan(request, settings, at)


def take_back(request: ApprovalRequest, *, name: str, at: dt.datetime, settings: Settings) -> None:
    """Lay a question that was handed on back where it came from."""
    back, reason = request.handed_by, "ladder"
    _lay(request, Desk(back, name, "manager", reason), at=at)
    _plan(request, settings, at)


def appoint(request: ApprovalRequest, *, by: int, to: int, name: str, at: dt.datetime, settings: Settings) -> None:
    """Let somebody decide because no chef could be found; who appointed them is kept."""
    _lay(request, Desk(to, name, "appointed", "none"), at=at)
    request.handed_by = by
    _plan(request, settings, at)


def ask_anew(request: ApprovalRequest, *, settings: Settings, at: dt.datetime) -> None:
    """Let a question that was answered lie anew on the desk it lies on: it has waited there since now."""
    request.reminded_at, request.desk_at, request.moves = None, at, request.moves + 1
    _plan(request, settings, at)


def withdraw(request: ApprovalRequest, *, at: dt.datetime) -> None:
    """End a question that needs no answer any more."""
    request.state, request.decided_at = "withdrawn", at


def withdraw_all(session: Session, matter: str, matter_id: int, *, at: dt.datetime) -> None:
    """End every question about a matter that has come to its end some other way."""
    asked = ApprovalRequest
    open_ones = sa.update(asked).where(asked.matter == matter, asked.matter_id == matter_id, asked.state == "open")
    session.execute(open_ones.values(state="withdrawn", decided_at=at))


def answered(request: ApprovalRequest, actor: Actor, *, at: dt.datetime) -> None:
    """Note that a question was answered on the page of what it is about."""
    request.state, request.decided_at, request.decided_by, request.decided_name = "decided", at, actor.id, actor.name


def _lay(request: ApprovalRequest, desk: Desk, *, at: dt.datetime) -> None:
    request.decider_id, request.decider_name = desk.person_id, desk.name
    request.relation, request.reason, request.reason_name = desk.relation, desk.reason, desk.reason_name
    request.handed_by, request.reminded_at = None, None
    request.desk_at, request.moves = at, request.moves + 1


def _plan(request: ApprovalRequest, settings: Settings, at: dt.datetime) -> None:
    """Say what happens next; a day that has passed already is the next working day."""
    since, today = today_of(request.desk_at), today_of(at)
    calendar = calendar_of(since)
    request.next_event, day = next_event(
        since, reminded=request.reminded_at is not None, held=request.decider_id is not None, pace=pace_of(settings),
        calendar=calendar,
    )  # fmt: skip
    soon = calendar_of(today).add_working_days(today, 1)
    request.next_on = day if day > today else soon
