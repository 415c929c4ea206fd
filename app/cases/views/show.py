"""What the page of a case shows, for the one who asked and for those who work with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app import web
from app.cases import queries
from app.cases.actions.answering import IN_INBOX, WITH_SUGGESTION, may_answer
from app.cases.actions.closing import REOPEN_DAYS
from app.cases.queries import Story
from app.cases.queries.found import is_begun
from app.cases.queries.visible import may_write
from app.cases.views.doors import agreed, visitor
from app.desks.queries import lies_with
from app.desks.queries.sentences import held_as, next_step
from app.history import HistoryEntry
from app.words import day_long, moment, say
from app.words.formats import local
from catalogue.cases import LINES, OPEN, RECORDED, CaseKind, Decline, DeliveryModel, may_withdraw, queues_of
from catalogue.request_files import tools_of
from catalogue.terms import Queue

Faults = Sequence[tuple[str, Any]]


def show(number: str, *, status: int = 200, faults: Faults = (), typed: Mapping[str, Any] | None = None) -> Any:
    """The page of a case, with what is wrong and what was typed."""
    me = visitor()
    story = queries.story(web.session(), me, number, web.today())
    case, is_open = story.case, story.case.state in OPEN
    return web.page(
        "cases/case.html", "case", status=status, story=story, case=case, faults=list(faults), typed=dict(typed or {}),
        is_open=is_open, mine=case.requester_id == me.id, headline=_headline(story),
        writes=may_write(case, me, asked=_is_asked(story, me)),
        is_late=is_open and case.due_at < web.now(),
        talk=[(message, moment(message.written_at)) for message in story.messages],
        tools={each.position: [(tool, tool) for tool in tools_of(case.topic, each.key)] for each in story.tasks},
        open_tasks=[(str(step.position), step.label, "") for step in story.tasks if not step.outcome],
        steps=[_step(story, step) for step in story.answers],
        answerable=_answerable(story), decides=_decides(story, me), desk=_desk(story),
        events=[(event_in_words(e), moment(e.at)) for e in story.events],
        thanks="tack" in request.args and case.requester_id == me.id,
        may_reopen=case.solved_at is not None and web.now() - case.solved_at <= dt.timedelta(days=REOPEN_DAYS),
        may_withdraw=case.requester_id == me.id and _may_withdraw(story),
        back=web.local_path(request.args.get("fran")) if request.args.get("fran") else "",
        **(_handling(story, me) if story.handles else {}),
    )  # fmt: skip


def event_in_words(entry: HistoryEntry) -> str:
    """Who did what."""
    return say("cases.event", what=say(f"history.{entry.event}", **entry.data), who=entry.actor_name)


def _handling(story: Story, me: Any) -> dict[str, Any]:
    """What those who work with the case may choose from."""
    case = story.case
    return {
        "people": [("", say("cases.choose.person")), *_people(me, case.requester_id)],
        "queues": [(queue.value, say(f"cases.queue.{queue}")) for queue in _queues(me)],
        "lines": [(str(line), say(f"cases.line.{line}")) for line in LINES],
        "is_incident": case.kind == CaseKind.INCIDENT,
        "times": {name: _clock(getattr(story.incident, name, None)) for name in ("started_at", "restored_at")},
        "close_days": agreed().setting("case_close_days"),
    }


def _people(me: Any, besides: int) -> list[tuple[str, str]]:
    found = queries.handlers(web.session(), me, web.today())
    return [(str(person.id), person.label) for person in found if person.id != besides]


def _queues(me: Any) -> tuple[Any, ...]:
    return tuple(Queue) if len(queues_of(me.roles)) > 1 else (Queue.MUNICIPALITY, Queue.SERVICEDESK)


def _answerable(story: Story) -> dict[str, Any] | None:
    """The question that waits for my answer, with what it needs; None when none does."""
    step = story.next_yes
    if step is None or story.case.state not in OPEN or not may_answer(story.case, step, visitor(), story.question):
        return None
    suggests = story.case.topic in WITH_SUGGESTION
    return {
        "key": step.key,
        "needs_reference": step.key in RECORDED,
        "may_refer": step.key != "manager",
        "declines": [("", "–"), *((w.value, say(f"cases.decline.{w}")) for w in Decline)] if suggests else [],
        "models": [("", "–"), *((w.value, say(f"cases.model.{w}")) for w in DeliveryModel)] if suggests else [],
        "year": web.today().year + 1,
    }


def _step(story: Story, step: Any) -> dict[str, str]:
    """A yes that is needed, in words."""
    waits = "next" if step is story.next_yes else "later"
    told = [step.settled_name, step.reference, str(step.budget_year or ""), step.reason]
    if step.cause:
        told += [say(f"cases.decline.{step.cause}"), say(f"cases.model.{step.suggestion}")]
    return {
        "who": say(f"cases.step.{step.key}"),
        "state": say(f"cases.step_state.{step.outcome or waits}"),
        "tone": {"approved": "done", "declined": "stopped", "referred": "new"}.get(step.outcome, "waiting"),
        "told": ". ".join(part for part in told if part),
        "when": moment(step.settled_at) if step.settled_at else "",
    }


def _headline(story: Story) -> str:
    """The one sentence that says where the case is and whose turn it is."""
    case = story.case
    params = {
        "queue": say(f"cases.queue.{case.queue}"), "who": case.assignee_name or say("cases.nobody"),
        "requester": case.requester_name,
    }  # fmt: skip
    if case.state in OPEN and story.next_yes is not None:
        return _asked(story)
    if case.outcome in ("declined", "referred") and case.state not in OPEN:
        year = next((step.budget_year for step in story.answers if step.budget_year), "")
        return say(f"cases.next.{case.outcome}", year=year)
    if case.outcome == "withdrawn" and case.state not in OPEN:
        return say("cases.next.withdrawn")
    key = "waiting_handler" if case.state == "waiting" and story.handles else case.state
    return say(f"cases.next.{key}", **params)


def _asked(story: Story) -> str:
    """Whose yes it waits for: a person by name where it lies on a desk, else whose turn it is."""
    step, question = story.next_yes, story.question
    if question is None:
        return say("cases.next.asked", step=say(f"cases.step.{step.key}" if step else "cases.step.it"))
    if question.decider_id is None:
        return say("cases.next.asked_nobody")
    return say("cases.next.asked_person", who=_holder(story))


def _holder(story: Story) -> str:
    question = story.question
    assert question is not None  # noqa: S101  # the caller has looked
    if story.stand_in:
        return say("substitutes.stands_in", who=story.stand_in, absent=question.decider_name)
    return question.decider_name


def _may_withdraw(story: Story) -> bool:
    case = story.case
    return may_withdraw(case.topic, case.state, begun=is_begun(case, [*story.tasks, *story.answers]))


def _desk(story: Story) -> list[tuple[str, str]]:
    """Whose desk it lies on, since when, and what happens next: for whatever is open."""
    case, question = story.case, story.question
    if case.state not in OPEN:
        return []
    if question is None:
        since = case.opened_at if story.next_yes else case.state_at
        place = case.assignee_name or say(f"cases.queue.{case.queue}")
        return [(say("cases.desk.with"), place), (say("cases.desk.since"), day_long(since))]
    who = _holder(story) if question.decider_id else say("cases.desk.nobody")
    as_what = held_as(question, case.unit_name)
    return [
        (say("cases.desk.with"), f"{who}, {as_what}" if as_what else who),
        (say("cases.desk.since"), day_long(question.desk_at)),
        (say("cases.desk.next"), next_step(question, web.today())),
    ]


def _decides(story: Story, me: Any) -> str:
    """The address where I answer as the one whose desk it lies on; empty when that is not here."""
    step, question = story.next_yes, story.question
    if step is None or question is None or step.key not in IN_INBOX or not lies_with(question, me):
        return ""
    return f"/godkann/{question.id}"


def _is_asked(story: Story, me: Any) -> bool:
    answered = any(step.settled_by == me.id for step in story.answers)
    return answered or (story.question is not None and lies_with(story.question, me))


def _clock(at: dt.datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""
