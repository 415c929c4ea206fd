"""The install checklist and handing over (R-164, R-211, R-221)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.delivery.actions.holding import Of
from app.delivery.actions.work import arrive, letter, tell_delivered
from app.delivery.models import Step
from app.delivery.queries.places import addressee
from app.devices import actions as devices
from app.devices.models import DeviceState
from app.history import Actor, Event
from app.orders.actions import Move, move_all
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Refused
from app.words import say


def checklist(line: OrderLine) -> tuple[str, ...]:
    """The steps that the verdict froze for the line."""
    return tuple(line.verdict.get("checklist", ()))


def tick(session: Session, of: Of, steps: Collection[str], *, actor: Actor, at: dt.datetime) -> list[str]:
    """Tick steps of the checklist and return those that are left; with none left the line is ready to hand over.

    Steps that were ticked before are passed over. Raises Refused for a line that is not being installed and for a
    step that is not on its list.
    """
    line, order = of
    if line.state != LineState.INSTALLING:
        raise Refused("delivery.refused.not_installing", name=line.name)
    wanted = checklist(line)
    if not set(steps) <= set(wanted):
        raise Refused("delivery.refused.unknown_step", name=line.name)
    done = done_steps(session, line)
    new = [step for step in wanted if step in steps and step not in done]
    session.add_all(Step(line_id=line.id, step=step, done_at=at, done_by=actor.id) for step in new)
    left = [step for step in wanted if step not in done and step not in new]
    events = [_ticked(line, order, step) for step in new]
    if left:
        history.record(session, actor, at, events)
    else:
        _ready(session, of, events, actor=actor, at=at)
    return left


def hand_over(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Give the recipient what is installed and verified; its devices begin their life today.

    Raises Refused while a step is left (R-164, R-221), Changed when the line moved on.
    """
    line, order = of
    if set(checklist(line)) - done_steps(session, line):
        raise Refused("delivery.refused.steps_left", name=line.name)
    brought = devices.of_line(session, line.id)
    events = devices.put_in_service(session, brought, line=line, actor=actor, at=at)
    arrive(session, of, actor=actor, at=at, event="delivery.handed_over", also=events)
    tell_delivered(session, line, order, at=at)


def done_steps(session: Session, line: OrderLine) -> set[str]:
    """The steps of a line that are ticked."""
    return set(session.scalars(sa.select(Step.step).where(Step.line_id == line.id)))


def _ready(session: Session, of: Of, events: list[Event], *, actor: Actor, at: dt.datetime) -> None:
    line, order = of
    brought = devices.of_line(session, line.id)
    also = [*events, *devices.moves(session, brought, DeviceState.READY, at=at)]
    move_all(session, [Move(line, LineState.READY, "delivery.ready")], actor=actor, at=at, also=also)
    to = addressee(session, order)
    outbox.mail(session, f"ready:{line.id}", to.email, "ready", letter(line, order, to.name), at=at)


def _ticked(line: OrderLine, order: Order, step: str) -> Event:
    return Event("order", order.id, "delivery.step", {"name": line.name, "step": say(f"delivery.step.{step}")})
